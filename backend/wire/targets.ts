/** The trend targets: what is aimed at, and where it will land. Types only: the schemas must not reach the browser. */

import type { Static } from "@sinclair/typebox";
import type {
  AMOUNT,
  ANNOTATION,
  ANOMALIES,
  BAND,
  FORECAST,
  PACE,
  PACE_IN_FULL,
  TARGET_SLICE,
} from "./targets.schema.ts";

export type { Target, TargetVersion } from "./targets.schema.ts";

/** p ÷ q, in the unit of the metric. */
export type Amount = Static<typeof AMOUNT>;
/** The whole, or one value of a dimension. */
export type TargetSlice = Static<typeof TARGET_SLICE>;
/** An estimate with its 80 % band. */
export type Band = Static<typeof BAND>;
/** Where a target stands: what is exact is a ratio of integers as text, what is a number is an estimate. */
export type Pace = Static<typeof PACE>;
/** With its days, one by one. */
export type PaceInFull = Static<typeof PACE_IN_FULL>;
export type PaceState = Pace["state"];
/**
 * Why it stands so. `few-days`: fewer than 14 days of data; `no-baseline`: the period that it starts from has no data;
 * `reached`, `missed`: its last day is over.
 */
export type PaceReason = Pace["why"];
export type PaceUnit = Pace["unit"];
/** A figure by the hour to come, with bands, and what the same method was worth. */
export type Forecast = Static<typeof FORECAST>;
/** Days outside what was to be expected, what moved them, and similar ones. */
export type Anomalies = Static<typeof ANOMALIES>;
export type TargetDimension = TargetSlice["by"];
/** What happened, said by a person, for every chart. */
export type Annotation = Static<typeof ANNOTATION>;
