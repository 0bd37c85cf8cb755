import type { FigureState } from "#wire/live.ts";
import { Fault } from "../kit/fault.ts";
import type { Derived, Metric, Sums } from "./metric.ts";
import type { CoveringSource, SumRow } from "./queries.ts";
import { type Coverage, stateOf } from "./state.ts";
import { STEP_MS, type Step } from "./window.ts";

export interface Question {
  metrics: readonly string[];
  /** Epoch ms, whole minutes (whole buckets of the step); `from` inclusive, `until` exclusive. */
  from: number;
  until: number;
  step: Step;
  by?: readonly string[];
  only?: Readonly<Record<string, readonly string[]>>;
}

export interface FigureRow {
  metric: string;
  /** Start of the bucket, epoch ms. */
  at: number;
  slice: Record<string, string>;
  value: number | string | null;
  numerator?: number | string;
  denominator?: number | string;
  atLeast?: true;
  state: FigureState;
  /** Up to when its sources have been heard; of samples, when they were taken. */
  heard: number | null;
  maxAgeSeconds: number;
}

export const MOST_ROWS = 100_000;

/** A bucket of a slice, and the key under which its sums stand. */
export interface Place {
  key: string;
  at: number;
  end: number;
  slice: Record<string, string>;
}

const keyOf = (at: number, slice: Record<string, string>) => `${at} ${JSON.stringify(slice)}`;

/** All columns of a place, and whether anything in them is not 0. */
export interface Sum extends SumRow {
  counted: boolean;
}

/** What has been counted and what stands open, side by side. */
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

/** Every bucket of the window, for every slice that has something or that somebody is expected to send. */
export function gridOf(
  question: Question,
  rows: SumRow[],
  sources: CoveringSource[],
  metrics: Metric[],
): Place[] {
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
  const grid: Place[] = [];
  for (let at = from; at < until; at += size)
    for (const slice of slices.values()) grid.push({ key: keyOf(at, slice), at, end: at + size, slice });
  return grid;
}

const NOTHING: Sums = new Proxy({}, { get: () => 0n });

export function toFigure(
  metric: Metric,
  place: Place,
  row: Sum | undefined,
  coverage: Coverage,
  now: number,
): FigureRow {
  const { at, end } = place;
  const state = stateOf({ at, end, counted: row?.counted ?? false }, coverage, metric.maxAgeSeconds, now);
  const { heard } = coverage;
  const sampled = metric.cells === "lines" && row ? Number(row.sums.sampled) : null;
  const figure = {
    metric: metric.id,
    at,
    slice: place.slice,
    state,
    heard: sampled === null || heard === null ? heard : Math.min(sampled, heard),
    maxAgeSeconds: metric.maxAgeSeconds,
  };
  if (state === "no-data" || (metric.cells === "lines" && !row))
    return { ...figure, value: null, state: "no-data" };
  return { ...figure, ...write(metric.derive(row?.sums ?? NOTHING)) };
}

/** All columns of a place: those that nothing was read for are 0, and `due` follows from the others. */
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

/** JSON numbers are exact up to 2^53 − 1; beyond, the digits as a string. */
export function exact(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value);
}
