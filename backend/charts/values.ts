import type { Figure, Slice } from "#wire/figures.ts";
import { exactBaht } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";

/** What a chart needs to know of a metric. */
export interface Measure {
  id: string;
  unit: "count" | "satang" | "seconds" | "minutes" | "share";
  good?: "high" | "low";
  minSample: number;
}

/** A figure of a bucket and slice, beside the one that it is compared with. */
export interface Line {
  metric: string;
  at: number;
  slice: Slice;
  figure: Figure;
  /** Null: there is none to compare with. */
  before: Figure | null;
}

/** Below its minimum sample a share is not a share: its counts are shown. */
export const isFew = ({ denominator }: Figure, { minSample }: Pick<Measure, "minSample">) =>
  denominator !== undefined && Number(denominator) > 0 && Number(denominator) < minSample;

const DECIMALS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** Exact, without its unit; empty where there is no value. */
export function valueText(
  { value, ...figure }: Figure,
  { unit, good }: Pick<Measure, "unit" | "good">,
): string {
  if (value === null) return "";
  const least = figure.atLeast ? "≥ " : "";
  if (unit === "share") return percent({ value, ...figure }, good);
  if (unit === "satang") return exactBaht(value);
  if (unit === "count") return count(value);
  return `${least}${DECIMALS.format(Number(value))}`;
}

/** The value as a chart draws it: shares in per cent, money in baht; null is not drawn. */
export function drawnOf({ value, state }: Figure, unit: Measure["unit"]): number | null {
  if (value === null || state === "no-data") return null;
  return unit === "share" || unit === "satang"
    ? Number(value) * (unit === "share" ? 100 : 0.01)
    : Number(value);
}
