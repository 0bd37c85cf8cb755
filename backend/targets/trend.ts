import { weekdayOf } from "#calendar/days.ts";
import type { Band } from "#wire/targets.ts";

/** One full day; `isHoliday` days are left out of a fit, for they are like no weekday. */
export interface TrendDay {
  day: number;
  value: number;
  isHoliday: boolean;
}

/** A straight line through days, and what their weekday adds to it. */
export interface Trend {
  count: number;
  /** The level of the middle day. */
  level: number;
  perDay: number;
  middle: number;
  last: number;
  /** Sum of squared distances of the days from the mean one of their weekday. */
  spread: number;
  /** Variance of a day around the line. */
  variance: number;
  freedom: number;
  byWeekday: ReadonlyMap<number, number>;
}

/** Fewer days say nothing of the next weeks: two of each weekday. */
export const LEAST_DAYS = 14;
/** Half of a slope is gone after 34 days: a line that goes on for ever overshoots (Gardner and McKenzie, 1985). */
const DAMPING = 0.98;
/** The 90th percentile of the normal distribution, for a band of 80 %. */
const Z = 1.2815515655;

/** An estimate begins here. Null: fewer than `LEAST_DAYS` ordinary days. */
export function trendOf(days: readonly TrendDay[]): Trend | null {
  const used = days.filter(({ isHoliday }) => !isHoliday);
  const count = used.length;
  if (count < LEAST_DAYS) return null;
  const [middle, level] = [meanOver(used, ({ day }) => day), meanOver(used, ({ value }) => value)];
  // Least squares with a level for each weekday: the slope is that of each weekday against its own mean.
  const own = [...new Set(used.map(({ day }) => weekdayOf(day)))].map((weekday) => {
    const all = used.filter(({ day }) => weekdayOf(day) === weekday);
    const [day, value] = [meanOver(all, (each) => each.day), meanOver(all, (each) => each.value)];
    return { weekday, all, day, value };
  });
  const products = own.flatMap(({ all, day, value }) =>
    all.map((each) => (each.day - day) * (each.value - value)),
  );
  const spread = sumOf(own.flatMap(({ all, day }) => all.map((each) => (each.day - day) ** 2)));
  const perDay = sumOf(products) / spread;
  const byWeekday = new Map(
    own.map(({ weekday, day, value }) => [weekday, value - level - perDay * (day - middle)]),
  );
  const rest = used.map(
    ({ day, value }) => value - level - perDay * (day - middle) - byWeekday.get(weekdayOf(day))!,
  );
  const freedom = Math.max(1, count - 1 - byWeekday.size);
  const squares = sumOf(rest.map((each) => each ** 2));
  return {
    count,
    level,
    perDay,
    middle,
    spread,
    freedom,
    byWeekday,
    last: used.at(-1)!.day,
    variance: (squares / freedom) * inflationOf(rest, squares),
  };
}

/**
 * The mean of some days to come, with its band of 80 %: the prediction interval of a straight line, with Student's
 * quantile. Weekdays are those of the days that are asked for.
 */
export function meanOf(trend: Trend, days: readonly number[]): Band {
  const x = (day: number) => {
    const ahead = Math.max(0, day - trend.last);
    return day - ahead + (DAMPING * (1 - DAMPING ** ahead)) / (1 - DAMPING) - trend.middle;
  };
  const centre = days.reduce((sum, day) => sum + x(day), 0) / days.length;
  const weekday =
    days.reduce((sum, day) => sum + (trend.byWeekday.get(weekdayOf(day)) ?? 0), 0) / days.length;
  const mid = trend.level + trend.perDay * centre + weekday;
  const error = Math.sqrt(trend.variance * (1 / days.length + 1 / trend.count + centre ** 2 / trend.spread));
  const half = studentOf(trend.freedom) * error;
  return { low: mid - half, mid, high: mid + half };
}

const sumOf = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0);
const meanOver = <T>(all: readonly T[], of: (each: T) => number) => sumOf(all.map(of)) / all.length;

/** Days that follow one another are alike, so that they tell less than as many others: (1 + ρ) ÷ (1 − ρ), ρ from 0 to 0.8. */
function inflationOf(rest: readonly number[], squares: number): number {
  if (squares === 0) return 1;
  const products = rest.slice(1).reduce((sum, each, index) => sum + each * rest[index]!, 0);
  const rho = Math.min(0.8, Math.max(0, products / squares));
  return (1 + rho) / (1 - rho);
}

/** The first term of Cornish and Fisher's expansion: within 2 % from six degrees of freedom on. */
const studentOf = (freedom: number) => Z + (Z ** 3 + Z) / (4 * freedom);
