/** Random answers to freezes, of sources that may speak for all banks, for one and for two, at odds with one another. */
import { MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";

export interface Party {
  sender: number;
  banks: readonly string[] | null;
}

export const PARTIES: readonly Party[] = [
  { sender: 1, banks: null },
  { sender: 2, banks: ["KBANK"] },
  { sender: 3, banks: ["SCB"] },
  { sender: 4, banks: ["CITI", "OTHER"] },
];
const BANKS = ["KBANK", "SCB", "CITI", "OTHER"];

/** 10:00 of a day; what happens, happens in the hours after it. */
export const TEN = Date.parse("2026-11-21T10:00:00+07:00");

export interface Said {
  party: Party;
  event: CloudEvent;
}

/** A small repeatable generator: a failure comes again with its seed. */
export function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What is said of so many freezes, in random order: few times, ids and revisions, so that there are ties. */
export function quarrels(seed: number, freezes: number): Said[] {
  const below = chances(seed);
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const all: { turn: number; said: Said }[] = [];
  for (let n = 0; n < freezes; n++)
    for (let told = 1 + below(7); told > 0; told--) {
      const party = pick(PARTIES);
      const bank = pick(party.banks ?? BANKS);
      const deed = pick([
        "requested",
        "requested",
        "confirmed",
        "confirmed",
        "confirmed",
        "refused",
        "released",
      ]);
      const at = TEN + pick([0, 0, 1, 30, 59, 60, 61, 90]) * MINUTE;
      // Of two sources with one (source, id) at one moment the revision decides: they have none in common.
      const revision = below(3) * PARTIES.length + PARTIES.indexOf(party);
      const freeze = { freezeId: `f-${n}`, bank, hop: 1 + below(2), revision };
      const carried = below(2) > 0 ? { requestedAt: new Date(at - below(9) * MINUTE).toISOString() } : {};
      const data = {
        requested: { ...freeze, reportId: "r", amountSatang: 900 + below(9), accountToken: "t" },
        confirmed: { ...freeze, ...carried, heldSatang: 1 + below(300), movedSatang: below(9) },
        refused: { ...freeze, ...carried, reason: "other", movedSatang: below(99) },
        released: { ...freeze, ...carried, reason: "court" },
      }[deed];
      const event = {
        specversion: "1.0",
        id: pick(["a", "b", `${n}-${told}`]),
        source: pick(["x", "y"]),
        type: `th.aoc1441.freeze.${deed}`,
        time: new Date(at).toISOString(),
        data,
      } as CloudEvent;
      all.push({ turn: below(1e9), said: { party, event } });
    }
  return all.sort((a, b) => a.turn - b.turn).map(({ said }) => said);
}
