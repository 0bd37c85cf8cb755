/** How long a look back holds the embedded database's one connection: what runs on it is not interrupted. */
import { describe, expect, it } from "vitest";
import { startOfDay } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { cutPast, type Range } from "../../backend/figures/cut.ts";

const FROM = Date.parse("2026-09-01T00:00:00+07:00");
const WINDOW = { from: FROM, until: FROM + 60 * DAY };
/** What a statement costs, however few entities it counts. */
const FIXED_MS = 2;

/** A day's entities, and what each of them costs. */
type Day = (n: number) => { entities: number; msEach: number };

/** The ranges, and what each takes. */
function rangesOf(day: Day, unit: "hour" | "day") {
  const dayOf = (at: number) => day((startOfDay(at) - FROM) / DAY);
  const cut = cutPast(WINDOW, unit, (at) => dayOf(at).entities);
  const ranges: (Range & { ms: number })[] = [];
  for (let range = cut.next(); range; range = cut.next()) {
    let ms = FIXED_MS;
    for (let at = range.from; at < range.until; at += HOUR)
      ms += (dayOf(at).entities / 24) * dayOf(at).msEach;
    ranges.push({ ...range, ms });
    cut.took(ms);
  }
  return ranges;
}

const BUSY = { entities: 3_000, msEach: 0.09 };
const FEW = { entities: 20, msEach: 0.09 };
const EMPTY = { entities: 0, msEach: 0 };
const DROPPED = { entities: 3_000, msEach: 0.0001 };

describe("a look back is read in ranges that let others between, and in no more than it needs", () => {
  it.each<[string, Day, { ms: number; ranges: number }]>([
    ["busy days", () => BUSY, { ms: 105, ranges: 190 }],
    ["empty days", () => EMPTY, { ms: 5, ranges: 2 }],
    ["days with a few", () => FEW, { ms: 115, ranges: 4 }],
    ["busy days after empty ones", (n) => (n < 50 ? EMPTY : BUSY), { ms: 105, ranges: 35 }],
    ["busy days after some with a few", (n) => (n < 50 ? FEW : BUSY), { ms: 115, ranges: 35 }],
    // Their events are gone, their cells are not: the first range after them is as long as if it were nearly as quick.
    [
      "busy days after some whose events were dropped",
      (n) => (n < 50 ? DROPPED : BUSY),
      { ms: 500, ranges: 75 },
    ],
    [
      "busy days of a machine that is four times as slow",
      () => ({ ...BUSY, msEach: 0.36 }),
      { ms: 370, ranges: 720 },
    ],
  ])("of %s", (_what, day, limit) => {
    const ranges = rangesOf(day, "hour");
    expect(Math.max(...ranges.map(({ ms }) => ms))).toBeLessThanOrEqual(limit.ms);
    expect(ranges.length).toBeLessThanOrEqual(limit.ranges);
    expect(ranges.map(({ from }) => from)).toEqual([
      WINDOW.from,
      ...ranges.slice(0, -1).map(({ until }) => until),
    ]);
    expect(ranges.at(-1)?.until).toBe(WINDOW.until);
  });

  it("and no day is cut that is asked for as a whole", () => {
    const ranges = rangesOf(() => ({ entities: 3_000, msEach: 0.36 }), "day");
    expect(ranges.map(({ from }) => from)).toEqual(Array.from({ length: 60 }, (_, n) => FROM + n * DAY));
  });
});
