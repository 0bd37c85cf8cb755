import type { EventType } from "#wire/events.ts";

/** A simulated source: the event types that it may send and, for a bank, its bank codes. */
export interface Player {
  name: string;
  nameTh: string;
  types: EventType[];
  banks: string[] | null;
  heartbeatSeconds: number;
}

const CASES: EventType[] = [
  "report.filed",
  "report.revised",
  "report.linked",
  "report.voided",
  "report.advanced",
];
const ANSWERS: EventType[] = ["freeze.confirmed", "freeze.refused", "freeze.overturned", "freeze.released"];

function agency(name: string, nameTh: string, types: EventType[], heartbeatSeconds = 15): Player {
  return { name, nameTh, types: [...types, "source.beat"], banks: null, heartbeatSeconds };
}

/** Walls show a bank by its code. */
function bank(name: string, nameTh = name, codes: string[] = [name]): Player {
  return { name, nameTh, types: [...ANSWERS, "source.beat"], banks: codes, heartbeatSeconds: 15 };
}

/**
 * All simulated sources; the name is the `source` of their events. TBANK is absent (part of TTB since 2021). Banks
 * without accounts for private customers answer through OTHER.
 */
export const ROSTER: readonly Player[] = [
  agency(
    "exchange",
    "ตู้สาขา",
    ["call.offered", "call.answered", "call.abandoned", "call.ended", "lines.sampled"],
    10,
  ),
  agency("aoc", "AOC", [...CASES, "freeze.requested"], 10),
  agency("cfr", "CFR", CASES),
  agency("ccib", "บช.สอท.", [...CASES, "arrest.made"]),
  agency("tcsd", "ปอท.", [...CASES, "arrest.made"]),
  agency("pct", "ศปอส.ตร.", ["arrest.made"]),
  agency("cppd", "บก.ปคบ.", CASES),
  agency("etda1212", "1212", CASES),
  agency("nbtc", "กสทช.", CASES),
  agency("tcc", "สอบ.", CASES),
  agency("amlo", "ปปง.", ["refund.paid"]),
  bank("BBL"),
  bank("KBANK"),
  bank("KTB"),
  bank("TTB"),
  bank("SCB"),
  bank("SCBT"),
  bank("CIMBT"),
  bank("UOB"),
  bank("BAY"),
  bank("GSB"),
  bank("GHB"),
  bank("BAAC"),
  bank("ISBT"),
  bank("TISCO"),
  bank("KKP"),
  bank("ICBCT"),
  bank("TCD"),
  bank("LH"),
  bank("TRUEMONEY", "ทรูมันนี่"),
  bank("OTHER", "ธ.อื่น", ["OTHER", "CITI", "MHCB", "BNPP", "BOC"]),
];

const ANSWERING = new Map(
  ROSTER.flatMap((player) => (player.banks ?? []).map((code) => [code, player.name])),
);

/** The source that sends the answers of a bank. */
export function answeringFor(bank: string): string {
  return ANSWERING.get(bank) ?? "OTHER";
}
