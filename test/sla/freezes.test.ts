import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { FREEZE_AGES, judgeBy } from "../../backend/sla/freezes.ts";
import { isSlow, type Pace, riskOf, TIMERS } from "../../backend/sla/risk.ts";

const NOW = Date.parse("2026-11-21T15:00:00+07:00");
const PACES: Pace[] = [
  { inTime: 9, of: 10 },
  { inTime: 5, of: 10 },
  { inTime: 4, of: 10 },
  { inTime: 0, of: 4 },
  { inTime: 0, of: 5 },
];

describe("what walls are told of an open freeze is what a deadline says", () => {
  it.each(PACES)("at a bank of %o, at each age and from each age on", (pace) => {
    const judge = judgeBy(new Map([["KBANK", pace]]));
    const clock = judge.clockOf({ bank: "KBANK", requestedAt: NOW });
    expect(clock.dueAt).toBe(NOW + TIMERS.freeze.withinMs);
    const around = FREEZE_AGES.flatMap((age) => [age - 1, age, age + 1]);
    for (const age of [0, ...around, 9_000 * MINUTE]) {
      const isLong = age > TIMERS.freeze.withinMs + TIMERS.freeze.newsMs;
      const want = isLong ? "long-over" : riskOf(TIMERS.freeze, NOW, NOW + age, pace);
      expect(judge.riskAt("KBANK", age), String(age)).toBe(want);
      const said = Object.entries(clock.saidFrom).filter(([, from]) => from <= NOW + age);
      expect(said.sort(([, a], [, b]) => b - a)[0]?.[0] ?? null, String(age)).toBe(want);
    }
    expect("at-risk" in clock.saidFrom).toBe(!isSlow(pace));
  });

  it("of a bank that nobody knows the pace of, too", () => {
    const judge = judgeBy(new Map());
    expect([31, 51, 56, 61, 121].map((age) => judge.riskAt("SCB", age * MINUTE))).toEqual([
      ...[null, "at-risk", "will-miss", "deadline-over", "long-over"],
    ]);
  });

  it("which changes at no other age, whatever the pace", () => {
    for (const pace of PACES)
      for (let age = 0; age <= TIMERS.freeze.withinMs; age += 1_000) {
        const begun = FREEZE_AGES.filter((from) => from <= age).at(-1) ?? 0;
        const says = [begun, age].map((at) => riskOf(TIMERS.freeze, NOW, NOW + at, pace));
        expect(says[1], `${age} ms`).toBe(says[0]);
      }
  });
});
