import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Exclusion } from "#wire/sla.ts";
import { leftOut } from "../../backend/sla/exclude.ts";
import { promisedOf } from "../../backend/sla/promisedFigures.ts";
import { clipped, joined, lastRest, type Range, windowOf, without } from "../../backend/sla/window.ts";

const at = (text: string) => Date.parse(`${text}+07:00`);

describe("the window of an objective", () => {
  it.each<[string, Parameters<typeof windowOf>[0], string, string, string]>([
    ["a day of Bangkok", { kind: "day" }, "2026-11-21T00:00:00", "2026-11-21T00:00", "2026-11-22T00:00"],
    [
      "the same, a moment before it ends",
      { kind: "day" },
      "2026-11-21T23:59:59.999",
      "2026-11-21T00:00",
      "2026-11-22T00:00",
    ],
    ["a week from Monday", { kind: "week" }, "2026-11-22T12:00:00", "2026-11-16T00:00", "2026-11-23T00:00"],
    ["a month", { kind: "month" }, "2026-02-28T12:00:00", "2026-02-01T00:00", "2026-03-01T00:00"],
    [
      "the last whole minutes",
      { kind: "rolling", minutes: 90 },
      "2026-11-21T01:00:59",
      "2026-11-20T23:30",
      "2026-11-21T01:00",
    ],
  ])("is %s", (_, window, now, from, until) => {
    expect(windowOf(window, at(now))).toEqual({ from: at(from), until: at(until) });
  });
  it("says what came in the rest of it a week ago; nothing of a month, or of what rolls", () => {
    const now = at("2026-11-21T14:05:30");
    const rest = (kind: "day" | "week" | "month") => lastRest({ kind }, windowOf({ kind }, now), now);
    expect(rest("day")).toEqual({ from: at("2026-11-14T14:05"), until: at("2026-11-15T00:00") });
    expect(rest("week")).toEqual({ from: at("2026-11-14T14:05"), until: at("2026-11-16T00:00") });
    expect(rest("month")).toBe(null);
    expect(lastRest({ kind: "rolling", minutes: 60 }, { from: now - HOUR, until: now }, now)).toBe(null);
    // Of a window that is over nothing comes any more.
    expect(lastRest({ kind: "day" }, windowOf({ kind: "day" }, now), now + DAY)).toBe(null);
  });
});

describe("ranges", () => {
  const anyRange = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 10 }))
    .map(([from, length]): Range => ({ from, until: from + length }));
  const anyRanges = fc.array(anyRange, { maxLength: 6 });
  const has = (ranges: readonly Range[], point: number) =>
    ranges.some(({ from, until }) => from <= point && point < until);
  const points = Array.from({ length: 60 }, (_, point) => point);

  it("joined, clipped and without others have each point once, and no other", () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, anyRange, (some, others, window) => {
        const one = joined(clipped(some, window));
        const rest = without(one, joined(others));
        for (const point of points) {
          const inside = has(some, point) && has([window], point);
          expect(one.filter((range) => has([range], point)).length).toBe(inside ? 1 : 0);
          expect(rest.filter((range) => has([range], point)).length).toBe(
            inside && !has(others, point) ? 1 : 0,
          );
        }
      }),
    );
  });
});

describe("what is left out", () => {
  const window = { from: 0, until: 100 * MINUTE };
  const exclusion = (of: string | null, from: number, until: number): Exclusion => ({
    id: 1,
    objective: "freeze-60m",
    slice: { by: of === null ? "all" : "bank", of },
    from: from * MINUTE,
    until: until * MINUTE,
    reason: "",
    by: "",
    madeAt: 0,
    endedAt: null,
    endedBy: null,
    endedReason: null,
  });
  const promised = promisedOf("freezes.sla_60m")!;
  const out = (by: "all" | "bank", ...list: Exclusion[]) =>
    leftOut(list, promised, by, window).map(({ of, asked }) => [
      of,
      asked.from / MINUTE,
      asked.until / MINUTE,
    ]);

  it("of the whole is left out once of every bank, and not again of a bank that is left out too", () => {
    const list = [exclusion(null, 10, 20), exclusion("GSB", 15, 30), exclusion("GSB", 25, 40)];
    for (const by of ["all", "bank"] as const)
      expect(out(by, ...list)).toEqual([
        [undefined, 10, 20],
        ["GSB", 20, 40],
      ]);
  });
  it("is what lies in the window", () => {
    expect(out("bank", exclusion("GSB", 90, 200), exclusion("SCB", 100, 200))).toEqual([["GSB", 90, 100]]);
  });
});
