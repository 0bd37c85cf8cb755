import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import { likeDays, movesOf, outliersOf, type Parts, similarDays } from "../../backend/targets/anomaly.ts";
import { classesOf, type Series } from "../../backend/targets/forecast.ts";
import { playedHours } from "./played.ts";

/** A Monday. */
const FIRST = readDate("2026-01-05")!;
const seriesOf = (hours: readonly (number | null)[], holidays: readonly number[] = []): Series => ({
  firstDay: FIRST,
  hours,
  classes: classesOf(FIRST, hours.length / 24 + 2, (day) => holidays.includes(day - FIRST)),
});
const daily = (days: readonly (number | null)[]) => days.flatMap((value) => Array(24).fill(value));

describe("the slices that moved a day", () => {
  it("are told with their exact changes against the mean of like days, the largest first", () => {
    const like: Parts[] = [
      new Map([
        ["KBANK 1", 10n],
        ["SCB 1", 5n],
      ]),
      new Map([
        ["KBANK 1", 13n],
        ["SCB 1", 5n],
      ]),
    ];
    const day: Parts = new Map([
      ["KBANK 1", 20n],
      ["SCB 1", 3n],
      ["GSB 2", 1n],
    ]);
    // 20 − 11.5, 3 − 5 and 1 − 0: of 24 − 16.5 = 7.5.
    expect(movesOf(day, like, 2)).toEqual({
      whole: { p: 15n, q: 2n },
      named: [
        { slice: "KBANK 1", change: { p: 17n, q: 2n }, share: { p: 17n, q: 15n } },
        { slice: "SCB 1", change: { p: -4n, q: 2n }, share: { p: -4n, q: 15n } },
      ],
      others: { count: 1, change: { p: 2n, q: 2n }, share: { p: 2n, q: 15n } },
    });
    // In a fall a slice that fell has a share above zero.
    const fall = movesOf(new Map([["a", 1n]]), [new Map([["a", 3n]])], 5);
    expect(fall).toMatchObject({ whole: { p: -2n }, named: [{ share: { p: 2n, q: 2n } }], others: null });
    // The whole did not change, its slices did.
    const still = movesOf(new Map([["a", 1n]]), [new Map([["b", 1n]])], 5);
    expect(still.named.map(({ share }) => share)).toEqual([null, null]);
  });
  it("have changes that sum to that of the whole, and shares that sum to 1, exactly", () => {
    const parts = fc
      .dictionary(fc.constantFrom(..."abcdefghij"), fc.bigInt({ min: 0n, max: 10n ** 17n }))
      .map((found): Parts => new Map(Object.entries(found)));
    fc.assert(
      fc.property(
        parts,
        fc.array(parts, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 12 }),
        (day, like, most) => {
          const { whole, named, others } = movesOf(day, like, most);
          const all = [...named, ...(others ? [others] : [])];
          const sum = (of: Parts) => [...of.values()].reduce((a, b) => a + b, 0n);
          const wanted = sum(day) * BigInt(like.length) - like.reduce((a, each) => a + sum(each), 0n);
          expect(whole).toEqual({ p: wanted, q: BigInt(like.length) });
          expect(all.reduce((a, { change }) => a + change.p, 0n)).toBe(wanted);
          for (const { change } of all) expect(change.q).toBe(whole.q);
          if (wanted === 0n) {
            expect(all.every(({ share }) => share === null)).toBe(true);
            return;
          }
          const size = wanted < 0n ? -wanted : wanted;
          expect(all.reduce((a, { share }) => a + share!.p, 0n)).toBe(size);
          for (const { share } of all) expect(share!.q).toBe(size);
          const sizes = named.map(({ change: { p } }) => (p < 0n ? -p : p));
          expect(sizes).toEqual([...sizes].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
        },
      ),
    );
  });
});

describe("an outlier", () => {
  const hours = playedHours({ days: 90, perHour: 20, seed: 11, firstWeekday: 1 });
  it("is a day further from its forecast than all of four weeks before: a planted one is found", () => {
    const day = 80;
    const planted = hours.map((value, at) => (Math.floor(at / 24) === day ? value * 3 : value));
    const found = outliersOf(seriesOf(planted), 60, 90).found.find((each) => each.day === day)!;
    const was = planted.slice(day * 24, day * 24 + 24).reduce((a, b) => a + b, 0);
    expect(found.value).toBe(was);
    expect(was).toBeGreaterThan(found.expected.high);
    expect(found.expected.low).toBeLessThanOrEqual(found.expected.mid);
    // By chance 2 of 29 are: of 30 days some two, not ten.
    expect(outliersOf(seriesOf(hours), 60, 90).found.length).toBeLessThan(7);
  });
  it("is none on a day of which an hour is not known, nor where too few days came before", () => {
    const gap = hours.map((value, at) =>
      at === 80 * 24 + 5 ? null : at >= 80 * 24 && at < 81 * 24 ? 999 : value,
    );
    expect(outliersOf(seriesOf(gap), 80, 81)).toEqual({ found: [], unjudged: [80] });
    const few = outliersOf(seriesOf(daily([...Array(15).fill(5), 99])), 0, 16);
    expect(few).toEqual({ found: [], unjudged: Array.from({ length: 16 }, (_, day) => day) });
  });
});

describe("days to compare with", () => {
  it("are those of the weekday in six weeks, holidays apart; of a holiday the last ones, or Sundays", () => {
    const series = seriesOf(daily(Array(60).fill(4)), [30, 37, 51]);
    expect(likeDays(series, 50)).toEqual([43, 36, 29, 22, 15, 8]);
    // The Wednesdays of days 30 and 37 were holidays.
    expect(likeDays(series, 44)).toEqual([23, 16, 9, 2]);
    expect(likeDays(series, 51)).toEqual([37, 30]);
    expect(likeDays(series, 37)).toEqual([34, 27, 20, 13, 6]);
  });
  it("are similar if their hours are: 0 of the same day, 1 of one with nothing in common", () => {
    const night = [...Array(12).fill(2), ...Array(12).fill(0)];
    const noon = [...Array(12).fill(0), ...Array(12).fill(2)];
    const both = Array(24).fill(1);
    const found = similarDays(seriesOf([...night, ...noon, ...both, ...night]), 3, 9);
    expect(found).toEqual([
      { day: 0, distance: 0 },
      { day: 2, distance: 0.5 },
      { day: 1, distance: 1 },
    ]);
  });
});
