import type { Figure, MissingSources, Slice } from "#wire/figures.ts";
import type { Lang } from "#writing/lang.ts";
import { exactBaht } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";
import type { Answer } from "../api/call.ts";

export type Metric = Answer<"GET /v1/metrics">[number];
type Row = Answer<"GET /v1/figures">["rows"][number];
export type Unit = Metric["unit"];

/** A figure of a bucket and slice, beside the one that it is compared with. */
export interface Line {
  key: string;
  metric: string;
  at: number;
  slice: Slice;
  figure: Figure;
  /** Null: there is none to compare with. */
  before: Figure | null;
}

export const keyOf = (metric: string, at: number, slice: Slice) =>
  `${metric} ${at} ${Object.entries(slice)
    .map(([name, code]) => `${name}=${code}`)
    .sort()
    .join(" ")}`;

/** @param shift how far before its counterpart a row of `before` lies */
export function linesOf(rows: readonly Row[], before: readonly Row[], shift: number): Line[] {
  const earlier = new Map(
    before.map((row) => [keyOf(row.metric, Date.parse(row.at) + shift, row.slice), row as Figure]),
  );
  return rows.map((row) => {
    const at = Date.parse(row.at);
    const key = keyOf(row.metric, at, row.slice);
    const { metric, slice } = row;
    return { key, metric, at, slice, figure: row as Figure, before: earlier.get(key) ?? null };
  });
}

/** Below its minimum sample a share is not a share: its counts are shown. */
export const isFew = ({ denominator }: Figure, { minSample }: Metric) =>
  denominator !== undefined && Number(denominator) > 0 && Number(denominator) < minSample;

const DECIMALS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** Exact, without its unit; empty where there is no value. */
export function valueText({ value, ...figure }: Figure, unit: Unit): string {
  if (value === null) return "";
  const least = figure.atLeast ? "≥ " : "";
  if (unit === "share") return percent({ value, ...figure });
  if (unit === "satang") return exactBaht(value);
  if (unit === "count") return count(value);
  return `${least}${DECIMALS.format(Number(value))}`;
}

/** The value as a chart draws it: shares in per cent, money in baht; null is not drawn. */
export function drawnOf({ value, state }: Figure, unit: Unit): number | null {
  if (value === null || state === "no-data") return null;
  return unit === "share" || unit === "satang"
    ? Number(value) * (unit === "share" ? 100 : 0.01)
    : Number(value);
}

/** By how much it differs: shares in percentage points, all others in per cent; null: nothing to compare with. */
export function differenceOf({ figure, before }: Line, unit: Unit): number | null {
  if (figure.value === null || !before || before.value === null) return null;
  const [now, then] = [Number(figure.value), Number(before.value)];
  if (unit === "share") return (now - then) * 100;
  return then === 0 ? null : ((now - then) / Math.abs(then)) * 100;
}

export function differenceText(line: Line, unit: Unit): string {
  const difference = differenceOf(line, unit);
  if (difference === null) return "";
  const size = Math.abs(difference).toFixed(1);
  const sign = Number(size) === 0 ? "" : difference < 0 ? "−" : "+";
  return `${sign}${size}${unit === "share" ? "" : " %"}`;
}

/** The names of codes: of a bank, a province … in the page's language. */
export function namesOf(
  codes: readonly { kind: string; code: string; shortTh: string; shortEn: string }[],
  lang: Lang,
): ReadonlyMap<string, string> {
  return new Map(
    codes.map(({ kind, code, shortTh, shortEn }) => [`${kind} ${code}`, lang === "th" ? shortTh : shortEn]),
  );
}

const STATES = ["no-data", "open", "provisional", "settled"] as const;

/**
 * The figure of the whole window, from those of its buckets and slices: null of what is no sum, as percentiles and
 * samples. Its state is that of the least certain bucket that has any, and whatever source is missing in one is missing.
 */
export function totalOf(lines: readonly Line[], { id, cells }: Metric): Figure | null {
  const own = lines.filter(({ metric, figure }) => metric === id && figure.state !== "no-data");
  const first = own[0]?.figure;
  if (!first || cells === "lines") return null;
  const isShare = own.some(({ figure }) => figure.denominator !== undefined);
  const isSum = own.every(({ figure: { value } }) => Number.isInteger(Number(value)) && value !== null);
  const sum = (of: (figure: Figure) => number | string | undefined | null) =>
    own.reduce((all, { figure }) => all + BigInt(of(figure) ?? 0), 0n).toString();
  const missing = missingIn(own);
  const whole = { ...first, ...(missing ? { missing } : {}) };
  const state = STATES.find((each) => own.some(({ figure }) => figure.state === each))!;
  if (isShare) {
    const [numerator, denominator] = [sum((figure) => figure.numerator), sum((figure) => figure.denominator)];
    const value = denominator === "0" ? null : Number(numerator) / Number(denominator);
    return { ...whole, state, numerator, denominator, value };
  }
  return isSum ? { ...whole, state, value: sum(({ value }) => value) } : null;
}

/** The sources that are missing in any of the lines; null: none. */
function missingIn(lines: readonly Line[]): MissingSources | null {
  const found = lines.flatMap(({ figure }) => figure.missing ?? []);
  if (found.length === 0) return null;
  const sources = [...new Set(found.flatMap(({ sources }) => sources))].sort();
  return { sources, of: Math.max(...found.map(({ of }) => of)) };
}
