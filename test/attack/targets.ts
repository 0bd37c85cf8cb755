import type { Counts, Flooded } from "../bench/counted.ts";
import { ms, seconds } from "../bench/row.ts";
import { type Outcome, WALLS } from "./measure.ts";

export const HEAD = [
  "attack",
  "gap",
  "p50",
  "p99",
  "before",
  "most",
  "after",
  "exits",
  "wrong",
  "lost",
  "logged",
  "missed",
];

/** The targets of every attack. */
const TARGETS: readonly { what: string; isMet(outcome: Outcome): boolean }[] = [
  { what: "gap ≤ 2 s", isMet: ({ longestGapMs }) => longestGapMs <= 2_000 },
  { what: "all walls connected", isMet: ({ walls }) => walls === WALLS },
  { what: "p99 ≤ 1 s", isMet: ({ p99Ms }) => p99Ms <= 1_000 },
  { what: "most ≤ +300 MB", isMet: ({ mostMb, beforeMb }) => mostMb - beforeMb <= 300 },
  { what: "after ≤ +50 MB", isMet: ({ afterMb, beforeMb }) => afterMb - beforeMb <= 50 },
  // What each may keep, all of them together may not keep each time anew.
  { what: "after ≤ start +150 MB", isMet: ({ afterMb, startMb }) => afterMb - startMb <= 150 },
  { what: "no exit", isMet: ({ exits }) => exits === 0 },
  { what: "no wrong figure", isMet: ({ wrong }) => wrong === 0 },
  { what: "no lost event", isMet: ({ lost }) => lost === 0 },
  // A line says a thing once and counts the rest.
  { what: "logged ≤ 20 KB", isMet: ({ logged }) => logged <= 20_000 },
  { what: "its own", isMet: ({ failures }) => failures.length === 0 },
];

/**
 * What became of the others' events.
 * @param after the figures after the attack; null: they could not be read
 */
export function becameOf(
  { entities, sent, taken }: Pick<Flooded, "entities" | "sent" | "taken">,
  { before, after, hasEnded }: { before: Counts; after: Counts | null; hasEnded: boolean },
): Pick<Outcome, "exits" | "wrong" | "lost"> {
  const kinds = ["calls", "freezes", "reports"] as const;
  const wrong = after
    ? kinds.map((kind) => Math.abs(after[kind] - before[kind] - entities[kind])).reduce((a, b) => a + b)
    : Number.NaN;
  return { exits: hasEnded ? 1 : 0, wrong, lost: sent - taken };
}

/** A third of the grace that the compose file gives a container. */
export const MOST_STOP_MS = 10_000;

/** The code with which a run ends: 1 if a target is missed. */
export const exitCode = (outcomes: readonly Outcome[], stopMs: number): 0 | 1 =>
  outcomes.length > 0 && outcomes.every((outcome) => missed(outcome).length === 0) && stopMs <= MOST_STOP_MS
    ? 0
    : 1;

export const missed = (outcome: Outcome) =>
  TARGETS.filter(({ isMet }) => !isMet(outcome)).map(({ what }) => what);

/** A line of the table: the longest gap between beats, the latency of the others' events, megabytes, counts. */
export function rowOf(name: string, outcome: Outcome): string[] {
  const { longestGapMs, p50Ms, p99Ms, beforeMb, mostMb, afterMb, exits, wrong, lost, logged } = outcome;
  const more = (mb: number) => `${mb >= beforeMb ? "+" : ""}${Math.round(mb - beforeMb)}`;
  return [
    ...[name, seconds(longestGapMs), ms(p50Ms), ms(p99Ms)],
    ...[
      `${Math.round(beforeMb)} MB`,
      more(mostMb),
      more(afterMb),
      String(exits),
      String(wrong),
      String(lost),
      `${Math.ceil(logged / 1_000)} KB`,
    ],
    missed(outcome).join(", ") || "none",
  ];
}
