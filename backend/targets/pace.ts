import { isoDate, readDate } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import type { MissingSources } from "#wire/figures.ts";
import type { Band, Pace, PaceReason, PaceState, Target, TargetVersion } from "#wire/targets.ts";
import type { Days } from "./bars.ts";
import { type Fraction, numberOf, written } from "./fraction.ts";
import { type Measure, takenOver } from "./measure.ts";
import { goalOf, isGood, plannedAt } from "./path.ts";
import { LEAST_DAYS, meanOf, type Trend, trendOf } from "./trend.ts";

/** Days before the running one that a trend is taken from: four of each weekday. */
export const TREND_DAYS = 28;
export const VALUE_DAYS = 7;

/** What was read of a target's figure. */
export interface Known {
  /** Full days, by number. An absent day was not asked for. */
  days: ReadonlyMap<number, Fraction | null>;
  /** The last 7 full days as one, and each bar as one. */
  value: Fraction | null;
  bars: readonly (Days & { value: Fraction | null })[];
  baseline: Fraction | null;
  now: Fraction | null;
  /** Sources whose share is missing from the value or from the running day; null: none. */
  missing: MissingSources | null;
  midnight: Band | null;
}

/** The number of days that a target's figures are known up to: the running day, or the one after its last. */
export const endOf = ({ due }: Target, today: number) => Math.min(today, readDate(due)! + 1);

/** The days whose value is told. */
export function lastDaysOf(target: Target, today: number): Days {
  const until = endOf(target, today);
  return { from: until - VALUE_DAYS, until };
}

/** Where a target stands on a day. Value, plan and goal are exact; what will be is an estimate. */
export function paceOf(
  { id, version, target }: TargetVersion,
  { unit }: Measure,
  known: Known,
  { today, asOf, isHoliday }: { today: number; asOf: number; isHoliday: (day: number) => boolean },
): Pace {
  const { better, path } = target;
  const [start, due] = [readDate(target.start)!, readDate(target.due)!];
  const end = endOf(target, today);
  const goal = goalOf(target, known.baseline);
  const ends = { start, due, baseline: known.baseline, goal };
  const days = trendDaysOf(known, end, isHoliday);
  const trend = trendOf(days);
  const over = (from: number, until: number) =>
    trend && landingOf(trend, known.days, end, { from, until }, unit);
  const isOver = today > due;
  const landing = isOver || today < start ? null : over(due + 1 - VALUE_DAYS, due + 1);
  const [week, month] = (["week", "month"] as const).map((kind) => periodOf(kind, today));
  const counted = { have: days.length, need: LEAST_DAYS };
  const planned = plannedAt(path, ends, today);
  return {
    target: id,
    version,
    th: target.th,
    en: target.en,
    metric: target.metric,
    slice: target.slice,
    unit,
    better,
    place: target.place,
    start: target.start,
    due: target.due,
    ...judged({ ...known, goal, better, landing, isOver, hasBegun: today >= start, have: days.length }),
    days: counted,
    value: written(known.value),
    planned: written(planned),
    baseline: written(known.baseline),
    goal: written(goal),
    now: written(known.now),
    missing: known.missing,
    landing,
    midnight: known.midnight,
    week: isOver ? null : over(week!.from, week!.until),
    month: isOver ? null : over(month!.from, month!.until),
    bars: known.bars.map(({ from, until, value }) => {
      const plan = plannedAt(path, ends, until - 1);
      return {
        from: isoDate(from),
        until: isoDate(until),
        value: value && numberOf(value),
        planned: plan && numberOf(plan),
      };
    }),
    asOf,
  };
}

/** The ordinary and other days that a trend is taken from: of the 28 before `end`. */
export const trendDaysOf = (
  { days }: Pick<Known, "days">,
  end: number,
  isHoliday: (day: number) => boolean,
) =>
  rangeOf(end - TREND_DAYS, end).flatMap((day) => {
    const value = days.get(day);
    return value ? [{ day, value: numberOf(value), isHoliday: isHoliday(day) }] : [];
  });

/** The state with its reason. A band that ends exactly on the goal lies on the good side. */
export function judged(given: {
  value: Fraction | null;
  goal: Fraction | null;
  better: Target["better"];
  landing: Band | null;
  isOver: boolean;
  hasBegun: boolean;
  have: number;
}): { state: PaceState; why: PaceReason } {
  const { value, goal, better, landing, isOver, hasBegun, have } = given;
  if (have === 0 && !value) return { state: "too-early", why: "no-data" };
  if (!hasBegun) return { state: "too-early", why: "not-begun" };
  if (!goal) return { state: "too-early", why: "no-baseline" };
  if (isOver && value)
    return isGood(value, goal, better)
      ? { state: "on-course", why: "reached" }
      : { state: "off-course", why: "missed" };
  if (!landing) return { state: "too-early", why: "few-days" };
  const at = numberOf(goal);
  const [best, worst] =
    better === "down" ? [landing.low - at, landing.high - at] : [at - landing.high, at - landing.low];
  if (worst <= 0) return { state: "on-course", why: "band-good" };
  if (best > 0) return { state: "off-course", why: "band-bad" };
  return { state: "at-risk", why: "goal-in-band" };
}

/** The mean of a range of days: those that are known count as they were, the others as the trend has them. */
export function landingOf(
  trend: Trend,
  known: ReadonlyMap<number, Fraction | null>,
  end: number,
  { from, until }: Days,
  unit: Measure["unit"],
): Band {
  const past = rangeOf(from, Math.min(end, until)).flatMap((day) => {
    const value = known.get(day);
    return value ? [numberOf(value)] : [];
  });
  const rest = rangeOf(Math.max(from, end), until);
  const sum = past.reduce((all, each) => all + each, 0);
  const most = unit === "share" ? 1 : Number.POSITIVE_INFINITY;
  const bounded = (value: number) => Math.min(most, Math.max(0, value));
  if (rest.length === 0) {
    const mean = bounded(sum / Math.max(1, past.length));
    return { low: mean, mid: mean, high: mean };
  }
  const ahead = meanOf(trend, rest);
  const count = past.length + rest.length;
  const joined = (value: number) => (sum + bounded(value) * rest.length) / count;
  return { low: joined(ahead.low), mid: joined(ahead.mid), high: joined(ahead.high) };
}

/** The 7 full days before `end` as one, where that can be had from the days. */
export const asOne = (
  taken: Exclude<Measure["taken"], "times">,
  days: ReadonlyMap<number, Fraction | null>,
  { from, until }: Days,
) =>
  takenOver(
    taken,
    rangeOf(from, until).map((day) => days.get(day) ?? null),
  );

export const rangeOf = (from: number, until: number): number[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
