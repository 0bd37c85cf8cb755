import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point } from "#wire/live.ts";
import { optionOf } from "../../dashboard/chart/option.ts";
import { type Line, plotOf } from "../../dashboard/chart/plot.ts";
import { ceilingOf, spread } from "../../dashboard/chart/scale.ts";
import { endOf, levelOf, strokesOf } from "../../dashboard/chart/strokes.ts";

/** One letter a minute: settled, provisional, open, or no data. */
const STATES = { s: "settled", p: "provisional", o: "open", "-": "no-data" } as const;
const points = (states: string): Point[] =>
  [...states].map((letter, index) => ({
    at: index * 60_000,
    value: letter === "-" ? null : index + 1,
    state: STATES[letter as keyof typeof STATES],
  }));

describe("a line", () => {
  const _ = null;
  const cases: { states: string; settled: unknown[]; provisional: unknown[]; running: unknown[] }[] = [
    { states: "sss", settled: [1, 2, 3], provisional: [_, _, _], running: [_, _, _] },
    { states: "sspo", settled: [1, 2, _, _], provisional: [_, 2, 3, _], running: [_, _, _, 4] },
    { states: "ss-so", settled: [1, 2, _, 4, _], provisional: [_, _, _, _, _], running: [_, _, _, _, 5] },
    { states: "spso", settled: [1, _, 3, _], provisional: [1, 2, 3, _], running: [_, _, _, 4] },
    { states: "---", settled: [_, _, _], provisional: [_, _, _], running: [_, _, _] },
  ];
  for (const { states, ...want } of cases) {
    it(`of ${states} is cut where it is less sure`, () => expect(strokesOf(points(states))).toEqual(want));
  }
  it("ends at its newest closed minute", () => {
    expect([endOf(points("sspo")), endOf(points("ss--")), endOf(points("o")), endOf([])]).toEqual([
      3,
      2,
      null,
      null,
    ]);
  });
});

describe("the level of another day", () => {
  const level = (...values: (number | null)[]) =>
    levelOf(values.map((value, minute) => ({ at: minute, value, state: "settled" }))).map(
      ({ value }) => value,
    );
  it("is the mean of the quarter of an hour around each minute", () => {
    const minutes = Array.from({ length: 30 }, (_, minute) => (minute === 15 ? 15 : 0));
    const levels = level(...minutes);
    expect(levels.slice(8, 23)).toEqual(Array.from({ length: 15 }, () => 1));
    expect([levels[7], levels[23]]).toEqual([0, 0]);
  });
  it("keeps gaps, and counts them in no mean", () => {
    expect(level(2, null, 4)).toEqual([3, null, 3]);
    expect(level(null, null)).toEqual([null, null]);
  });
});

describe("the end of an axis", () => {
  const cases: [number, number][] = [
    [0, 2],
    [1, 2],
    [2, 4],
    [5, 6],
    [9, 10],
    [11, 12],
    [19, 20],
    [20, 24],
    [54, 60],
    [60, 80],
    [100, 120],
    [951, 1_000],
    [1_000, 1_200],
  ];
  for (const [highest, want] of cases)
    it(`above ${highest} is ${want}`, () => expect(ceilingOf(highest)).toBe(want));
  it("is even and has room for every value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), (highest) => {
        const ceiling = ceilingOf(highest);
        return ceiling % 2 === 0 && ceiling >= highest * 1.05 && ceiling <= Math.max(2, highest * 2.1);
      }),
    );
  });
});

describe("names at the ends of lines", () => {
  const cases: { name: string; wanted: number[]; want: number[] }[] = [
    { name: "stand where their lines end", wanted: [0.2, 0.8], want: [0.2, 0.8] },
    { name: "are pushed apart", wanted: [0.5, 0.5], want: [0.5, 0.7] },
    { name: "stay inside at the bottom", wanted: [0.85, 0.95], want: [0.7, 0.9] },
    { name: "stay inside at the top", wanted: [0, 0], want: [0.1, 0.3] },
    { name: "keep the order of their lines", wanted: [0.6, 0.55], want: [0.75, 0.55] },
  ];
  for (const { name, wanted, want } of cases) {
    it(name, () => {
      const got = spread(wanted, 0.2, 0.1, 0.9);
      expect(got.map((place) => Math.round(place * 100) / 100)).toEqual(want);
    });
  }
  it("never collide and never leave the plot", () => {
    const wanted = fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(wanted, (wanted) => {
        const places = spread(wanted, 0.25, 0, 1).sort((a, b) => a - b);
        expect(Math.min(...places)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(...places)).toBeLessThanOrEqual(1 + 1e-9);
        places.slice(1).forEach((place, index) => {
          expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.25 - 1e-9);
        });
      }),
    );
  });
});

describe("a chart", () => {
  const lines = (states: string): Line[] => [
    { look: "band", label: "week", points: points("ssss") },
    { look: "main", label: "calls", points: points(states) },
  ];
  const palette = { main: "#1", part: "#2", beside: "#5", band: "#3", hairline: "#4" };
  it("names its lines, its hours and its height", () => {
    expect(plotOf(lines("sspo"), 0.2)).toEqual({
      times: [0, 120_000, 180_000],
      ceiling: 6,
      ends: [
        { label: "calls", look: "main", top: expect.closeTo(1 - 3 / 6) },
        { label: "week", look: "band", top: expect.closeTo(1 - 3 / 6 + 0.2) },
      ],
    });
  });
  it("does not name a line that has no minute", () => {
    expect(plotOf(lines("----"), 0.2).ends.map(({ label }) => label)).toEqual(["week"]);
    expect(plotOf([], 0.2)).toEqual({ times: [], ceiling: 2, ends: [] });
  });
  it("has the same series in the same order whatever its data", () => {
    const ids = (states: string) =>
      (optionOf(lines(states), 6, 1, palette).series as { id: string }[]).map(({ id }) => id);
    expect(ids("sspo")).toEqual(ids("----"));
    expect(new Set(ids("sspo")).size).toBe(6);
  });
  it("writes nothing on its canvas, where no Thai mark could be told to be whole: all its text is the page's", () => {
    const { xAxis, yAxis, ...option } = optionOf(lines("sspo"), 6, 1, palette);
    for (const axis of [xAxis, yAxis]) expect(axis).toMatchObject({ axisLabel: { show: false } });
    expect(JSON.stringify(option)).not.toMatch(/label|title|legend|graphic|formatter/i);
  });
  it("begins at zero and never moves by itself", () => {
    const option = optionOf(lines("sspo"), 6, 1, palette);
    expect(option).toMatchObject({ animation: false, yAxis: { min: 0, max: 6, interval: 3 } });
    for (const series of option.series as object[])
      expect(series).toMatchObject({ animation: false, silent: true });
  });
});
