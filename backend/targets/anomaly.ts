import { weekdayOf } from "#calendar/days.ts";
import { errorOf, HOLIDAY, ORIGINS, pointsOf, type Series, SUNDAY, scaleOf, totalOf } from "./forecast.ts";
import type { Fraction } from "./fraction.ts";

/** A day that lies further from its forecast than any of the 28 days before lay from theirs. */
export interface Outlier {
  /** As an index of the series' days. */
  day: number;
  value: number;
  /** What was foretold at 00:00, with the widest errors of the days before. */
  expected: { low: number; mid: number; high: number };
}

/** With fewer days before it, a day is never called an outlier: one in 15 would be one by chance. */
const LEAST_DAYS = 14;
const WEEKS = 6;

const hoursOf = ({ hours }: Series, day: number) =>
  Array.from({ length: 24 }, (_, hour) => hours[day * 24 + hour] ?? null);

/**
 * The outliers in [firstDay, untilDay), in order, and the days that cannot be judged: an hour of theirs is not known or not
 * settled, or too few days come before them.
 */
export function outliersOf(
  series: Series,
  firstDay: number,
  untilDay: number,
): { found: Outlier[]; unjudged: number[] } {
  const errors: number[] = [];
  const found: Outlier[] = [];
  const unjudged: number[] = [];
  for (let day = Math.max(0, firstDay - ORIGINS.most); day < untilDay; day++) {
    const [said, was] = [totalOf(pointsOf(series, day * 24, 24)), totalOf(hoursOf(series, day))];
    const known = errors.slice(-ORIGINS.most);
    const isKnown = said !== null && was !== null;
    if (day >= firstDay && (!isKnown || known.length < LEAST_DAYS)) unjudged.push(day);
    if (!isKnown) continue;
    const [low, high] = [Math.min(...known), Math.max(...known)].map((error) => said + error * scaleOf(said));
    if (day >= firstDay && known.length >= LEAST_DAYS && (was < low! || was > high!))
      found.push({ day, value: was, expected: { low: Math.max(0, low!), mid: said, high: high! } });
    errors.push(...errorOf(said, was));
  }
  return { found, unjudged };
}

/** The days that one is compared with: of its weekday in the six weeks before, of a holiday the last holidays. */
export function likeDays(series: Series, day: number): number[] {
  const { firstDay, classes } = series;
  const isWhole = (earlier: number) => earlier >= 0 && totalOf(hoursOf(series, earlier)) !== null;
  if (classes[day] === HOLIDAY) {
    const holidays = Array.from({ length: day }, (_, back) => day - 1 - back)
      .filter((earlier) => classes[earlier] === HOLIDAY && isWhole(earlier))
      .slice(0, WEEKS);
    if (holidays.length >= 2) return holidays;
  }
  const wanted = classes[day] === HOLIDAY ? SUNDAY : classes[day]!;
  const back = (weekdayOf(firstDay + day) - wanted + 7) % 7 || 7;
  return Array.from({ length: WEEKS }, (_, week) => day - back - 7 * week).filter(
    (earlier) => classes[earlier] === wanted && isWhole(earlier),
  );
}

/**
 * The earlier days whose 24 hours are nearest: 0 is the same, 1 has nothing in common (the dissimilarity of Bray and
 * Curtis, Ecological Monographs 27, 1957: Σ|a − b| ÷ Σ(a + b)).
 */
export function similarDays(series: Series, day: number, most: number): { day: number; distance: number }[] {
  const own = hoursOf(series, day);
  return Array.from({ length: day }, (_, earlier) => earlier)
    .flatMap((earlier) => {
      const other = hoursOf(series, earlier);
      if (totalOf(other) === null || totalOf(own) === null) return [];
      const apart = own.reduce<number>((sum, value, hour) => sum + Math.abs(value! - other[hour]!), 0);
      const both = totalOf(own)! + totalOf(other)!;
      return both === 0 ? [] : [{ day: earlier, distance: apart / both }];
    })
    .sort((a, b) => a.distance - b.distance || b.day - a.day)
    .slice(0, most);
}

/** What was counted of each slice. */
export type Parts = ReadonlyMap<string, bigint>;

export interface Move {
  /** The day's value minus the mean of the similar days, exact. */
  change: Fraction;
  /** Its share of the whole change; below 0: it moved the other way. Null: the whole did not change. */
  share: Fraction | null;
}

/**
 * Which slices moved a day away from the mean of like days, the largest changes first. Changes sum to that of the whole,
 * and shares to 1, exactly: all have one denominator.
 * @param like at least one day
 * @param most so many are named; the others are told as one
 */
export function movesOf(
  day: Parts,
  like: readonly Parts[],
  most: number,
): { whole: Fraction; named: (Move & { slice: string })[]; others: (Move & { count: number }) | null } {
  const count = BigInt(like.length);
  const slices = new Set([...day.keys(), ...like.flatMap((parts) => [...parts.keys()])]);
  const changes = [...slices].flatMap((slice) => {
    const usual = like.reduce((sum, parts) => sum + (parts.get(slice) ?? 0n), 0n);
    const p = (day.get(slice) ?? 0n) * count - usual;
    return p === 0n ? [] : [{ slice, p }];
  });
  const size = (p: bigint) => (p < 0n ? -p : p);
  changes.sort((a, b) =>
    size(a.p) === size(b.p) ? (a.slice < b.slice ? -1 : 1) : size(a.p) > size(b.p) ? -1 : 1,
  );
  const total = sumOf(changes);
  const moveOf = (p: bigint): Move => ({
    change: { p, q: count },
    share: total === 0n ? null : { p: total < 0n ? -p : p, q: size(total) },
  });
  const rest = changes.slice(most);
  return {
    whole: { p: total, q: count },
    named: changes.slice(0, most).map(({ slice, p }) => ({ slice, ...moveOf(p) })),
    others: rest.length === 0 ? null : { ...moveOf(sumOf(rest)), count: rest.length },
  };
}

const sumOf = (all: readonly { p: bigint }[]) => all.reduce((sum, { p }) => sum + p, 0n);
