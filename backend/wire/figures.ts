import type { Scope } from "./access.ts";
import type { Lang } from "./live.ts";

/**
 * The contract for figures: every consumer of a number (a wall, the API, later alerts and reports) uses these
 * questions and answers. Times are epoch milliseconds, money is satang, durations have their unit in their name.
 */

/** `open`: the bucket is running. `provisional`: closed, but a source has not yet reported past its end. */
export type FigureState = "open" | "provisional" | "settled" | "no-data";

/** The sources whose share is missing from a figure, by name, and how many sources it is computed from. */
export interface MissingSources {
  sources: string[];
  of: number;
}

/**
 * A figure of the registry. `value` is null if there is no data or the denominator is 0.
 * An integer beyond ±(2^53 − 1) is a string of digits, so that it is not rounded.
 */
export interface Figure {
  value: number | string | null;
  numerator?: number | string;
  denominator?: number | string;
  /** The percentile lies past 7 days: the true value is `value` or more. */
  atLeast?: true;
  state: FigureState;
  /**
   * The age of the figure counts from here: when its sources last reported or, for a source that is behind, its
   * watermark; for samples, when they were taken. Null: never.
   */
  heard: number | null;
  /** The figure must not be shown as current after this many seconds without a report. */
  maxAgeSeconds: number;
  /** Some of its sources are silent or behind, and their share is not in the value. Absent: none. */
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

/** In the place of codes: no value of the dimension, so that nothing is counted. An empty list in an address is no limit. */
export const NO_CODE = "none";

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
  /** How many there are, and their total amount. */
  open: number;
  satang: bigint;
  /** Soonest deadline first, then those past it, newest first; of each at most as many as were requested. */
  nearest: UnansweredFreeze[];
}

/** The unanswered freezes of a bank and a hop that have reached `age` and none of the higher ages that were asked for. */
export interface FreezesOfAge {
  bank: string;
  hop: number;
  /** In ms. */
  age: number;
  count: number;
  satang: bigint;
  /** When the first and the last of them were requested. */
  oldest: number;
  newest: number;
}

/** Figures of one moment: all questions to one reading are answered as of `asOf`. */
export interface Reading {
  asOf: number;
  /** What deadlines and ages are judged by: `asOf`, or the clock's time while moments of recording are ahead of it. */
  now: number;
  /** A simulator is among the sources: the figures are (partly) simulated. */
  simulated(): Promise<boolean>;
  ask(question: Question): Promise<FigureRow[]>;
  /** The freezes that were requested at `since` or later. */
  unansweredFreezes(since: number, most: number): Promise<UnansweredFreezes>;
  /** Those of them that have reached the first of these ages (ms, in order), counted by the ages. */
  freezesByAge(since: number, ages: readonly number[]): Promise<FreezesOfAge[]>;
}

/** How other rooms read what many questions ask together, each of one moment. */
export interface Readings {
  /**
   * As of now, for a page that asks much: on the embedded database piece by piece, so that events and walls come in
   * between. `deed` may be left unfinished and begun again, until all that it asks is of one moment: it must do nothing but
   * ask. Throws `busy` when too many wait.
   */
  readPresent<T>(
    scope: Scope,
    signal: AbortSignal | undefined,
    deed: (reading: Reading) => Promise<T>,
  ): Promise<T>;
  /**
   * As of a moment of the past, behind all others, piece by piece. Throws `busy` when too many wait, and `too-many-rows`
   * when its questions together take the database too long, with what to ask `instead`. `isRecount`: everything is counted
   * again from the raw events, also what has not changed since.
   */
  readPast<T>(
    scope: Scope,
    asOf: number,
    asker: { signal?: AbortSignal | undefined; instead: string; isRecount?: boolean },
    deed: (reading: Reading) => Promise<T>,
  ): Promise<T>;
}

/** An answer that is to be printed. */
export interface PrintedAnswer {
  question: Question;
  rows: readonly FigureRow[];
  asOf: number;
  simulated: boolean;
  lang: Lang;
  /** What its asker may know: another one may be answered with more. */
  scope: Scope;
}
