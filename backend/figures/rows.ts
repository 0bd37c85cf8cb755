import type { FigureRow, Question, Slice, Step } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import type { Derived, Metric, Sums } from "./metric.ts";
import type { SumRow } from "./queries.ts";
import { type Coverage, type CoveringSource, missingFrom, stateOf } from "./state.ts";
import { joinTimes } from "./times.ts";
import { floorTo, STEP_MS } from "./window.ts";

/** Rows in an answer that is written as it is made: a sheet of a workbook has so many below its headings (ECMA-376). */
export const MOST_ROWS = 1_048_575;
/** Rows in an answer that is held whole: about 50 MB. */
export const MOST_HELD = 100_000;
/** Throws `too-many-rows` over so many, with what to ask instead. */
export function refuseOver(most: number, rows: number): void {
  if (rows > most)
    throw new Fault(
      "too-many-rows",
      `over ${most} rows; ask for a longer step, a shorter window, fewer dimensions or fewer metrics`,
    );
}

/** A bucket [at, end) of a slice, and the key of its sums. */
export interface Bucket {
  key: string;
  at: number;
  end: number;
  slice: Slice;
}

const keyOf = (at: number, slice: Slice) => `${at} ${JSON.stringify(slice)}`;

/** All columns of a bucket, and whether any of them is not 0. */
export interface Sum extends SumRow {
  counted: boolean;
}

/** Adds what was read to the sums that are there, by bucket and slice. */
export function addSums(sums: Map<string, Sum>, rows: readonly SumRow[]): void {
  for (const row of rows) {
    const key = keyOf(row.at, row.slice);
    const known = sums.get(key);
    const was = known?.sums;
    const all = { ...was };
    for (const [column, sum] of Object.entries(row.sums)) all[column] = was ? was[column]! + sum : sum;
    const counted = Object.values(all).some((sum) => sum !== 0n);
    const times = { ...known?.times };
    for (const [column, more] of Object.entries(row.times))
      times[column] = times[column] ? joinTimes([times[column], more]) : more;
    sums.set(key, { ...row, sums: completed(all), times, counted });
  }
}

/** How many buckets a window has. */
export const bucketsIn = ({ from, until, step }: Question) =>
  step === "total" ? 1 : (until - from) / STEP_MS[step];

/** Sums of the buckets of a range. */
export interface SummedRange {
  from: number;
  until: number;
  /** By key, each time made again where they are not held. */
  sums(): ReadonlyMap<string, Sum>;
}

/** The slices that have sums or that some source is expected to report. */
export function slicesOf(
  { by = [], only }: Question,
  counted: Iterable<Slice>,
  sources: readonly CoveringSource[],
  metrics: readonly Metric[],
): Slice[] {
  const slices = new Map<string, Slice>();
  for (const slice of counted) slices.set(JSON.stringify(slice), slice);
  if (by.length === 0) slices.set("{}", {});
  if (by.length === 1 && by[0] === "bank")
    for (const { types, banks } of sources)
      if (metrics.some((metric) => metric.types.some((type) => types.includes(type))))
        for (const bank of banks ?? [])
          if (only?.bank?.includes(bank) ?? true) slices.set(JSON.stringify({ bank }), { bank });
  return [...slices.values()];
}

/** Every bucket of a range of whole buckets, for each slice. */
export function* bucketsOf(
  { from, until }: Pick<Question, "from" | "until">,
  step: Step,
  slices: readonly Slice[],
): Generator<Bucket> {
  const size = step === "total" ? until - from : STEP_MS[step];
  for (let at = from; at < until; at += size)
    for (const slice of slices) yield { key: keyOf(at, slice), at, end: at + size, slice };
}

const NOTHING: Sums = new Proxy({}, { get: () => 0n });

/** @param asOf null: now */
export function toFigure(
  metric: Metric,
  bucket: Bucket,
  row: Sum | undefined,
  coverage: Coverage,
  { now, asOf }: { now: number; asOf: number | null },
): FigureRow {
  const { at, end } = bucket;
  const state = stateOf({ at, end, counted: row?.counted ?? false }, coverage, metric.maxAgeSeconds, now);
  const { heard } = coverage;
  const sampled = metric.cells === "lines" && row ? Number(row.sums.sampled) : null;
  // For a moment in the past it is known only to the minute who had reported.
  const missing = missingFrom(coverage, end, asOf === null ? now : floorTo("minute", asOf));
  const figure = {
    metric: metric.id,
    at,
    slice: bucket.slice,
    state,
    heard: sampled === null || heard === null ? heard : Math.min(sampled, heard),
    maxAgeSeconds: metric.maxAgeSeconds,
    ...(missing ? { missing } : {}),
  };
  if (state === "no-data" || (metric.cells === "lines" && !row))
    return { ...figure, value: null, state: "no-data" };
  const times = joinTimes((metric.times ?? []).flatMap((column) => row?.times[column] ?? []));
  return { ...figure, ...write(metric.derive(row?.sums ?? NOTHING, times)) };
}

/** All columns of a bucket: a missing column is 0, and what is due is computed from the others. */
function completed(counted: Sums): Sums {
  const sums: Sums = {
    ...counted,
    due: (counted.requested ?? 0n) - (counted.pending ?? 0n),
    release_due: (counted.overturned ?? 0n) - (counted.release_pending ?? 0n),
    complaint_due: (counted.filed ?? 0n) - (counted.complaint_pending ?? 0n),
  };
  return new Proxy(sums, { get: (all, column) => all[column as string] ?? 0n });
}

function write({
  value,
  numerator,
  denominator,
  atLeast,
}: Derived): Pick<FigureRow, "value"> & Partial<FigureRow> {
  return {
    value: typeof value === "bigint" ? exact(value) : value,
    ...(numerator === undefined ? {} : { numerator: exact(numerator) }),
    ...(denominator === undefined ? {} : { denominator: exact(denominator) }),
    ...(atLeast ? { atLeast } : {}),
  };
}

/** JSON numbers are exact up to 2^53 − 1; beyond that, a string of digits. */
export function exact(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value);
}
