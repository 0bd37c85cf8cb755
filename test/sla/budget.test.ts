import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countsOf } from "../../backend/alerts/texts/details.ts";
import { allowed, budgetOf, isKept, mendedAt } from "../../backend/sla/budget.ts";
import { findingOf } from "../alerts/rules.ts";

const of95 = { p: 95, q: 100 };
const of80 = { p: 80, q: 100 };

describe("misses that a target allows", () => {
  it.each([
    [19, of95, 0],
    [20, of95, 1],
    [39, of95, 1],
    [40, of95, 2],
    [99, of95, 4],
    [100, of95, 5],
    [399, of95, 19],
    [400, of95, 20],
    [422, of95, 21],
    [740, of95, 37],
    [3265, of80, 653],
    [0, of95, 0],
    [1_000, { p: 1, q: 1 }, 0],
  ])("in %i cases at %o are %i", (n, target, want) => {
    expect(allowed(BigInt(n), target)).toBe(BigInt(want));
  });
});

describe("a budget", () => {
  it("says both, how many more of those already asked may miss, and how many by midnight", () => {
    const { allowed, left, used } = budgetOf({ decided: 400n, bad: 13n, pending: 22n, rest: 318n }, of95);
    expect({ allowed, used }).toEqual({ allowed: { asked: 21n, midnight: 37n }, used: 13n });
    // The ninth more loses what is asked, the twenty-fifth the day.
    expect(left).toEqual({ asked: 8n, midnight: 24n });
  });
  it("that is lost says what would mend it", () => {
    const budget = budgetOf({ decided: 400n, bad: 30n, pending: 0n, rest: null }, of95);
    expect(isKept(30n, 400n, of95)).toBe(false);
    expect(mendedAt(30n, of95)).toBe(600n);
    expect(budget.toMend).toBe(200n);
    expect(budget.left).toEqual({ asked: -10n, midnight: null });
  });
  it("of a target of all has none, and nothing mends it", () => {
    const all = { p: 1, q: 1 };
    expect(budgetOf({ decided: 5n, bad: 1n, pending: 0n, rest: 0n }, all).toMend).toBe(null);
    expect(budgetOf({ decided: 5n, bad: 0n, pending: 0n, rest: 0n }, all).toMend).toBe(0n);
  });
  it("is counted by occurrences, as OpenSLO has it", () => {
    const good = [2, 10, 12, 13, 13, 12, 13, 13, 12, 11];
    const total = [4, 10, 12, 13, 14, 15, 14, 13, 12, 11];
    const sum = (list: number[]) => list.reduce((a, b) => a + b);
    expect([sum(good), sum(total)]).toEqual([111, 118]);
    const bad = sum(total) - sum(good);
    expect(isKept(BigInt(bad), 118n, of95)).toBe(false);
    // Of 118 cases 5.9 may miss, of which 7 are 118.644 %. Nobody misses 0.9 of a case: of 5 they are 140 %.
    const budget = budgetOf({ decided: 118n, bad: BigInt(bad), pending: 0n, rest: null }, of95);
    expect([budget.allowed.asked, budget.left.asked, budget.toMend]).toEqual([5n, -2n, 22n]);
    const facts = { cases: bad, budget: { allowed: 5, left: -2, lostAt: null } };
    const finding = findingOf({ numerator: "111", denominator: "118", target: of95, facts });
    expect(countsOf(finding, 0, "en")).toEqual([
      "7 of 118 missed (objective 95 %)",
      "140 % of the 5 that may miss in the whole window",
      "2 more missed than may",
    ]);
  });

  const ratio = fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
    .map(([q, p]) => ({ p: Math.min(p, q), q }));
  const count = fc.bigInt({ min: 0n, max: 10n ** 18n });

  it("allows exactly as many misses as keep the target", () => {
    fc.assert(
      fc.property(count, ratio, (n, target) => {
        const most = allowed(n, target);
        expect(isKept(most, n, target)).toBe(true);
        expect(isKept(most + 1n, n, target)).toBe(false);
      }),
    );
  });
  it("is mended by exactly as many as it says", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), ratio, (bad, target) => {
        const n = mendedAt(bad, target);
        if (n === null) {
          expect(target.p).toBe(target.q);
          return;
        }
        expect(isKept(bad, n, target)).toBe(true);
        expect(isKept(bad, n - 1n, target)).toBe(false);
      }),
    );
  });
  it("has as much left as may still miss", () => {
    fc.assert(
      fc.property(count, count, count, ratio, (decided, bad, pending, target) => {
        const { left } = budgetOf({ decided, bad, pending, rest: null }, target);
        const asked = decided + pending;
        if (left.asked >= 0n) expect(isKept(bad + left.asked, asked, target)).toBe(true);
        expect(isKept(bad + left.asked + 1n, asked, target)).toBe(false);
      }),
    );
  });
});
