/**
 * Random words about freezes, refunds and reports, of sources that may speak for all banks (agencies), for one and for two,
 * at odds with one another.
 */
import { MINUTE } from "#calendar/units.ts";
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";

/** The kinds of what is somebody's. */
export const OWNED = ["freezes", "refunds", "reports"] as const;
export type Owned = (typeof OWNED)[number];

export interface Party {
  sender: number;
  speaksFor: readonly string[] | null;
}

const partiesOf = (...sets: (readonly string[] | null)[]): Party[] =>
  sets.map((speaksFor, n) => ({ sender: n + 1, speaksFor }));
const OF_BANKS = partiesOf(null, ["KBANK"], ["SCB"], ["CITI", "OTHER"], ["KBANK", "SCB"]);
const OF_AGENCIES = partiesOf(null, ["ccib"], ["tcsd"], ["amlo", "dsi"], ["ccib", "tcsd"]);
export const PARTIES: Readonly<Record<Owned, readonly Party[]>> = {
  freezes: OF_BANKS,
  refunds: OF_BANKS,
  reports: OF_AGENCIES,
};
export const OWNERS = {
  freezes: ["KBANK", "SCB", "CITI", "OTHER"],
  refunds: ["KBANK", "SCB", "CITI", "OTHER"],
  reports: ["ccib", "tcsd", "amlo", "dsi"],
} as const satisfies Record<Owned, readonly string[]>;

/** 10:00 of a day; what happens, happens in the hours after it. */
export const TEN = Date.parse("2026-11-21T10:00:00+07:00");

export interface Said {
  kind: Owned;
  party: Party;
  event: CloudEvent;
  /** It is about what is another's. */
  isAttack?: true;
}

/** A small repeatable generator: a failure comes again with its seed. */
export function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What is said of each kind: opening words and answers, the frequent ones more than once. */
export const DEEDS: Readonly<Record<Owned, readonly string[]>> = {
  freezes: [
    "requested",
    "requested",
    "confirmed",
    "confirmed",
    "confirmed",
    "refused",
    "released",
    "overturned",
  ],
  refunds: ["paid"],
  reports: ["filed", "filed", "filed", "revised", "revised", "linked", "voided", "advanced", "advanced"],
};

/** One word of a party. */
export function word(
  below: (below: number) => number,
  kind: Owned,
  of: { entity: string; deed: string; party: Party; owner: string; id: string; revision: number },
): Said {
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const { entity, deed, party, owner, id, revision } = of;
  const at = TEN + pick([0, 0, 1, 30, 59, 60, 61, 90]) * MINUTE + PARTIES[kind].indexOf(party);
  const carried = (name: string) =>
    below(2) > 0 ? { [name]: new Date(at - below(9) * MINUTE).toISOString() } : {};
  const freeze = { freezeId: entity, bank: owner, hop: 1 + below(2), revision };
  const report = { reportId: entity, revision };
  const stated = {
    ...report,
    channel: pick(["1441", "bank"]),
    agency: owner,
    scamType: pick(["job", "loan"]),
    province: pick(["TH-10", "TH-11"]),
    lossSatang: 1 + below(900),
  };
  const data: Record<string, () => object> = {
    requested: () => ({ ...freeze, reportId: "r", amountSatang: 900 + below(9), accountToken: "t" }),
    confirmed: () => ({
      ...freeze,
      ...carried("requestedAt"),
      heldSatang: 1 + below(300),
      movedSatang: below(9),
    }),
    refused: () => ({ ...freeze, ...carried("requestedAt"), reason: "other", movedSatang: below(99) }),
    overturned: () => ({ ...freeze, ...carried("requestedAt") }),
    released: () => ({ ...freeze, ...carried("requestedAt"), reason: "court" }),
    paid: () => ({ refundId: entity, reportId: "r", bank: owner, amountSatang: 1 + below(900), revision }),
    filed: () => stated,
    revised: () => ({ ...stated, ...carried("reportedAt") }),
    linked: () => ({ ...report, ...carried("reportedAt"), duplicateOf: "another" }),
    voided: () => ({ ...report, ...carried("reportedAt"), reason: "mistaken" }),
    advanced: () => ({
      ...report,
      ...carried("reportedAt"),
      step: pick(["freezing", "complaint", "tracing", "refunding", "closed"]),
    }),
  };
  const event = {
    specversion: "1.0",
    id,
    source: pick(["x", "y"]),
    type: `${TYPE_PREFIX}${kind.slice(0, -1)}.${deed}`,
    time: new Date(at).toISOString(),
    data: data[deed]!(),
  } as CloudEvent;
  return { kind, party, event };
}

/** What is said of so many entities of each kind, in random order: few times, ids and revisions, so that there are ties. */
export function quarrels(seed: number, entities: number): Said[] {
  const below = chances(seed);
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const all: Said[] = [];
  for (const kind of OWNED)
    for (let n = 0; n < entities; n++)
      for (let told = 1 + below(7); told > 0; told--) {
        const party = pick(PARTIES[kind]);
        // Of two sources with one (source, id) at one moment the revision decides: they have none in common.
        const revision = below(3) * PARTIES[kind].length + PARTIES[kind].indexOf(party);
        const of = { entity: `${kind}-${n}`, party, owner: pick(party.speaksFor ?? OWNERS[kind]), revision };
        all.push(word(below, kind, { ...of, deed: pick(DEEDS[kind]), id: pick(["a", "b", `${n}-${told}`]) }));
      }
  return shuffled(all, below);
}

export function shuffled<T>(list: readonly T[], below: (below: number) => number): T[] {
  return list
    .map((each) => ({ turn: below(1e9), each }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ each }) => each);
}

/**
 * Entities of which a source without a limit says whose they are, with what sources that may speak for them add; and what
 * others say of them, before and after, as theirs, with revisions up to the highest.
 */
export function attacked(seed: number, entities: number): Said[] {
  const below = chances(seed);
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const all: { turn: number; said: Said }[] = [];
  for (const kind of OWNED)
    for (let n = 0; n < entities; n++) {
      const entity = `${kind}-${n}`;
      const owner = pick(OWNERS[kind]);
      const [centre, ...limited] = PARTIES[kind];
      const [opening] = DEEDS[kind];
      const say = (party: Party, deed: string, id: string, revision: number) => {
        const named = party.speaksFor?.includes(owner) === false ? pick(party.speaksFor) : owner;
        return word(below, kind, { entity, deed, party, owner: named, id, revision });
      };
      const opened = below(1_000);
      all.push({ turn: opened, said: say(centre!, opening!, "opening", below(3)) });
      const [rightful, others] = [true, false].map((may) =>
        limited.filter(({ speaksFor }) => speaksFor!.includes(owner) === may),
      ) as [Party[], Party[]];
      // A report must have been filed before a source with a limit says more of it; an answer may come before its request.
      const deeds = {
        freezes: ["confirmed"],
        refunds: [],
        reports: ["revised", "linked", "voided", "advanced"],
      }[kind];
      for (let told = deeds.length > 0 ? below(3) : 0; told > 0; told--)
        all.push({
          turn: kind === "reports" ? opened + 1 + below(1_000) : below(2_000),
          said: say(pick(rightful), pick(deeds), `rightful-${told}`, below(3)),
        });
      for (let told = 1 + below(6); told > 0; told--) {
        const said = say(pick(others), pick(DEEDS[kind]), `attack-${told}`, pick([0, 1, 1_000_000]));
        all.push({ turn: below(2_000), said: { ...said, isAttack: true } });
      }
    }
  return all.sort((a, b) => a.turn - b.turn).map(({ said }) => said);
}
