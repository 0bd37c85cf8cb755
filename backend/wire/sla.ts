import type { FigureState, MissingSources } from "./figures.ts";

/** What an objective is judged by. `source`: each source by itself, as in freshness. */
export type Dimension = "all" | "bank" | "agency" | "queue" | "province" | "channel" | "source";

/** The whole (`by: "all"`, `of: null`), or one value of a dimension. */
export interface Slice {
  by: Dimension;
  of: string | null;
}

/** `between`: at risk, in the watch band. `few`: under the minimum sample. `no-data`: nothing to judge by. */
export type Judgement = "good" | "between" | "bad" | "few" | "no-data";

/** Why a verdict is what it is. */
export type VerdictReason =
  | "kept"
  | "in-watch-band"
  | "below-target"
  /** More has been missed than may be in the whole window. */
  | "budget-lost"
  | "too-few"
  | "no-data"
  /** A source says nothing: three heartbeats were missed. */
  | "silent"
  /** A source is heard, but its watermark is old. */
  | "behind"
  /** Of a clock that runs: much of its time is used; its bank is too slow to keep it; its time is over. */
  | "at-risk"
  | "will-miss"
  | "deadline-over";

/** A target as a ratio of integers: `p` of `q`. */
export interface Ratio {
  p: number;
  q: number;
}

/** How many more may miss before the window is lost: of those already asked, and by its end with the forecast. */
export interface BudgetLeft {
  asked: number;
  midnight: number | null;
}

/** What was judged of one objective and slice. Times are epoch milliseconds. */
export interface Verdict {
  /** Id of the objective, such as `freeze-60m`. */
  objective: string;
  /** The version in force at `at`. */
  version: number;
  slice: Slice;
  kind: Judgement;
  why: VerdictReason;
  /** Those that kept it, of how many: integers as text, so that none is rounded. */
  numerator: string;
  denominator: string;
  target: Ratio;
  window: { from: number; to: number };
  /** State of the figure it was judged on. */
  state: FigureState;
  /** Sources whose share is missing from that figure. Absent: none. */
  missing?: MissingSources;
  /** What is missed can only grow: it may be judged before the figure is settled. */
  oneWay: boolean;
  /** Judged as of. */
  at: number;
  left?: BudgetLeft;
}

/** What a clock runs for: an answer to a freeze, a police complaint, the release of an account held wrongly. */
export type DeadlineKind = "freeze" | "complaint" | "release";

/** A clock that runs, and what is to be said of it. */
export interface Deadline {
  kind: DeadlineKind;
  /** Id of the freeze or report. */
  id: string;
  bank: string | null;
  startedAt: number;
  dueAt: number;
  why: Extract<VerdictReason, "at-risk" | "will-miss" | "deadline-over">;
}
