import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate, weekdayOf } from "#calendar/days.ts";
import { backTest } from "../../backend/targets/backTest.ts";
import { classesOf, forecastOf, pointsOf, quantile, type Series } from "../../backend/targets/forecast.ts";
import { reasonOf } from "../../backend/targets/forecasts.ts";
import { playedHours } from "./played.ts";

/** A Monday. */
const FIRST = readDate("2026-01-05")!;
const seriesOf = (
  hours: readonly (number | null)[],
  isHoliday: (day: number) => boolean = () => false,
): Series => ({
  firstDay: FIRST,
  hours,
  classes: classesOf(FIRST, Math.ceil(hours.length / 24) + 16, (day) => isHoliday(day - FIRST)),
});
/** Each hour of a day the same. */
const daily = (days: readonly (number | null)[]) => days.flatMap((value) => Array(24).fill(value));

/*
 * The oracle: the same arithmetic as backend/sla/README.md has it, written another way, with lists of what is known instead of
 * indexes. It shares nothing with the code but the classes of days.
 */
const SUNDAY = 7;
const HOLIDAY = 8;
type Known = { day: number; hour: number; value: number; class: number };
function oracleOf({ hours, classes }: Series) {
  const all: Known[] = hours.flatMap((value, at) =>
    value === null
      ? []
      : [{ day: Math.floor(at / 24), hour: at % 24, value, class: classes[Math.floor(at / 24)]! }],
  );
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  const calendar = (day: number) => weekdayOf(FIRST + day);
  function usual(at: number, origin: number): number | null {
    const [day, hour] = [Math.floor(at / 24), at % 24];
    const before = all.filter(
      (each) => each.hour === hour && each.day < day && each.day * 24 + each.hour < origin,
    );
    if (classes[day] === HOLIDAY) {
      const holidays = before.filter((each) => each.class === HOLIDAY).sort((a, b) => b.day - a.day);
      if (holidays.length >= 2) return mean(holidays.slice(0, 6).map(({ value }) => value));
    }
    const wanted = classes[day] === HOLIDAY ? SUNDAY : classes[day]!;
    // The six last days of that weekday in the calendar, whether they are known or not.
    const weeks = Array.from({ length: day }, (_, earlier) => earlier)
      .filter((earlier) => calendar(earlier) === wanted)
      .slice(-6);
    return mean(
      before.filter((each) => weeks.includes(each.day) && each.class === wanted).map(({ value }) => value),
    );
  }
  function level(origin: number): number {
    const pairs = all
      .map((each) => ({ ...each, at: each.day * 24 + each.hour }))
      .filter(({ at }) => at < origin && at >= origin - 48)
      .flatMap(({ at, value }) => {
        const like = usual(at, at);
        return like === null ? [] : [{ value, like }];
      });
    const [value, like] = [pairs.reduce((a, b) => a + b.value, 0), pairs.reduce((a, b) => a + b.like, 0)];
    return pairs.length < 24 || like <= 0 ? 1 : 1 + 0.5 * (value / like - 1);
  }
  const points = (origin: number, count: number) => {
    const now = level(origin);
    return Array.from({ length: count }, (_, ahead) => {
      const like = usual(origin + ahead, origin);
      return like === null ? null : like * (1 + (now - 1) * 0.8 ** Math.floor(ahead / 24));
    });
  };
  return { points, usual, level };
}
/** The 100 p-th percentile by linear interpolation, as numpy has it. */
function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const h = (sorted.length - 1) * p;
  return sorted[Math.floor(h)]! * (1 - (h % 1)) + (sorted[Math.ceil(h)] ?? 0) * (h % 1);
}
const spread = (point: number) => Math.sqrt(point + 0.5);
const total = (values: readonly (number | null)[]) =>
  values.includes(null) ? null : values.reduce<number>((a, b) => a + b!, 0);

describe("the hours to come", () => {
  it("are the mean of the same weekday and hour of six weeks: 1 to 6 have 3.5, a seventh is too old", () => {
    const weeks = [99, 1, 2, 3, 4, 5, 6].flatMap((value) => daily([value, 7, 7, 7, 7, 7, 7]));
    // The level of the last two days is that of their weekday: 1.
    expect(pointsOf(seriesOf(weeks), 49 * 24, 48)).toEqual([...Array(24).fill(3.5), ...Array(24).fill(7)]);
  });
  it("follow half of the level of the last two days, and of that a fifth less each day", () => {
    const days = Array(41).fill(10) as number[];
    const points = pointsOf(seriesOf(daily([...days, 20, 20])), 43 * 24, 72);
    // Twice as many as on other days: half of it is believed, 1.5 times; the next day 1 + 0.5 × 0.8.
    expect(points[0]).toBeCloseTo(15);
    expect(points[24]).toBeCloseTo(14);
    expect(points[48]).toBeCloseTo(10 * (1 + 0.5 * 0.64));
  });
  it("of a holiday are those of holidays; of the first ones those of Sundays", () => {
    const days = Array.from({ length: 42 }, (_, day) =>
      day === 30 || day === 37 ? 3 : day % 7 === 6 ? 5 : 10,
    );
    const series = seriesOf(daily(days), (day) => [30, 37, 42].includes(day));
    expect(pointsOf(series, 42 * 24, 1)[0]).toBeCloseTo(3 * levelOf(series, 42 * 24), 9);
    const one = seriesOf(daily(days), (day) => [37, 42].includes(day));
    expect(pointsOf(one, 42 * 24, 1)[0]).toBeCloseTo(5 * levelOf(one, 42 * 24), 9);
  });
  it("are not known of a weekday that has not been seen", () => {
    expect(pointsOf(seriesOf(daily([1, 2, 3])), 72, 24)).toEqual(Array(24).fill(null));
  });
  const levelOf = (series: Series, origin: number) => oracleOf(series).level(origin);
});

describe("a percentile of errors", () => {
  it.each([
    [[1, 2, 3, 4, 5], 0.5, 3],
    [[1, 2, 3, 4, 5], 0.1, 1.4],
    [[1, 2], 0.9, 1.9],
    [[7], 0.1, 7],
  ])("of %j at %d is %d", (values, share, wanted) => {
    expect(quantile(values, share)).toBeCloseTo(wanted, 12);
  });
});

/** Hours of a centre, some of which nobody knows, with holidays. */
const played = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    perHour: fc.constantFrom(0.4, 3, 40),
    days: fc.integer({ min: 20, max: 70 }),
    gaps: fc.array(fc.integer({ min: 0, max: 70 * 24 }), { maxLength: 40 }),
    holidays: fc.array(fc.integer({ min: 0, max: 75 }), { maxLength: 6 }),
  })
  .map(({ seed, perHour, days, gaps, holidays }) => {
    const missing = new Set(gaps);
    const hours = playedHours({
      days,
      perHour,
      seed,
      firstWeekday: 1,
      isHoliday: (day) => holidays.includes(day),
    });
    return seriesOf(
      hours.map((value, at) => (missing.has(at) ? null : value)),
      (day) => holidays.includes(day),
    );
  });

describe("a forecast", () => {
  it("has no width where nothing ever was another, and is none of fewer than seven earlier days", () => {
    const same = forecastOf(seriesOf(daily(Array(40).fill(6))), 40 * 24, 30)!;
    expect(new Set(same.hours.map((band) => JSON.stringify(band)))).toEqual(
      new Set([JSON.stringify({ low: 6, mid: 6, high: 6 })]),
    );
    expect(same.days).toEqual([
      { low: 144, mid: 144, high: 144 },
      { low: 36, mid: 36, high: 36 },
    ]);
    expect(same.total).toEqual({ low: 180, mid: 180, high: 180 });
    expect(forecastOf(seriesOf(daily(Array(13).fill(6))), 13 * 24, 24)).toBeNull();
    expect(forecastOf(seriesOf(daily(Array(14).fill(6))), 14 * 24, 24)).not.toBeNull();
  });
  it("is that of the oracle: points, and bands of the errors of the 28 days before", () => {
    fc.assert(
      fc.property(
        played,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 60 }),
        (series, hour, count) => {
          const origin = series.hours.length - 24 + hour;
          const oracle = oracleOf(series);
          const points = oracle.points(origin, count);
          expectClose(pointsOf(series, origin, count), points);
          const pasts = Array.from({ length: 28 }, (_, back) => origin - 24 * (back + 1))
            .filter((from) => from > 0)
            .map((from) => ({
              points: oracle.points(from, count),
              actual: Array.from({ length: count }, (_, at) => series.hours[from + at] ?? null),
            }))
            .filter((past) => past.points.some((point, at) => point !== null && past.actual[at] !== null));
          const found = forecastOf(series, origin, count);
          if (pasts.length < 7) return expect(found).toBeNull();
          // Hours of one calendar day share their errors.
          const dayAt = (at: number) => Math.floor((origin + at) / 24);
          const lows = points.map((point, at) => {
            const errors = pasts.flatMap((past) =>
              past.points.flatMap((said, other) =>
                said === null || past.actual[other] === null || dayAt(other) !== dayAt(at)
                  ? []
                  : [(past.actual[other]! - said) / spread(said)],
              ),
            );
            if (point === null || errors.length < 7) return null;
            return Math.min(point, Math.max(0, point + percentile(errors, 0.1) * spread(point)));
          });
          expectClose(
            found!.hours.map((band) => band?.low ?? null),
            lows,
          );
          const whole = total(points);
          const errors = pasts.flatMap((past) => {
            const [said, was] = [total(past.points), total(past.actual)];
            return said === null || was === null ? [] : [(was - said) / spread(said)];
          });
          const high =
            whole === null || errors.length < 7
              ? null
              : Math.max(whole, Math.max(0, whole + percentile(errors, 0.9) * spread(whole)));
          expectClose([found!.total?.high ?? null], [high]);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe("a back-test", () => {
  it("knows nothing of the day that it foretells, and is that of the oracle", () => {
    fc.assert(
      fc.property(played, (series) => {
        const days = Math.floor(series.hours.length / 24);
        const found = backTest(series, 7, days);
        const oracle = oracleOf(series);
        const known = series.hours;
        const week = known.flatMap((value, at) => {
          const before = at >= 168 ? known[at - 168] : null;
          return value === null || before == null ? [] : [Math.abs(value - before)];
        });
        const told = Array.from({ length: days - 7 }, (_, index) => (index + 7) * 24)
          .map((origin) => ({ origin, points: oracle.points(origin, 24) }))
          .map(({ origin, points }) =>
            points.flatMap((point, at) => {
              const [value, before] = [known[origin + at], known[origin + at - 168]];
              return point === null || value == null || before == null ? [] : [{ point, value, before }];
            }),
          )
          .filter((hours) => hours.length > 0);
        const scale = week.reduce((a, b) => a + b, 0) / week.length;
        const banded = told.flatMap((hours, place) => {
          const errors = told
            .slice(Math.max(0, place - 28), place)
            .flatMap((past) => past.map(({ point, value }) => (value - point) / spread(point)));
          if (place < 7) return [];
          return hours.map(({ point, value }) => {
            const [low, high] = [0.1, 0.9].map((p) =>
              Math.max(0, point + percentile(errors, p) * spread(point)),
            );
            const loss = (at: number, p: number) => Math.max(p * (value - at), (p - 1) * (value - at));
            return {
              isInside: value >= low! && value <= high!,
              loss: (loss(low!, 0.1) + loss(high!, 0.9)) / 2,
            };
          });
        });
        if (banded.length === 0 || !(scale > 0)) return expect(found).toBeNull();
        const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
        const hours = told.flat();
        expect(found!.origins).toBe(told.length);
        expect(found!.mase).toBeCloseTo(
          mean(hours.map(({ point, value }) => Math.abs(value - point))) / scale,
          9,
        );
        expect(found!.naive).toBeCloseTo(
          mean(hours.map(({ before, value }) => Math.abs(value - before))) / scale,
          9,
        );
        expect(found!.pinball).toBeCloseTo(mean(banded.map(({ loss }) => loss)), 9);
        // An end of a band may lie on a whole number, and floating point on either side of it.
        expect(found!.coverage).toBeCloseTo(mean(banded.map(({ isInside }) => (isInside ? 1 : 0))), 2);
      }),
      { numRuns: 8 },
    );
  });
  it("finds it better than last week on a year of a centre, with bands as promised", () => {
    const tested = backTest(
      seriesOf(playedHours({ days: 407, perHour: 12, seed: 3, firstWeekday: 1 })),
      42,
      407,
    )!;
    expect(tested.origins).toBe(365);
    expect(tested.mase).toBeLessThan(tested.naive * 0.8);
    expect(tested.coverage).toBeGreaterThan(0.76);
    expect(tested.coverage).toBeLessThan(0.86);
    expect(reasonOf(tested)).toBe("better-than-last-week");
  });
  it("finds it worse where each week has a tenth more than the last: six weeks are too slow", () => {
    const growing = daily(
      Array.from({ length: 120 }, (_, day) => Math.round(1_000 * 1.1 ** Math.floor(day / 7))),
    );
    const tested = backTest(seriesOf(growing), 42, 120)!;
    expect(tested.mase).toBeGreaterThan(tested.naive);
    expect(reasonOf(tested)).toBe("worse-than-last-week");
  });
  it("is none of what is too short, or never differs from the week before", () => {
    expect(backTest(seriesOf(daily(Array(10).fill(3))), 7, 10)).toBeNull();
    expect(backTest(seriesOf(daily(Array(60).fill(3))), 7, 60)).toBeNull();
  });
  it.each([
    [null, "few-origins"],
    [{ origins: 27, mase: 0.1, naive: 1 }, "few-origins"],
    [{ origins: 28, mase: 0.99, naive: 1 }, "better-than-last-week"],
    [{ origins: 28, mase: 1, naive: 1 }, "worse-than-last-week"],
  ])("%j is judged %s", (tested, why) => {
    expect(reasonOf(tested)).toBe(why);
  });
});

function expectClose(found: readonly (number | null)[], wanted: readonly (number | null)[]) {
  expect(found.map((each) => each === null)).toEqual(wanted.map((each) => each === null));
  for (const [index, each] of wanted.entries()) if (each !== null) expect(found[index]).toBeCloseTo(each, 8);
}
