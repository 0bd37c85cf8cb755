import type { Band } from "#wire/targets.ts";
import { ORIGINS, pointsOf, quantile, type Series } from "./forecast.ts";

/** A figure by the hour: what is counted and, of a share or a mean, of how many. */
export interface Ratio {
  above: Series;
  /** Null: it is a sum. */
  below: Series | null;
  /** What it can be at most: 1, if it is a share. */
  most: number;
}

/**
 * Where a day will stand at midnight: what there is so far and the forecast of its other hours, with the quantiles of
 * what the same reckoning was off by at the same time on the last 28 days. Null: on fewer than 7 of them, or it was no
 * better than to take the other hours from the same day a week before.
 * @param origin the first hour of the day that is not over, as an index of the series; `soFar` is of the hours before it
 */
export const midnightOf = (of: Ratio, origin: number, soFar: { above: number; below: number }): Band | null =>
  testedMidnight(of, origin, soFar).band;

/** The same, and whether it could be tested: on at least 7 days. */
export function testedMidnight(
  of: Ratio,
  origin: number,
  soFar: { above: number; below: number },
): { band: Band | null; isTested: boolean } {
  const day = Math.floor(origin / 24);
  const errors: number[] = [];
  let [ours, naive] = [0, 0];
  for (let back = 1; back <= ORIGINS.most && back < day; back++) {
    const at = origin - 24 * back;
    const actual = restOf(of, at, hoursKnown);
    const expected = restOf(of, at, pointsOf);
    const lastWeek = restOf(of, at, (series, from, count) => hoursKnown(series, from - 168, count));
    const known = partOf(of, at);
    if (!actual || !expected || !lastWeek || !known) continue;
    const [is, said, then] = [actual, expected, lastWeek].map((rest) => joined(of, known, rest));
    if (is == null || said == null || then == null) continue;
    errors.push(is - said);
    ours += Math.abs(is - said);
    naive += Math.abs(is - then);
  }
  const rest = restOf(of, origin, pointsOf);
  const mid = rest && joined(of, soFar, rest);
  const isTested = mid != null && errors.length >= ORIGINS.least;
  if (mid == null || !isTested || ours >= naive) return { band: null, isTested };
  const sorted = errors.sort((a, b) => a - b);
  // What has been counted stays counted.
  const least = of.below ? 0 : soFar.above;
  const bounded = (value: number) => Math.min(of.most, Math.max(least, value));
  const [low, high] = [quantile(sorted, 0.1), quantile(sorted, 0.9)].map((error) => mid + error) as [
    number,
    number,
  ];
  return {
    band: { low: bounded(Math.min(mid, low)), mid: bounded(mid), high: bounded(Math.max(mid, high)) },
    isTested,
  };
}

type Hours = (series: Series, from: number, count: number) => (number | null)[];
interface Sums {
  above: number;
  below: number;
}

const hoursKnown: Hours = ({ hours }, from, count) =>
  Array.from({ length: count }, (_, index) => hours[from + index] ?? null);

/** Sums the hours from one on to midnight; null: one of them is not known. */
function restOf({ above, below }: Ratio, from: number, read: Hours): Sums | null {
  const count = 24 - (from % 24);
  const [a, b] = [above, below].map((series) => (series ? sumOf(read(series, from, count)) : 0));
  return a == null || b == null ? null : { above: a, below: b };
}

/** Sums the hours of its day before one. */
function partOf({ above, below }: Ratio, at: number): Sums | null {
  const from = at - (at % 24);
  const [a, b] = [above, below].map((series) => (series ? sumOf(hoursKnown(series, from, at - from)) : 0));
  return a == null || b == null ? null : { above: a, below: b };
}

const sumOf = (hours: readonly (number | null)[]) =>
  hours.some((hour) => hour === null) ? null : hours.reduce<number>((sum, hour) => sum + hour!, 0);

function joined({ below }: Ratio, one: Sums, other: Sums): number | null {
  const [a, b] = [one.above + other.above, one.below + other.below];
  if (!below) return a;
  return b > 0 ? a / b : null;
}
