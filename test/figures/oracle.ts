/**
 * What every figure must be, worked out the slow and plain way from the events alone:
 * merge them, count each entity, add up. It shares nothing with the program but the words of the design.
 */
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import { type Cells, COLUMNS, type Count, countsOf, DIMENSIONS } from "./counts.ts";
import { merge, type Received } from "./entities.ts";

export { DIMENSIONS } from "./counts.ts";
export type { Received } from "./entities.ts";

export type Step = "minute" | "hour" | "day" | "total";

/** Digits where a number would be rounded. */
export type Integer = number | string;

export interface Query {
  metric: string;
  /** Epoch milliseconds, inclusive; whole minutes, as cells are. */
  from: number;
  /** Exclusive. */
  to: number;
  step: Step;
  by?: readonly string[];
  /** Counts only these values of a dimension. */
  filter?: Readonly<Record<string, string | readonly string[]>>;
  /** The moment at which the question is put: only what was recorded until then is known. */
  now: number;
}

export interface Row {
  /** The start of the bucket; of `total`, `from`. */
  at: number;
  /** The dimensions of `by`, hop too as text. */
  slice: Record<string, string>;
  value: Integer | null;
  numerator?: Integer;
  denominator?: Integer;
  atLeast?: true;
}

/** Rows by time and then slice. Rows in which nothing counts (`isEmpty`) are left out. */
export type FigureOf = (query: Query) => Row[];

/** @param received in order of receipt */
export function oracle(received: readonly Received[]): FigureOf {
  const known = new Map<number, Count[]>();
  const knownAt = (now: number) => {
    const counts = known.get(now) ?? merge(received, now).flatMap((entity) => countsOf(entity, now));
    known.set(now, counts);
    return counts;
  };
  return (query) => figure(knownAt(query.now), query);
}

/** Whether a row is empty: its value and its denominator are zero or absent. */
export function isEmpty(row: Pick<Row, "value" | "numerator" | "denominator">): boolean {
  return [row.value, row.numerator, row.denominator].every((figure) => Number(figure ?? 0) === 0);
}

type Sums = Record<string, bigint>;
type Worth = Pick<Row, "value" | "numerator" | "denominator" | "atLeast">;

interface Metric {
  cells: Cells;
  columns: readonly string[];
  /** The times that it is a percentile of. */
  times?: readonly string[];
  worth: (sums: Sums, times: number[]) => Worth;
}

function additive(cells: Cells, column: string): Metric {
  return { cells, columns: [column], worth: (sums) => ({ value: exact(sum(sums, [column])) }) };
}

function ratio(cells: Cells, numerators: string[], denominators: string[]): Metric {
  return {
    cells,
    columns: [...new Set([...numerators, ...denominators])],
    worth: (sums) => {
      const [numerator, denominator] = [sum(sums, numerators), sum(sums, denominators)];
      const value = denominator === 0n ? null : Number(numerator) / Number(denominator);
      return { value, numerator: exact(numerator), denominator: exact(denominator) };
    },
  };
}

/** The money that was asked for, minus all of it whose whereabouts are known. */
function untraced(): Metric {
  const told = ["confirmed_satang", "cashed_out_satang", "moved_satang", "waiting_satang"];
  return {
    cells: "freezes",
    columns: ["requested_satang", ...told],
    worth: (sums) => ({ value: exact(sum(sums, ["requested_satang"]) - sum(sums, told)) }),
  };
}

const LONGEST = 7 * DAY;

/** The time at the rank ⌈percent ÷ 100 × n⌉; under a second 0, over seven days at least those. */
function percentile(cells: Cells, times: string[], percent: number, unit: number): Metric {
  return {
    cells,
    columns: [],
    times,
    worth: (_sums, took) => {
      if (took.length === 0) return { value: null };
      const ms = [...took].sort((a, b) => a - b)[Math.ceil((percent * took.length) / 100) - 1]!;
      if (ms > LONGEST) return { value: LONGEST / unit, atLeast: true };
      return { value: ms < SECOND ? 0 : ms / unit };
    },
  };
}

const PERCENTILES = [50, 90, 95, 99].flatMap((percent) => [
  [`freezes.p${percent}_minutes`, percentile("freezes", ["confirmed"], percent, MINUTE)] as const,
  [
    `freezes.answer_p${percent}_minutes`,
    percentile("freezes", ["confirmed", "refused"], percent, MINUTE),
  ] as const,
  [`calls.answer_p${percent}_seconds`, percentile("calls", ["answered"], percent, SECOND)] as const,
  [
    `calls.wait_p${percent}_seconds`,
    percentile("calls", ["answered", "abandoned"], percent, SECOND),
  ] as const,
]);

/** Percentiles come from bins: between a second and seven days they may differ from the exact value by this share. */
const MOST_OFF = 0.01;

/** Whether a row of the program equals that of the oracle. */
export function agrees(metric: string, got: Row, want: Row): boolean {
  if (!find(metric).times || got.atLeast !== want.atLeast) return false;
  return Math.abs(Number(got.value) - Number(want.value)) <= MOST_OFF * Number(want.value);
}

const REGISTRY: ReadonlyMap<string, Metric> = new Map([
  ...(Object.keys(COLUMNS) as Cells[]).flatMap((cells) =>
    COLUMNS[cells].map((column) => [`${cells}.${column}`, additive(cells, column)] as const),
  ),
  ["calls.service_level", ratio("calls", ["answered_20s"], ["answered", "abandoned"])],
  ["calls.abandon_rate", ratio("calls", ["abandoned"], ["answered", "abandoned"])],
  ["calls.asa_seconds", ratio("calls", ["wait_seconds"], ["answered"])],
  ["calls.aht_seconds", ratio("calls", ["handle_seconds"], ["handled"])],
  ["freezes.sla_60m", ratio("freezes", ["confirmed_60m"], ["due"])],
  ["freezes.answered_share_60m", ratio("freezes", ["confirmed_60m", "refused_60m"], ["due"])],
  ["freezes.held_share_of_requested", ratio("freezes", ["confirmed_satang"], ["requested_satang"])],
  ["freezes.untraced_satang", untraced()],
  [
    "freezes.seconds_lost",
    ratio("freezes", ["freeze_seconds", "refuse_seconds", "waiting_seconds"], ["confirmed", "refused"]),
  ],
  ["freezes.release_4h_share", ratio("freezes", ["released_4h"], ["release_due"])],
  ["reports.complaint_72h_share", ratio("reports", ["complaint_72h"], ["complaint_due"])],
  ...["freezing", "complaint", "tracing", "refunding", "closed"].map(
    (step) => [`reports.${step}_mean_seconds`, ratio("reports", [`${step}_seconds`], [step])] as const,
  ),
  ...PERCENTILES,
]);

export const METRICS: readonly string[] = [...REGISTRY.keys()];

/** The dimensions by which a metric can be asked. */
export function dimensionsOf(metric: string): readonly string[] {
  return DIMENSIONS[find(metric).cells];
}

function find(id: string): Metric {
  const metric = REGISTRY.get(id);
  if (!metric) throw new Error(`No metric ${id}; there are ${METRICS.join(", ")}`);
  return metric;
}

function figure(counts: readonly Count[], query: Query): Row[] {
  const { from, to, step, by = [], filter = {} } = query;
  const metric = find(query.metric);
  for (const name of [...by, ...Object.keys(filter)]) {
    if (!DIMENSIONS[metric.cells].includes(name)) throw new Error(`${query.metric} has no dimension ${name}`);
  }
  const groups = new Map<
    string,
    { at: number; slice: Record<string, string>; sums: Sums; times: number[] }
  >();
  for (const { cells, at, dimensions, columns, times = {} } of counts) {
    if (cells !== metric.cells || at < from || at >= to) continue;
    if (Object.entries(filter).some(([name, wanted]) => ![wanted].flat().includes(dimensions[name]!)))
      continue;
    const bucket = step === "total" ? from : bucketOf(at, step);
    const slice = Object.fromEntries(by.map((name) => [name, `${dimensions[name]}`]));
    const key = JSON.stringify([bucket, slice]);
    const group = groups.get(key) ?? { at: bucket, slice, sums: {}, times: [] };
    groups.set(key, group);
    group.times.push(...(metric.times ?? []).flatMap((name) => times[name] ?? []));
    for (const column of metric.columns) {
      group.sums[column] = (group.sums[column] ?? 0n) + (columns[column] ?? 0n);
    }
  }
  return [...groups.values()]
    .map(({ at, slice, sums, times }) => ({ at, slice, ...metric.worth(sums, times) }))
    .filter((row) => !isEmpty(row))
    .sort((a, b) => a.at - b.at || compare(JSON.stringify(a.slice), JSON.stringify(b.slice)));
}

/** Uses the tz database, not the program's calendar, which is tested here too; `sv` writes 2026-11-21. */
const DATE = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Bangkok" });

/** The start of the bucket that the moment lies in; days begin at midnight in Bangkok. */
export function bucketOf(at: number, step: Exclude<Step, "total">): number {
  if (step === "day") return Date.parse(`${DATE.format(at)}T00:00:00+07:00`);
  const text = new Date(at).toISOString();
  return Date.parse(step === "hour" ? `${text.slice(0, 13)}:00Z` : `${text.slice(0, 16)}Z`);
}

function sum(sums: Sums, columns: readonly string[]): bigint {
  return columns.reduce((total, column) => total + (sums[column] ?? 0n), 0n);
}

function exact(sum: bigint): Integer {
  const rounded = Number(sum);
  return Number.isSafeInteger(rounded) ? rounded : sum.toString();
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
