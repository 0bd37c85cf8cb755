import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import type { Target } from "#wire/targets.ts";
import { barsOf } from "../../backend/targets/bars.ts";
import { compare, type Fraction, numberOf, written } from "../../backend/targets/fraction.ts";
import { goalOf, isGood, plannedAt } from "../../backend/targets/path.ts";

const day = (text: string) => readDate(text)!;
const whole = (value: number): Fraction => ({ p: BigInt(value), q: 1n });
const ends = { start: day("2026-10-01"), due: day("2026-12-31"), baseline: whole(60), goal: whole(50) };
const linear: Target["path"] = { kind: "linear" };
const steps: Target["path"] = {
  kind: "steps",
  steps: [
    { day: "2026-10-15", amount: { p: 58, q: 1 } },
    { day: "2026-12-01", amount: { p: 52, q: 1 } },
  ],
};
const months: Target["path"] = {
  kind: "months",
  months: [
    { month: "2026-11", amount: { p: 56, q: 1 } },
    { month: "2026-12", amount: { p: 101, q: 2 } },
  ],
};

describe("what is planned for a day", () => {
  it.each<[what: string, path: Target["path"], on: string, is: string]>([
    ["the baseline on the first day", linear, "2026-10-01", "60/1"],
    ["the baseline before it", linear, "2020-01-01", "60/1"],
    ["a 91st part of the way a day", linear, "2026-10-02", "5450/91"],
    ["the goal on the last day", linear, "2026-12-31", "50/1"],
    ["the goal after it", linear, "2027-06-01", "50/1"],
    ["the baseline before the first step", steps, "2026-10-14", "60/1"],
    ["a step on its day", steps, "2026-10-15", "58/1"],
    ["a step until the next", steps, "2026-11-30", "58/1"],
    ["the baseline before the first month", months, "2026-10-31", "60/1"],
    ["a month on its first day", months, "2026-11-01", "56/1"],
    ["a month on its last", months, "2026-12-31", "101/2"],
  ])("is %s", (_, path, on, is) => {
    const { p, q } = written(plannedAt(path, ends, day(on)))!;
    expect(`${p}/${q}`).toBe(is);
  });
  it("is not known on a line from a baseline that is not known", () => {
    expect(plannedAt(linear, { ...ends, baseline: null }, ends.start)).toBeNull();
    expect(plannedAt(steps, { ...ends, baseline: null }, ends.due)).not.toBeNull();
  });
  it("is the goal of a target of one day", () => {
    expect(plannedAt(linear, { ...ends, due: ends.start }, ends.start)).toEqual(whole(50));
  });
  it("lies between baseline and goal, and never turns back", () => {
    const amount = fc.record({ p: fc.bigInt(0n, 10n ** 12n), q: fc.bigInt(1n, 1000n) });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 900 }), (baseline, goal, length) => {
        const turn = compare(baseline, goal);
        const of = { start: 0, due: length, baseline, goal };
        let last = baseline;
        for (let on = 0; on <= length; on += 7) {
          const planned = plannedAt(linear, of, on)!;
          expect(turn * compare(last, planned)).toBeGreaterThanOrEqual(0);
          expect(turn * compare(planned, goal)).toBeGreaterThanOrEqual(0);
          last = planned;
        }
      }),
    );
  });
});

describe("a goal", () => {
  const tenthLess = { goal: { kind: "of-baseline", amount: { p: 9, q: 10 } } } as Target;
  it("is a part of its baseline, and not known without one", () => {
    expect(numberOf(goalOf(tenthLess, whole(60))!)).toBe(54);
    expect(goalOf(tenthLess, null)).toBeNull();
  });
  it.each<[value: number, better: "up" | "down", is: boolean]>([
    [50, "down", true],
    [51, "down", false],
    [49, "down", true],
    [50, "up", true],
    [51, "up", true],
    [49, "up", false],
  ])("of 50 with %i, where %s is better, is reached: %s", (value, better, is) => {
    expect(isGood(whole(value), whole(50), better)).toBe(is);
  });
});

describe("the bars of a target", () => {
  it.each<[days: number, count: number, size: number, last: number]>([
    [92, 13, 7, 8],
    [91, 13, 7, 7],
    [1, 1, 1, 1],
    [10, 1, 10, 10],
    [365, 13, 28, 29],
    [1098, 12, 91, 97],
  ])("of %i days are %i of %i days, the last of %i", (days, count, size, last) => {
    const bars = barsOf({ from: 100, until: 100 + days });
    expect([bars.length, bars[0]!.until - 100]).toEqual([count, size]);
    const { from, until } = bars.at(-1)!;
    expect([until - from, until]).toEqual([last, 100 + days]);
  });
  it("are 13 at most, without a gap", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1098 }), (days) => {
        const bars = barsOf({ from: 0, until: days });
        expect(bars.length).toBeLessThanOrEqual(13);
        expect(bars.map(({ from }) => from)).toEqual([0, ...bars.slice(0, -1).map(({ until }) => until)]);
        expect(bars.every(({ from, until }) => from < until)).toBe(true);
        expect(bars.at(-1)!.until).toBe(days);
      }),
    );
  });
});
