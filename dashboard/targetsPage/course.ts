import { ceilingOf } from "#charts/scale.ts";
import type { PaceInFull } from "#wire/targets.ts";
import type { Pen } from "#writing/pen.ts";

/** A day as it is drawn, in the unit that the pen writes. */
export interface DrawnDay {
  day: string;
  isHoliday: boolean;
  value: number | null;
  mean: number | null;
  planned: number | null;
  expected: { low: number; mid: number; high: number } | null;
}

export interface Drawn {
  days: DrawnDay[];
  /** The value of the top hairline: an axis begins at zero, always. */
  ceiling: number;
  goal: number | null;
  /** Days with a label below them: the first of a month, thinned out, as places from 0. */
  ticks: { place: number; day: string }[];
  /** The place of the day that is running; null: it lies outside. */
  today: number | null;
}

/** So many labels fit below the chart on a phone. */
const TICKS = 5;

export function drawnOf(
  course: PaceInFull["course"],
  goal: number | null,
  scaled: Pen["scaled"],
  today: string,
): Drawn {
  const as = (value: number | null) => (value === null ? null : scaled(value));
  const days = course.map(({ day, isHoliday, value, mean, planned, expected }) => ({
    day,
    isHoliday,
    value: as(value),
    mean: as(mean),
    planned: as(planned),
    expected: expected && {
      low: scaled(expected.low),
      mid: scaled(expected.mid),
      high: scaled(expected.high),
    },
  }));
  const most = Math.max(
    ...days.flatMap((each) => [each.value ?? 0, each.mean ?? 0, each.planned ?? 0, each.expected?.high ?? 0]),
    as(goal) ?? 0,
    0,
  );
  const firsts = days.flatMap(({ day }, place) => (day.endsWith("-01") ? [{ place, day }] : []));
  const every = Math.max(1, Math.ceil(firsts.length / TICKS));
  const place = days.findIndex(({ day }) => day === today);
  return {
    days,
    ceiling: ceilingOf(most),
    goal: as(goal),
    ticks: firsts.filter((_, index) => index % every === 0),
    today: place === -1 ? null : place,
  };
}
