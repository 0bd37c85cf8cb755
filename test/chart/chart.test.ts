import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ceilingOf, spread } from "#charts/scale.ts";
import type { Bar } from "#wire/sceneParts.ts";
import { type Column, columnsOf } from "../../dashboard/chart/columns.ts";
import { optionOf } from "../../dashboard/chart/option.ts";
import { plotOf } from "../../dashboard/chart/plot.ts";

const MINUTES_5 = 300_000;
const bar = (place: number, value: number | null, more: Partial<Bar> = {}): Bar => ({
  at: place * MINUTES_5,
  value,
  state: value === null ? "no-data" : "settled",
  ...more,
});
const nobody = { unknown: 5 };

describe("a bar", () => {
  const whole: Column = {
    came: 9,
    isCameFinal: true,
    kept: 7,
    isKeptFinal: true,
    isOpenAbove: false,
    isMarked: false,
    before: 5,
    isBeforeWhole: true,
  };
  const cases: {
    name: string;
    came?: Partial<Bar>;
    kept?: Partial<Bar> | null;
    before?: Partial<Bar>;
    want: Partial<Column>;
  }[] = [
    { name: "is what came, what was kept of it, and what came a week ago", want: {} },
    {
      name: "that runs is not final",
      came: { state: "open" },
      kept: { state: "open" },
      want: { isCameFinal: false, isKeptFinal: false },
    },
    {
      name: "to which a source may still add is not final",
      came: { state: "provisional" },
      want: { isCameFinal: false },
    },
    {
      name: "whose kept part may still grow says so of that part",
      kept: { state: "provisional" },
      want: { isKeptFinal: false },
    },
    {
      name: "of nothing is a zero, and nothing is missing",
      came: { value: 0 },
      kept: { value: 0 },
      want: { came: 0, kept: 0 },
    },
    {
      name: "that nobody knows is no zero, and is marked",
      came: { value: null, state: "no-data", ...nobody },
      kept: { value: null, state: "no-data", ...nobody },
      want: {
        came: null,
        isCameFinal: false,
        kept: null,
        isKeptFinal: false,
        isOpenAbove: true,
        isMarked: true,
      },
    },
    {
      name: "that a frame left out is no zero either",
      came: { value: null, state: "no-data" },
      kept: null,
      want: {
        came: null,
        isCameFinal: false,
        kept: null,
        isKeptFinal: false,
        isOpenAbove: true,
        isMarked: true,
      },
    },
    {
      name: "of which one minute is not known is marked, and open above",
      came: { unknown: 1 },
      want: { isOpenAbove: true, isMarked: true },
    },
    {
      name: "of whose kept part a minute is not known is marked",
      kept: { unknown: 1 },
      want: { isMarked: true },
    },
    { name: "from which a source is missing is marked", came: { missing: true }, want: { isMarked: true } },
    {
      name: "from whose kept part a source is missing is marked",
      kept: { missing: true },
      want: { isMarked: true },
    },
    {
      name: "of which it is not known how much was kept is marked, and none of it is filled",
      kept: { value: null, state: "no-data", ...nobody },
      want: { kept: null, isKeptFinal: false, isMarked: true },
    },
    { name: "is not compared with a bar that is not whole", before: { unknown: 2 }, want: { before: null } },
    {
      name: "is not compared with nothing",
      before: { value: null, state: "no-data", ...nobody },
      want: { before: null },
    },
    {
      name: "is compared with a bar from which a source is missing, and says so",
      before: { missing: true },
      want: { isBeforeWhole: false },
    },
  ];
  for (const { name, came, kept, before, want } of cases)
    it(name, () => {
      const shown = {
        came: [bar(1, 9, came)],
        kept: kept === null ? [] : [bar(1, 7, kept)],
        before: [bar(1, 5, before)],
      };
      expect(columnsOf(shown)).toEqual([{ ...whole, ...want }]);
    });
  it("finds its parts by its time, not by its place", () => {
    const shown = {
      came: [bar(0, 1), bar(1, 2), bar(2, 3)],
      kept: [bar(2, 1)],
      before: [bar(1, 8), bar(2, 9)],
    };
    expect(columnsOf(shown).map(({ came, kept, before }) => [came, kept, before])).toEqual([
      [1, null, null],
      [2, null, 8],
      [3, 1, 9],
    ]);
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

describe("names beside bars", () => {
  const cases: { name: string; wanted: number[]; want: number[] }[] = [
    { name: "stand where they are wanted", wanted: [0.2, 0.8], want: [0.2, 0.8] },
    { name: "are pushed apart", wanted: [0.5, 0.5], want: [0.5, 0.7] },
    { name: "stay inside at the bottom", wanted: [0.85, 0.95], want: [0.7, 0.9] },
    { name: "stay inside at the top", wanted: [0, 0], want: [0.1, 0.3] },
    { name: "keep their order", wanted: [0.6, 0.55], want: [0.75, 0.55] },
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
  const shown = {
    came: [bar(0, 4), bar(1, 8), bar(2, 6), bar(3, 1, { state: "open" as const })],
    kept: [bar(0, 4), bar(1, 6), bar(2, 4), bar(3, 0, { state: "open" as const })],
    before: [bar(0, 9), bar(1, 9), bar(2, 9), bar(3, 9)],
  };
  const nothing = { came: [], kept: [], before: [] };
  const dead = Object.fromEntries(
    Object.entries(shown).map(([of, bars]) => [of, bars.map(({ at }) => bar(at / MINUTES_5, null, nobody))]),
  ) as typeof shown;
  const palette = {
    main: "#1",
    series: "#2",
    week: "#3",
    quiet: "#4",
    secondary: "#5",
    tile: "#6",
    hairline: "#7",
  };
  const option = (of: typeof shown) => optionOf(plotOf(of, 0.2), 400, 1, palette);
  interface Series {
    id: string;
    data: ({ value: [number, number | null]; itemStyle: object } | [number, number | null])[];
  }
  const drawn = (of: typeof shown, id: string) =>
    (option(of).series as Series[])
      .find((series) => series.id === id)!
      .data.map((point) => (Array.isArray(point) ? point : point.value))
      .filter(([, value]) => value !== null);

  it("names its parts, its hours and its height", () => {
    const { times, ceiling, ends } = plotOf(shown, 0.2);
    expect({ times, ceiling }).toEqual({ times: [0, 600_000, 900_000], ceiling: 10 });
    expect(ends).toEqual([
      { part: "rest", top: expect.closeTo(1 - 5 / 10) },
      { part: "kept", top: expect.closeTo(1 - 2 / 10) },
      { part: "before", top: expect.closeTo(1 - 9 / 10) },
    ]);
  });
  it("names no part that it does not show", () => {
    expect(plotOf({ ...dead, before: shown.before }, 0.2).ends.map(({ part }) => part)).toEqual(["before"]);
    expect(plotOf({ ...shown, before: [] }, 0.2).ends.map(({ part }) => part)).toEqual(["rest", "kept"]);
    expect(plotOf(dead, 0.2).ends).toEqual([]);
    expect(plotOf(nothing, 0.2)).toEqual({ columns: [], times: [], ceiling: 2, ends: [] });
  });
  it("draws every bar from zero to its sum, and the week ago as one step over its whole width", () => {
    expect(drawn(shown, "came")).toEqual([
      [0.5, 4],
      [1.5, 8],
      [2.5, 6],
      [3.5, 1],
    ]);
    expect(drawn(shown, "kept")).toEqual([
      [0.5, 4],
      [1.5, 6],
      [2.5, 4],
    ]);
    const step = [0, 1, 1, 2, 2, 3, 3, 4].map((x) => [x, 9]);
    expect([drawn(shown, "before.edge"), drawn(shown, "before.fill")]).toEqual([step, step]);
    expect([drawn(shown, "unknown"), drawn(shown, "mark")]).toEqual([[], []]);
  });
  it("leaves a gap in the step where nothing is known of that day, and no fill where a source is missing", () => {
    const [first, second, third, last] = shown.before as [Bar, Bar, Bar, Bar];
    const before = [first, bar(1, null, nobody), { ...third, missing: true as const }, last];
    expect(second.value).toBe(9);
    expect(drawn({ ...shown, before }, "before.edge").map(([x]) => x)).toEqual([0, 1, 2, 3, 3, 4]);
    expect(drawn({ ...shown, before }, "before.fill").map(([x]) => x)).toEqual([0, 1, 3, 4]);
  });
  it("marks bars of which something is missing, and hatches what is not known up to the top", () => {
    const came = shown.came.with(1, bar(1, null, nobody)).with(2, bar(2, 3, { unknown: 1 }));
    const kept = shown.kept.with(0, bar(0, 4, { missing: true })).with(1, bar(1, null, nobody));
    const of = { ...shown, came, kept };
    expect(drawn(of, "unknown")).toEqual([
      [1.5, 10],
      [2.5, 10],
    ]);
    expect(drawn(of, "mark").map(([x]) => x)).toEqual([0.5, 1.5, 2.5]);
    expect(drawn(of, "came").map(([x]) => x)).toEqual([0.5, 2.5, 3.5]);
  });
  it("has the same series in the same order whatever its data", () => {
    const ids = (of: typeof shown) => (option(of).series as Series[]).map(({ id }) => id);
    expect(ids(shown)).toEqual(ids(dead));
    expect(ids(shown)).toEqual(ids(nothing));
    expect(new Set(ids(shown)).size).toBe(ids(shown).length);
  });
  it("writes nothing on its canvas, where no Thai mark could be told to be whole: all its text is the page's", () => {
    const { xAxis, yAxis, ...rest } = option(shown);
    for (const axis of [xAxis, yAxis]) expect(axis).toMatchObject({ axisLabel: { show: false } });
    expect(JSON.stringify(rest)).not.toMatch(/label|title|legend|graphic|formatter/i);
  });
  it("begins at zero and never moves by itself", () => {
    const drawn = option(shown);
    expect(drawn).toMatchObject({ animation: false, yAxis: { min: 0, max: 10, interval: 5 } });
    for (const series of drawn.series as object[])
      expect(series).toMatchObject({ animation: false, silent: true });
  });
});
