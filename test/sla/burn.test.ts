import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "#wire/sla.ts";
import { countsOf } from "../../backend/alerts/texts/details.ts";
import {
  ALPHA,
  type BurnRule,
  burnOf,
  chanceOf,
  factorOf,
  isFit,
  shareAt,
  shortestLong,
} from "../../backend/sla/burn.ts";
import { faultsOf } from "../../backend/sla/faults.ts";
import { intervalOf } from "../../backend/sla/interval.ts";
import { findingOf } from "../alerts/rules.ts";

const percent = (p: number) => ({ p, q: 100 });
const promise: Objective = {
  th: "คำมั่น",
  en: "A promise",
  metric: "freezes.sla_60m",
  target: percent(95),
  watch: null,
  minimumSample: 20,
  window: { kind: "day" },
  by: ["all", "bank"],
  stretch: false,
  enabled: true,
  burn: [],
};
const misses = (bad: number, of: number) => ({ bad: BigInt(bad), of: BigInt(of) });

describe("the rate of a burn", () => {
  // Sloth's google-30d.yaml, and the same shares of 7 days and of one.
  it.each<[days: number, share: number, hours: number, want: number]>([
    [30, 2, 1, 14.4],
    [30, 5, 6, 6],
    [30, 10, 24, 3],
    [30, 10, 72, 1],
    [7, 2, 1, 3.36],
    [7, 5, 6, 1.4],
    [7, 10, 24, 0.7],
    [7, 10, 72, 0.2333],
    [1, 2, 1, 0.48],
    [1, 5, 6, 0.2],
  ])("of %i days, of which %i hundredths are used up in %i h, is %d", (days, share, hours, want) => {
    expect(factorOf(percent(share), days * 24, hours)).toBeCloseTo(want, 4);
  });
  it.each<[target: number, most: number, fast: number, slow: number]>([
    [80, 5, 2.88, 1.2],
    [90, 10, 1.44, 0.6],
    [95, 20, 0.72, 0.3],
    [99, 100, 0.144, 0.06],
  ])(
    "at a target of %i is %i at most, and 14.4 takes a share of %d, 6 one of %d",
    (target, most, fast, slow) => {
      // When all miss.
      expect(shareAt(most, percent(target))).toBeCloseTo(1);
      expect(shareAt(14.4, percent(target))).toBeCloseTo(fast);
      expect(shareAt(6, percent(target))).toBeCloseTo(slow);
    },
  );
  it.each<[target: number, share: number, hours: number, days: number, fits: boolean]>([
    [80, 2, 1, 30, false],
    [90, 2, 1, 30, false],
    [95, 2, 1, 30, true],
    [99, 2, 1, 30, true],
    [80, 5, 6, 30, false],
    [90, 5, 6, 30, true],
    [80, 2, 4, 30, true],
    // It would fire at the rate that the target allows.
    [95, 2, 1, 1, false],
    [95, 10, 1, 1, true],
  ])(
    "at a target of %i: a threshold of %i hundredths in %i h of %i days can be used: %o",
    (target, share, hours, days, fits) => {
      const rule = { share: percent(share), longMinutes: hours * 60, shortMinutes: 5, least: 3 };
      expect(isFit(rule, percent(target), days * 1440)).toBe(fits);
    },
  );
  it.each([
    ["2 % of 30 days", percent(2), 4, 20],
    ["5 % of 30 days", percent(5), 10, 50],
  ])("at 80 % needs longer windows: %s", (_, share, hours, shortMinutes) => {
    const target = percent(80);
    expect(shareAt(3.6, target)).toBeCloseTo(0.72);
    expect(shortestLong(share, 720, target)).toBeCloseTo(hours);
    const rule = { share, longMinutes: hours * 60, shortMinutes, least: 3 };
    const ofMonth = (burn: BurnRule) =>
      faultsOf({ ...promise, target, window: { kind: "rolling", minutes: 43_200 }, burn: [burn] });
    expect(ofMonth(rule)).toEqual([]);
    expect(ofMonth({ ...rule, longMinutes: hours * 60 - 1 })).toEqual([
      expect.stringContaining(`longMinutes must be ${hours * 60} to `),
    ]);
    // It fires where that share of the long window misses, while the short one still does; 30 days have 14,400 cases.
    const cases = hours * 20;
    const long = misses(Math.ceil(0.72 * cases), cases);
    const watched = { long, short: misses(1, 1), expected: 14_400n };
    expect(burnOf(rule, target, watched, ALPHA.slice).why).toBe("fires");
    expect(burnOf(rule, target, { ...watched, short: misses(0, 7) }, ALPHA.slice).why).toBe("stopped");
  });
  it("of one failure in ten at 99.9 % is 100, not 1,000, and 13.9 % of the 30 days' budget", () => {
    const target = { p: 999, q: 1000 };
    expect(shareAt(100, target)).toBeCloseTo(0.1);
    expect(factorOf({ p: 139, q: 1000 }, 720, 1)).toBeCloseTo(100, 0);
    // In counts: of 7,200 cases 7 may miss, and one of these is said to be 14 %.
    const watched = { long: misses(1, 10), short: misses(1, 1), expected: 7_200n };
    const rule = { share: percent(10), longMinutes: 60, shortMinutes: 5, least: 1 };
    const { why, allowed } = burnOf(rule, target, watched, ALPHA.whole);
    expect([why, allowed]).toEqual(["fires", 7n]);
    const budget = { allowed: Number(allowed), left: 6, lostAt: null };
    const said = countsOf(findingOf({ facts: { cases: 1, budget } }), 0, "en");
    expect(said).toContain("14 % of the 7 that may miss in the whole window");
  });
});

describe("the chance of misses", () => {
  it.each([
    [5, 2, 0.022593],
    [5, 3, 0.001158],
    [20, 3, 0.075484],
    [20, 4, 0.015902],
    [20, 5, 0.002574],
    [60, 8, 0.009789],
    [100, 11, 0.011472],
  ])("in %i cases of which one in twenty misses: %i or more is %d", (n, bad, want) => {
    expect(Math.abs(chanceOf(bad, n, 0.05) - want)).toBeLessThan(1e-6);
  });
  it.each([
    [1, null],
    [2, null],
    [3, 3],
    [5, 4],
    [10, 5],
    [20, 6],
    [50, 9],
    [100, 14],
    [300, 29],
  ])("in %i cases of a bank fires from %o on", (n, want) => {
    const rule = { share: percent(10), longMinutes: 60, shortMinutes: 5, least: 1 };
    const fires = (bad: number) =>
      burnOf(rule, percent(95), { long: misses(bad, n), short: misses(1, 1), expected: 20n }, ALPHA.slice)
        .why === "fires";
    const first = Array.from({ length: n }, (_, bad) => bad + 1).find(fires);
    expect(first ?? null).toBe(want);
  });
  it("alone would wake somebody 13.6 times a day where nothing is wrong", () => {
    expect(25 * 24 * chanceOf(2, 5, 0.05)).toBeCloseTo(13.6, 1);
    // At 20 an hour a burn of 6 is 6 misses.
    expect(25 * 24 * chanceOf(6, 20, 0.05)).toBeCloseTo(0.2, 2);
  });
  it("falls with each miss, stays between 0 and 1, and is the whole at 0", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.double({ noNaN: true, min: 0.001, max: 0.999 }),
        (n, p) => {
          let before = 1;
          for (let bad = 0; bad <= n + 1; bad += Math.max(1, Math.floor(n / 20))) {
            const chance = chanceOf(bad, n, p);
            expect(chance).toBeGreaterThanOrEqual(0);
            expect(chance).toBeLessThanOrEqual(before + 1e-9);
            before = chance;
          }
        },
      ),
      { numRuns: 50 },
    );
  });
  it("is what adding up every case gives", () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    for (const n of [1, 7, 30])
      for (const p of [0.05, 0.2, 0.9])
        for (let bad = 0; bad <= n; bad++) {
          let sum = 0;
          for (let k = bad; k <= n; k++) sum += choose(n, k) * p ** k * (1 - p) ** (n - k);
          expect(chanceOf(bad, n, p), `${bad} of ${n} at ${p}`).toBeCloseTo(sum, 10);
        }
  });
});

describe("a threshold", () => {
  const rule = { share: percent(2), longMinutes: 60, shortMinutes: 5, least: 3 };
  it.each<[what: string, long: [number, number], short: [number, number], expected: number, why: string]>([
    ["fires on a burst that goes on", [14, 100], [2, 9], 600, "fires"],
    ["not below its share of the budget", [11, 100], [2, 9], 12_000, "below-share"],
    ["not on two in a quiet hour", [2, 2], [1, 1], 40, "below-least"],
    ["not on what is over", [14, 100], [0, 9], 600, "stopped"],
    ["not on what may be chance", [5, 60], [1, 5], 600, "may-be-chance"],
  ])("%s", (_, long, short, expected, why) => {
    const watched = { long: misses(...long), short: misses(...short), expected: BigInt(expected) };
    expect(burnOf(rule, percent(95), watched, ALPHA.slice).why).toBe(why);
  });
  // Pyrra's dynamic thresholds (#1602): 12 misses, whatever the traffic.
  it.each([
    [40, 0.3],
    [400, 0.03],
    [5, 2.4],
  ])("of a fiftieth of 12,000 takes 12 misses; of %i cases that is a share of %d", (n, share) => {
    const watched = { long: misses(n, n), short: misses(1, 1), expected: 12_000n };
    const { needed, why } = burnOf(rule, percent(95), watched, ALPHA.slice);
    expect(needed).toBe(12n);
    expect(Number(needed) / n).toBeCloseTo(share);
    expect(why).toBe(n < 12 ? "below-share" : "fires");
  });
});

describe("the interval of a share", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [19, 20, 0.7639, 0.9911],
    [2612, 3265, 0.7859, 0.8134],
  ])("of %i of %i is %d to %d", (kept, n, from, to) => {
    const interval = intervalOf(kept, n)!;
    expect(interval.from).toBeCloseTo(from, 4);
    expect(interval.to).toBeCloseTo(to, 4);
  });
  it("of none is not known", () => {
    expect(intervalOf(0, 0)).toBe(null);
  });
});
