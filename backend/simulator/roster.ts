import type { EventType } from "#wire/events.ts";

/** A source that the simulator plays: what it may send, and for a bank, for which bank codes. */
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
const ANSWERS: EventType[] = ["freeze.confirmed", "freeze.refused", "freeze.released"];

function agency(name: string, nameTh: string, types: EventType[], heartbeatSeconds = 15): Player {
  return { name, nameTh, types: [...types, "source.beat"], banks: null, heartbeatSeconds };
}

function bank(name: string, nameTh: string, codes: string[] = [name]): Player {
  return { name, nameTh, types: [...ANSWERS, "source.beat"], banks: codes, heartbeatSeconds: 15 };
}

/**
 * Everybody who tells the war room anything: an event's `source` is the name here. TBANK is absent
 * (part of TTB since 2021); banks that hold no accounts of private people answer through OTHER.
 */
export const ROSTER: readonly Player[] = [
  agency(
    "exchange",
    "ตู้สาขา 1441",
    ["call.offered", "call.answered", "call.abandoned", "call.ended", "lines.sampled"],
    10,
  ),
  agency("aoc", "ศูนย์ AOC 1441", [...CASES, "freeze.requested"], 10),
  agency("cfr", "ทะเบียนกลาง CFR", CASES),
  agency("ccib", "ตร.ไซเบอร์ (บช.สอท.)", [...CASES, "arrest.made"]),
  agency("tcsd", "ปอท.", [...CASES, "arrest.made"]),
  agency("pct", "ศปอส.ตร.", ["arrest.made"]),
  agency("cppd", "บก.ปคบ.", CASES),
  agency("etda1212", "1212 ETDA", CASES),
  agency("nbtc", "กสทช.", CASES),
  agency("tcc", "สภาองค์กรของผู้บริโภค", CASES),
  agency("amlo", "ปปง.", ["refund.paid"]),
  bank("BBL", "ธนาคารกรุงเทพ"),
  bank("KBANK", "ธนาคารกสิกรไทย"),
  bank("KTB", "ธนาคารกรุงไทย"),
  bank("TTB", "ธนาคารทหารไทยธนชาต"),
  bank("SCB", "ธนาคารไทยพาณิชย์"),
  bank("SCBT", "ธนาคารสแตนดาร์ดชาร์เตอร์ด"),
  bank("CIMBT", "ธนาคารซีไอเอ็มบีไทย"),
  bank("UOB", "ธนาคารยูโอบี"),
  bank("BAY", "ธนาคารกรุงศรีอยุธยา"),
  bank("GSB", "ธนาคารออมสิน"),
  bank("GHB", "ธนาคารอาคารสงเคราะห์"),
  bank("BAAC", "ธ.ก.ส."),
  bank("ISBT", "ธนาคารอิสลามแห่งประเทศไทย"),
  bank("TISCO", "ธนาคารทิสโก้"),
  bank("KKP", "ธนาคารเกียรตินาคินภัทร"),
  bank("ICBCT", "ธนาคารไอซีบีซี (ไทย)"),
  bank("TCD", "ธนาคารไทยเครดิต"),
  bank("LH", "ธนาคารแลนด์ แอนด์ เฮ้าส์"),
  bank("TRUEMONEY", "ทรูมันนี่"),
  bank("OTHER", "ธนาคารอื่น", ["OTHER", "CITI", "MHCB", "BNPP", "BOC"]),
];

const ANSWERING = new Map(
  ROSTER.flatMap((player) => (player.banks ?? []).map((code) => [code, player.name])),
);

/** The source that answers for a bank. */
export function answeringFor(bank: string): string {
  return ANSWERING.get(bank) ?? "OTHER";
}
