import { weekdayOf } from "#calendar/days.ts";
import type { Band } from "#wire/targets.ts";

/** A figure by the hour, from 00:00 of its first day on; null: no data. */
export interface Series {
  firstDay: number;
  hours: readonly (number | null)[];
  /** The class of each day, past and future: 1 (Monday) to 7, or `HOLIDAY`. */
  classes: readonly number[];
}

/** A class of its own among the weekdays. */
export const HOLIDAY = 8;
export const SUNDAY = 7;
const WEEKS = 6;
/**
 * The level is that of the last two days against what they are at other times, and half of it is believed in: on played
 * data 0.5 to 0.7 has the smallest errors of 0.2 to 0.9.
 */
const LEVEL_HOURS = 48;
const BELIEVED = 0.5;
/** The level decays by this factor with each day ahead. */
const KEPT_PER_DAY = 0.8;
/** Bands are taken from so many earlier origins, one a day at the same time; from fewer than `LEAST` there is none. */
export const ORIGINS = { most: 28, least: 7 } as const;
export const QUANTILES = { low: 0.1, high: 0.9 } as const;

export const classesOf = (firstDay: number, days: number, isHoliday: (day: number) => boolean): number[] =>
  Array.from({ length: days }, (_, index) =>
    isHoliday(firstDay + index) ? HOLIDAY : weekdayOf(firstDay + index),
  );

/**
 * The hours from `origin` on: the mean of the same weekday and hour of the last six weeks, holidays apart, times the
 * level of the last 48 hours. Measured on played data it has smaller errors than a seasonal decomposition (MSTL) and
 * Prophet. Null: that weekday has not been seen.
 * @param origin the index of the first hour that is not known
 */
export function pointsOf(series: Series, origin: number, count: number): (number | null)[] {
  const level = levelAt(series, origin);
  return Array.from({ length: count }, (_, ahead) => {
    const mean = seasonalAt(series, origin + ahead, origin);
    return mean === null ? null : mean * (1 + (level - 1) * KEPT_PER_DAY ** Math.floor(ahead / 24));
  });
}

/** The mean of the same class of day and hour, of what was known before `origin`. */
function seasonalAt({ firstDay, hours, classes }: Series, index: number, origin: number): number | null {
  const [day, hour] = [Math.floor(index / 24), index % 24];
  const of = classes[day];
  let [sum, count] = [0, 0];
  const take = (earlier: number) => {
    const value = earlier * 24 + hour < origin ? hours[earlier * 24 + hour] : null;
    if (value == null) return;
    sum += value;
    count++;
  };
  if (of === HOLIDAY) {
    for (let earlier = day - 1; earlier >= 0 && count < WEEKS; earlier--)
      if (classes[earlier] === HOLIDAY) take(earlier);
    if (count >= 2) return sum / count;
    // One holiday may be like no other: then they are taken for Sundays.
    [sum, count] = [0, 0];
  }
  const like = of === HOLIDAY ? SUNDAY : of!;
  const back = (weekdayOf(firstDay + day) - like + 7) % 7 || 7;
  for (let week = 0; week < WEEKS; week++) {
    const earlier = day - back - 7 * week;
    if (earlier >= 0 && classes[earlier] === like) take(earlier);
  }
  return count === 0 ? null : sum / count;
}

function levelAt(series: Series, origin: number): number {
  let [known, usual, count] = [0, 0, 0];
  for (let index = Math.max(0, origin - LEVEL_HOURS); index < origin; index++) {
    const value = series.hours[index];
    const mean = value == null ? null : seasonalAt(series, index, index);
    if (value == null || mean === null) continue;
    known += value;
    usual += mean;
    count++;
  }
  return count < LEVEL_HOURS / 2 || usual <= 0 ? 1 : 1 + BELIEVED * (known / usual - 1);
}

/** What came of one earlier origin: the forecast and what happened, hour by hour. */
interface Past {
  points: (number | null)[];
  actual: (number | null)[];
}

export function pastOf(series: Series, origin: number, count: number): Past {
  return {
    points: pointsOf(series, origin, count),
    actual: Array.from({ length: count }, (_, ahead) => series.hours[origin + ahead] ?? null),
  };
}

/** Errors grow with the square root of what is expected, as counts do; half a case keeps those of nothing finite. */
export const scaleOf = (point: number) => Math.sqrt(Math.max(0, point) + 0.5);

export interface Forecast {
  /** Each hour; null: not known. */
  hours: (Band | null)[];
  /** Sums by day, with their own errors; the first and the last may be parts of days. */
  days: (Band | null)[];
  /** The sum of all hours, with its own errors: bands do not add up. */
  total: Band | null;
}

/**
 * The hours from `origin` on with bands of 80 %: quantiles of the errors of the same forecast at the same time on the
 * last 28 days. Null: there are fewer than 7.
 */
export function forecastOf(series: Series, origin: number, count: number): Forecast | null {
  const pasts = earlier(origin).map((each) => pastOf(series, each, count));
  const told = pasts.filter(({ points, actual }) =>
    points.some((point, index) => point !== null && actual[index] !== null),
  );
  if (told.length < ORIGINS.least) return null;
  const points = pointsOf(series, origin, count);
  const parts = daysIn(origin, count);
  // The errors of one day ahead are not those of a week ahead.
  const bands = parts.map(([from, until]) =>
    told.flatMap((past) =>
      past.points.slice(from, until).flatMap((point, index) => errorOf(point, past.actual[from + index]!)),
    ),
  );
  const sumOf = ([from, until]: readonly [number, number]) => {
    const errors = told.flatMap((past) =>
      errorOf(totalOf(past.points.slice(from, until)), totalOf(past.actual.slice(from, until))),
    );
    return bandOf(totalOf(points.slice(from, until)), errors);
  };
  return {
    hours: points.map((point, index) =>
      bandOf(point, bands[parts.findIndex(([from, until]) => index >= from && index < until)]!),
    ),
    days: parts.map(sumOf),
    total: sumOf([0, count]),
  };
}

/** The same time of the days before, newest first. */
const earlier = (origin: number) =>
  Array.from({ length: ORIGINS.most }, (_, index) => origin - 24 * (index + 1)).filter((each) => each > 0);

export function daysIn(origin: number, count: number): [from: number, until: number][] {
  const parts: [number, number][] = [];
  for (let from = 0; from < count; ) {
    const until = Math.min(count, from + 24 - ((origin + from) % 24));
    parts.push([from, until]);
    from = until;
  }
  return parts;
}

export const totalOf = (hours: readonly (number | null)[]) =>
  hours.some((hour) => hour === null) ? null : hours.reduce<number>((sum, hour) => sum + hour!, 0);
export const errorOf = (point: number | null, actual: number | null) =>
  point === null || actual === null ? [] : [(actual - point) / scaleOf(point)];

function bandOf(point: number | null, errors: readonly number[]): Band | null {
  if (point === null || errors.length < ORIGINS.least) return null;
  const sorted = [...errors].sort((a, b) => a - b);
  const at = (share: number) => Math.max(0, point + quantile(sorted, share) * scaleOf(point));
  return { low: Math.min(point, at(QUANTILES.low)), mid: point, high: Math.max(point, at(QUANTILES.high)) };
}

/** Between the two nearest ranks (R's type 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share;
  const low = Math.floor(rank);
  const next = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return sorted[low]! + (next - sorted[low]!) * (rank - low);
}
