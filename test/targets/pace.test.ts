import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import type { Band, TargetVersion } from "#wire/targets.ts";
import type { Fraction } from "../../backend/targets/fraction.ts";
import { measureOf } from "../../backend/targets/measure.ts";
import { judged, type Known, paceOf } from "../../backend/targets/pace.ts";
import { meanOf, trendOf } from "../../backend/targets/trend.ts";
import { chanceOf } from "./played.ts";

const whole = (value: number): Fraction => ({ p: BigInt(value), q: 1n });
const band = (low: number, high: number): Band => ({ low, mid: (low + high) / 2, high });

type Given = Parameters<typeof judged>[0];

describe("the state of a target", () => {
  const down: Given = {
    value: whole(60),
    goal: whole(50),
    better: "down",
    isOver: false,
    hasBegun: true,
    have: 28,
    landing: band(52, 61),
  };
  const up: Given = { ...down, better: "up" };
  it.each<[what: string, given: Given, state: string, why: string]>([
    ["its band wholly on the bad side", down, "off-course", "band-bad"],
    ["the goal in its band", { ...down, landing: band(48, 61) }, "at-risk", "goal-in-band"],
    ["its band wholly on the good side", { ...down, landing: band(44, 49) }, "on-course", "band-good"],
    ["its band from the goal on, down", { ...down, landing: band(50, 55) }, "at-risk", "goal-in-band"],
    ["its band up to the goal, down", { ...down, landing: band(45, 50) }, "on-course", "band-good"],
    ["its band above the goal, up", up, "on-course", "band-good"],
    ["its band from the goal on, up", { ...up, landing: band(50, 61) }, "on-course", "band-good"],
    ["its band below the goal, up", { ...up, landing: band(44, 49) }, "off-course", "band-bad"],
    ["its band up to the goal, up", { ...up, landing: band(44, 50) }, "at-risk", "goal-in-band"],
    ["13 days of data", { ...down, landing: null, have: 13 }, "too-early", "few-days"],
    ["no data", { ...down, value: null, landing: null, have: 0 }, "too-early", "no-data"],
    ["no baseline", { ...down, goal: null }, "too-early", "no-baseline"],
    ["its first day to come", { ...down, landing: null, hasBegun: false }, "too-early", "not-begun"],
    ["its last day over, missed", { ...down, landing: null, isOver: true }, "off-course", "missed"],
    [
      "its last day over, just reached",
      { ...down, value: whole(50), landing: null, isOver: true },
      "on-course",
      "reached",
    ],
  ])("with %s", (_, given, state, why) => {
    expect(judged(given)).toEqual({ state, why });
  });
});

describe("a trend", () => {
  const days = (count: number, value: (day: number) => number, isHoliday = (_: number) => false) =>
    Array.from({ length: count }, (_, index) => ({
      day: index,
      value: value(index),
      isHoliday: isHoliday(index),
    }));
  it("is there from 14 ordinary days on, and not before", () => {
    expect(trendOf(days(13, () => 1))).toBeNull();
    expect(trendOf(days(14, () => 1))).not.toBeNull();
    expect(
      trendOf(
        days(
          14,
          () => 1,
          (day) => day === 3,
        ),
      ),
    ).toBeNull();
  });
  it("of days that are all the same has no band", () => {
    const { low, mid, high } = meanOf(trendOf(days(28, () => 40))!, [40, 41, 42]);
    expect([low, mid, high].map((each) => Math.round(each * 1e6) / 1e6)).toEqual([40, 40, 40]);
  });
  it("goes down less and less", () => {
    const trend = trendOf(days(28, (day) => 100 - day))!;
    const at = (ahead: number) => meanOf(trend, [27 + ahead]).mid;
    expect(at(1)).toBeCloseTo(100 - 27 - 0.98, 9);
    expect(at(10) - at(11)).toBeLessThan(at(1) - at(2));
    expect(at(400)).toBeGreaterThan(100 - 27 - 49.1);
  });
  it("knows what a weekday adds", () => {
    const week = [30, 10, 10, 10, 10, 10, 4];
    const trend = trendOf(days(28, (day) => 100 + week[day % 7]!))!;
    for (const [index, extra] of week.entries())
      expect(meanOf(trend, [28 + index]).mid).toBeCloseTo(100 + extra, 6);
  });
  it("is not moved by a holiday", () => {
    const plain = trendOf(days(28, () => 100))!;
    const odd = trendOf(
      days(
        28,
        (day) => (day === 20 ? 10 : 100),
        (day) => day === 20,
      ),
    )!;
    expect(meanOf(odd, [40]).mid).toBeCloseTo(meanOf(plain, [40]).mid, 9);
  });
  it("has a band that holds eight of ten weeks to come of what is played", () => {
    const chance = chanceOf(7);
    let inside = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const played = Array.from({ length: 35 }, (_, day) => {
        const noise = Array.from({ length: 12 }, chance).reduce((sum, each) => sum + each, -6);
        return 100 + [12, 4, 2, 0, 0, -6, -12][day % 7]! + 8 * noise;
      });
      const trend = trendOf(days(28, (day) => played[day]!))!;
      const { low, high } = meanOf(trend, [28, 29, 30, 31, 32, 33, 34]);
      const mean = played.slice(28).reduce((sum, each) => sum + each, 0) / 7;
      if (mean >= low && mean <= high) inside++;
    }
    expect(inside / trials).toBeGreaterThan(0.74);
    expect(inside / trials).toBeLessThan(0.93);
  });
});

const version: TargetVersion = {
  id: "losses",
  version: 1,
  from: 0,
  by: "test",
  target: {
    th: "ก",
    en: "a",
    metric: "reports.loss_satang",
    slice: { by: "all", of: null },
    baseline: { kind: "number", amount: { p: 6_000, q: 1 }, source: "test" },
    goal: { kind: "number", amount: { p: 5_000, q: 1 } },
    source: "test",
    assumed: true,
    start: "2026-10-01",
    due: "2026-12-31",
    path: { kind: "linear" },
    better: "down",
    place: null,
    enabled: true,
  },
};
const measure = measureOf("reports.loss_satang")!;
const TODAY = readDate("2026-11-26")!;

function known(values: readonly (number | null)[]): Known {
  const first = TODAY - values.length;
  const days = new Map(values.map((value, index) => [first + index, value === null ? null : whole(value)]));
  const last = values.slice(-7).filter((value) => value !== null);
  return {
    days,
    value:
      last.length > 0
        ? { p: BigInt(last.reduce((sum, each) => sum + each, 0)), q: BigInt(last.length) }
        : null,
    bars: [],
    baseline: whole(6_000),
    now: null,
    missing: null,
    midnight: null,
  };
}
const pace = (values: readonly (number | null)[]) =>
  paceOf(version, measure, known(values), { today: TODAY, asOf: 0, isHoliday: () => false });

/** The inverse, by Gauss and Jordan. */
function inverse(matrix: readonly number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const best = rows.findIndex(
      (row, at) =>
        at >= i && Math.abs(row[i]!) === Math.max(...rows.slice(i).map((each) => Math.abs(each[i]!))),
    );
    [rows[i], rows[best]] = [rows[best]!, rows[i]!];
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((each) => each / pivot);
    for (let k = 0; k < n; k++)
      if (k !== i) {
        const factor = rows[k]![i]!;
        rows[k] = rows[k]!.map((each, j) => each - factor * rows[i]![j]!);
      }
  }
  return rows.map((row) => row.slice(n));
}

/** The landing once more, by the normal equations of a line with seven levels, written from the definition. */
function oracle(values: readonly number[]) {
  const n = values.length;
  const weekday = (i: number) => (TODAY - n + i + 3) % 7;
  const x = values.map((_, i) =>
    [0, 1, 2, 3, 4, 5, 6].map((d) => (d === weekday(i) ? 1 : 0) as number).concat(i),
  );
  const xx = [...Array(8).keys()].map((a) =>
    [...Array(8).keys()].map((b) => x.reduce((s, r) => s + r[a]! * r[b]!, 0)),
  );
  const xy = [...Array(8).keys()].map((a) => x.reduce((s, r, i) => s + r[a]! * values[i]!, 0));
  const inv = inverse(xx);
  const beta = inv.map((row) => row.reduce((s, each, j) => s + each * xy[j]!, 0));
  const rest = values.map((value, i) => value - x[i]!.reduce((s, each, j) => s + each * beta[j]!, 0));
  const ssr = rest.reduce((s, e) => s + e * e, 0);
  let lag = 0;
  for (let i = 1; i < n; i++) lag += rest[i]! * rest[i - 1]!;
  const rho = Math.min(0.8, Math.max(0, ssr ? lag / ssr : 0));
  const dof = n - 8;
  const variance = ((ssr / dof) * (1 + rho)) / (1 - rho);
  const ahead = readDate("2026-12-31")! - (TODAY - 1);
  const xs = [6, 5, 4, 3, 2, 1, 0].map((back) => {
    let at = n - 1;
    for (let step = 1; step <= ahead - back; step++) at += 0.98 ** step;
    return at;
  });
  const mean = xs.reduce((s, each) => s + each, 0) / 7;
  const error = Math.sqrt(variance * (1 / 7 + 1 / n + (mean - (n - 1) / 2) ** 2 * inv[7]![7]!));
  const z = 1.2815515655;
  const half = (z + (z ** 3 + z) / (4 * dof)) * error;
  // Seven days have each weekday once.
  const mid = beta.slice(0, 7).reduce((s, each) => s + each, 0) / 7 + beta[7]! * mean;
  return [mid - half, mid, mid + half].map((each) => Math.max(0, each));
}

describe("the pace of a target", () => {
  it("is that of an oracle, for any four weeks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 28, maxLength: 28 }),
        (values) => {
          const { landing, value, planned } = pace(values);
          for (const [index, expected] of oracle(values).entries())
            expect([landing!.low, landing!.mid, landing!.high][index]).toBeCloseTo(expected, 5);
          expect(Number(value!.p) / Number(value!.q)).toBeCloseTo(
            values.slice(-7).reduce((a, b) => a + b) / 7,
            9,
          );
          // 56 of 91 days of the way from 6,000 to 5,000: 490,000 ÷ 91, in lowest terms.
          expect(planned).toEqual({ p: "70000", q: "13" });
        },
      ),
    );
  });
  it("counts the days with data, and says how many it needs", () => {
    const ten = [...Array.from({ length: 18 }, () => null), ...Array.from({ length: 10 }, () => 700)];
    expect(pace(ten)).toMatchObject({
      state: "too-early",
      why: "few-days",
      days: { have: 10, need: 14 },
      landing: null,
      value: { p: "700", q: "1" },
    });
    expect(pace(Array.from({ length: 28 }, () => null))).toMatchObject({ why: "no-data", value: null });
  });
  it("never lands below nothing, and keeps what is known of the running week", () => {
    const falling = Array.from({ length: 28 }, (_, day) => Math.max(0, 5_600 - 200 * day));
    const { landing, week } = pace(falling);
    expect(landing!.low).toBe(0);
    // Monday to Wednesday are known: three sevenths of the week's mean cannot move.
    const least = falling.slice(-3).reduce((sum, each) => sum + each, 0) / 7;
    expect(week!.low).toBeGreaterThanOrEqual(least - 1e-9);
  });
});
