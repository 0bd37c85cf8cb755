import type { FigureRow, Question, Slice } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import type { Derived, Metric, Sums } from "./metric.ts";
import type { SumRow } from "./queries.ts";
import { type Coverage, type CoveringSource, missingFrom, stateOf } from "./state.ts";
import { floorTo, STEP_MS } from "./window.ts";

export const MOST_ROWS = 100_000;

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

/** Joins the sums of cells and those of unanswered freezes, by bucket. */
export function join(counted: SumRow[], standing: SumRow[]): Map<string, Sum> {
  const rows = new Map<string, SumRow>();
  for (const row of [...counted, ...standing]) {
    const key = keyOf(row.at, row.slice);
    const was = rows.get(key);
    rows.set(key, was ? { ...row, sums: { ...was.sums, ...row.sums } } : row);
  }
  const whole = ({ sums, ...row }: SumRow) => ({
    ...row,
    sums: completed(sums),
    counted: Object.values(sums).some((sum) => sum !== 0n),
  });
  return new Map([...rows].map(([key, row]) => [key, whole(row)]));
}

/** Every bucket of the window, for each slice that has sums or that some source is expected to report. */
export function gridOf(
  question: Question,
  rows: SumRow[],
  sources: CoveringSource[],
  metrics: Metric[],
): Bucket[] {
  const { from, until, step, by = [] } = question;
  const slices = new Map(rows.map(({ slice }) => [JSON.stringify(slice), slice]));
  if (by.length === 0) slices.set("{}", {});
  if (by.length === 1 && by[0] === "bank")
    for (const { types, banks } of sources)
      if (metrics.some((metric) => metric.types.some((type) => types.includes(type))))
        for (const bank of banks ?? [])
          if (question.only?.bank?.includes(bank) ?? true) slices.set(JSON.stringify({ bank }), { bank });
  const size = step === "total" ? until - from : STEP_MS[step];
  if (((until - from) / size) * slices.size > MOST_ROWS)
    throw new Fault("too-many-rows", `over ${MOST_ROWS} rows; ask for a longer step or a shorter window`);
  const grid: Bucket[] = [];
  for (let at = from; at < until; at += size)
    for (const slice of slices.values()) grid.push({ key: keyOf(at, slice), at, end: at + size, slice });
  return grid;
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
  return { ...figure, ...write(metric.derive(row?.sums ?? NOTHING)) };
}

/** All columns of a bucket: a missing column is 0, and `due` is computed from the others. */
function completed(counted: Sums): Sums {
  const sums: Sums = { ...counted, due: (counted.requested ?? 0n) - (counted.pending ?? 0n) };
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
