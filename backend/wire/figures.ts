/**
 * The contract for figures: whoever asks for a number (a wall, the API, and later an alert or a report) asks in these
 * words and gets these answers. Times are epoch milliseconds, money is satang, durations say their unit in their name.
 */

/** `open`: the bucket is running. `provisional`: closed, but a source has not yet reported past its end. */
export type FigureState = "open" | "provisional" | "settled" | "no-data";

/** The sources whose share is missing from a figure, by name, and how many sources it stands on. */
export interface MissingSources {
  sources: string[];
  of: number;
}

/**
 * A figure of the registry. `value` is null where there is no data or the denominator is 0.
 * Integers beyond ±(2^53 − 1) are a string of digits, so that nothing is rounded.
 */
export interface Figure {
  value: number | string | null;
  numerator?: number | string;
  denominator?: number | string;
  /** The percentile lies past the last threshold: the true value is `value` or more. */
  atLeast?: true;
  state: FigureState;
  /**
   * The age of the figure counts from here: when its sources last reported, or, of a source that is behind, up to when
   * it has sent everything; of samples, when they were taken. Null: never.
   */
  heard: number | null;
  /** The figure must not be shown as current after this many seconds without a report. */
  maxAgeSeconds: number;
  /** Some of its sources are silent or behind: their share is not in the value. Absent: none is. */
  missing?: MissingSources;
}

/** The values of a row's dimensions, by the name of the dimension. */
export type Slice = Record<string, string>;

/** A figure of one bucket and slice. */
export interface FigureRow extends Figure {
  metric: string;
  /** Start of the bucket. */
  at: number;
  slice: Slice;
}

export type Step = "minute" | "hour" | "day" | "total";

export interface Question {
  metrics: readonly string[];
  /** Whole buckets of the step, for `total` whole minutes; `from` inclusive, `until` exclusive. */
  from: number;
  until: number;
  step: Step;
  /** Dimensions to slice by. */
  by?: readonly string[];
  /** Only these values of a dimension. */
  only?: Readonly<Record<string, readonly string[]>>;
}

/** A freeze request that no bank has answered yet. */
export interface UnansweredFreeze {
  id: string;
  bank: string;
  hop: number;
  satang: bigint;
  requestedAt: number;
}

export interface UnansweredFreezes {
  /** How many there are, how many of them are past their hour, and what all of them come to. */
  open: number;
  overdue: number;
  satang: bigint;
  /** Soonest deadline first, then those past it, the newest first; at most as many of each as were asked for. */
  nearest: UnansweredFreeze[];
  /** The one whose hour ended last, however many still have time. */
  newestOverdue: UnansweredFreeze | null;
}

/** Unanswered freezes of a bank that will miss their hour or have missed it. */
export interface WillMiss {
  bank: string;
  count: number;
  satang: bigint;
}

/** Figures of one moment: all questions that are asked of one reading are answered as of `asOf`. */
export interface Reading {
  asOf: number;
  /** A simulator is among the sources: what is read is (in part) simulated. */
  simulated: boolean;
  ask(question: Question): Promise<FigureRow[]>;
  unansweredFreezes(most: number): Promise<UnansweredFreezes>;
  /** The unanswered freezes with at most `leftMs` of their hour left, by bank; most baht first. */
  willMiss(leftMs: number): Promise<WillMiss[]>;
}
