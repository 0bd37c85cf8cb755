import type { Figure, Slice } from "#wire/figures.ts";
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
export function valueText(
  { value, ...figure }: Figure,
  { unit, good }: Pick<Metric, "unit" | "good">,
): string {
  if (value === null) return "";
  const least = figure.atLeast ? "≥ " : "";
  if (unit === "share") return percent({ value, ...figure }, good);
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
