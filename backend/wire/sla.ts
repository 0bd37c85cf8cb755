/** The service level: what is judged, and what is said of it. Types only: the schemas must not reach the browser. */

import type { Static } from "@sinclair/typebox";
import type { BurnPair, DEADLINE, DIMENSIONS, RATIO, SLICE, VERDICT } from "./sla.schema.ts";

export type { BurnPair, Exclusion, Objective, ObjectiveVersion } from "./sla.schema.ts";

/** What an objective is judged by. `source`: each source by itself, as in freshness. */
export type Dimension = (typeof DIMENSIONS)[number];

/** The whole (`by: "all"`, `of: null`), or one value of a dimension. */
export type Slice = Static<typeof SLICE>;

/** A target as a ratio of integers: `p` of `q`. */
export type Ratio = Static<typeof RATIO>;

/**
 * What was judged of one objective and slice. Times are epoch milliseconds; `numerator` and `denominator` (those that
 * kept it, of how many) are integers as text, so that none is rounded.
 */
export type Verdict = Static<typeof VERDICT>;

/** `between`: at risk, in the watch band. `few`: under the minimum sample. `no-data`: nothing to judge by. */
export type Judgement = Verdict["kind"];

/**
 * Why a verdict is what it is. `budget-lost`: more has been missed than may be in the whole window. `silent`: three
 * heartbeats of a source were missed; `behind`: its watermark is old. Of a clock that runs: `at-risk`, much of its time
 * is used; `will-miss`, its bank is too slow to keep it; `deadline-over`.
 */
export type VerdictReason = Verdict["why"];

/** Whether a budget is used up fast over a long and a short window at once, and why (not). */
export type Burn = NonNullable<Verdict["burn"]>[number];
export type BurnReason = Burn["why"];

/** How many more may miss before the window is lost: of those already asked, and by its end with the forecast. */
export type BudgetLeft = NonNullable<Verdict["left"]>;

/** A time that runs, and what is to be said of it. */
export type Deadline = Static<typeof DEADLINE>;

/** What is said of an open freeze: as of any deadline, and when it has been over for so long that it is no news. */
export type FreezeRisk = Deadline["why"] | "long-over";

/** Judges the open freezes of one reading. */
export interface FreezeJudge {
  /** When its time is over, and what is said of it from when on, if nothing comes. */
  clockOf(freeze: { bank: string; requestedAt: number }): {
    dueAt: number;
    saidFrom: Partial<Record<FreezeRisk, number>>;
  };
  /** What is said of one of this bank at an age in ms; null: nothing. */
  riskAt(bank: string, age: number): FreezeRisk | null;
}

/** What the cases that missed an objective come to. `people`: victims, where all are known; `minutes`: past their time. */
export interface MissedSum {
  people?: number;
  minutes?: number;
  satang: string;
}

/** What it runs for: an answer to a freeze, a police complaint, the release of a wrong hold. */
export type DeadlineKind = Deadline["kind"];

/** What was found of one value of a dimension at a whole minute of the past, where that changed. */
export interface PastChange {
  at: number;
  of: string | null;
  /** `bad` missed of `cases`; of a deadline so many, and `cases` is null. Null: nothing counts there. */
  found: { kind: Judgement; why: VerdictReason | BurnReason; bad: number; cases: number | null } | null;
}

/** What is looked back at: whole minutes, `from` inclusive, `until` exclusive, in epoch ms. */
export interface PastRange {
  from: number;
  until: number;
}

/** What is looked back at: an objective or a deadline, by a dimension, of these values of it alone (null: of all). */
export interface PastQuestion {
  condition: string;
  /** Not whether the objective is kept, but how fast its budget is used up over these windows. */
  burn?: BurnPair;
  by: string;
  only: readonly string[] | null;
}

/**
 * What a condition was found to be at each whole minute of a range. First it yields how many of how many entities have
 * been read; then it gives what is to be gone through, in order; null is a place to pause. Throws `bad-request` for what
 * leaves no history, and the reason of the signal.
 */
export type LookBack = (
  question: PastQuestion,
  range: PastRange,
  signal: AbortSignal,
) => AsyncGenerator<{ done: number; of: number }, Generator<PastChange | null>>;
