import { isoDate, readDate } from "#calendar/days.ts";
import type { PaceInFull, Target } from "#wire/targets.ts";
import { numberOf } from "./fraction.ts";
import type { Measure } from "./measure.ts";
import { asOne, endOf, type Known, landingOf, rangeOf, TREND_DAYS, trendDaysOf, VALUE_DAYS } from "./pace.ts";
import { goalOf, plannedAt } from "./path.ts";
import { trendOf } from "./trend.ts";

/**
 * A target day by day: what was, what is planned, and where the mean of 7 days is expected. The last day's is the
 * landing, so that what is drawn ends where the state is judged.
 */
export function courseOf(
  target: Target,
  { taken, unit }: Measure,
  known: Known,
  { today, isHoliday }: { today: number; isHoliday: (day: number) => boolean },
): PaceInFull["course"] {
  const [start, due] = [readDate(target.start)!, readDate(target.due)!];
  const ends = { start, due, baseline: known.baseline, goal: goalOf(target, known.baseline) };
  const end = endOf(target, today);
  const trend = trendOf(trendDaysOf(known, end, isHoliday));
  const first = Math.min(start, end) - TREND_DAYS;
  return rangeOf(first, due + 1).map((day) => {
    const value = known.days.get(day) ?? null;
    const planned = day < start ? null : plannedAt(target.path, ends, day);
    const week = { from: day + 1 - VALUE_DAYS, until: day + 1 };
    const isKnown = day < end && week.from >= first;
    const mean = isKnown && taken !== "times" ? asOne(taken, known.days, week) : null;
    return {
      day: isoDate(day),
      isHoliday: isHoliday(day),
      value: value && numberOf(value),
      mean: mean && numberOf(mean),
      planned: planned && numberOf(planned),
      expected: day >= end && trend ? landingOf(trend, known.days, end, week, unit) : null,
    };
  });
}
