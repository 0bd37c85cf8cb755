import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { Changes } from "#wire/live.ts";
import type { Bar, TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { applyBeat, applyFrame, slide } from "../../dashboard/live/apply.ts";

const T0 = Date.UTC(2026, 10, 21, 7, 0);
const at = (place: number) => T0 + place * 5 * MINUTE;
const bar = (place: number, value: number | null, state: Bar["state"] = "settled"): Bar => ({
  at: at(place),
  value,
  state,
});
const hour = (last: number) => Array.from({ length: 12 }, (_, index) => bar(last - 11 + index, index));
const figure = (value: number): Figure => ({ value, state: "open", heard: T0, maxAgeSeconds: 60 });

const scenery: Scenery<"overview"> = {
  day: T0,
  simulated: false,
  figures: { "lines.busy@2min": figure(73), "lines.waiting@2min": figure(7) },
  verdicts: {},
  series: {
    "calls.offered": hour(0),
    "calls.answered": hour(0),
    "calls.offered@week": hour(0),
    "freezes.requested": hour(0),
    "freezes.confirmed": hour(0),
    "freezes.requested@week": hour(0),
  },
  annotations: [],
  trends: {},
  open: 41,
  overdue: 0,
  risks: [],
  nearest: [],
  sources: [
    {
      name: "exchange",
      nameTh: "ตู้สาขา",
      heard: T0,
      silent: false,
      behind: false,
      clockOffSeconds: null,
      simulated: false,
    },
  ],
  warnings: [],
  strip: { alerts: [], open: 0, unacknowledged: 0, judgedUntil: null },
};
const changes: Changes = {
  overdue: 1,
  figures: { "lines.busy@2min": figure(74) },
  series: { "calls.offered": [bar(0, 61), bar(1, 2, "open")] },
};

describe("a frame", () => {
  it("changes what it names and nothing else", () => {
    const next = applyFrame(scenery, changes, 12);
    expect(next.overdue).toBe(1);
    expect(next.figures["lines.busy@2min"]?.value).toBe(74);
    expect(next.figures["lines.waiting@2min"]).toBe(scenery.figures["lines.waiting@2min"]);
    expect(next.series["freezes.confirmed"]).toBe(scenery.series["freezes.confirmed"]);
    expect(next.series["calls.offered"]?.slice(-2)).toEqual([bar(0, 61), bar(1, 2, "open")]);
  });
  const row = (code: string, order: number): TableRow => ({ code, order, th: code, en: code, figures: {} });
  const { series: _, ...common } = scenery;
  const losses: Scenery<"losses"> = {
    ...common,
    tables: {
      banks: [row("BBL", 1), row("SCB", 3)],
      hops: [row("1", 1)],
      scamTypes: [],
      provinces: [],
      channels: [],
    },
  };
  it("replaces the rows that it names, adds new ones in their order, and leaves the others", () => {
    const renamed = { ...row("SCB", 3), en: "Siam" };
    const next = applyFrame(
      losses,
      { tables: { banks: { rows: [renamed, row("KBANK", 2)], gone: [] } } },
      60,
    );
    expect(next.tables.banks).toEqual([row("BBL", 1), row("KBANK", 2), renamed]);
    expect(next.tables.banks[0]).toBe(losses.tables.banks[0]);
    expect(next.tables.hops).toBe(losses.tables.hops);
  });
  it("takes out the rows, figures and charts that are gone", () => {
    const gone = applyFrame(
      losses,
      { tables: { banks: { rows: [], gone: ["BBL"] } }, figures: { "lines.busy@2min": null } },
      60,
    );
    expect(gone.tables.banks).toEqual([row("SCB", 3)]);
    expect(Object.keys(gone.figures)).toEqual(["lines.waiting@2min"]);
    expect(
      Object.keys(applyFrame(scenery, { series: { "freezes.confirmed": null } }, 12).series),
    ).not.toContain("freezes.confirmed");
  });
  it("reaches back as far as the scene's charts do", () => {
    const next = applyFrame(scenery, changes, 36);
    expect(next.series["calls.offered"]).toHaveLength(36);
  });
  it("applied twice gives the same scenery", () => {
    const once = applyFrame(scenery, changes, 12);
    expect(applyFrame(once, changes, 12)).toEqual(once);
  });
  it("leaves the scenery before it as it was", () => {
    const before = structuredClone(scenery);
    applyFrame(scenery, changes, 12);
    expect(scenery).toEqual(before);
  });
});

describe("the window of a chart", () => {
  const gap = (place: number) => bar(place, null, "no-data");
  const cases: { name: string; had: Bar[]; came: Bar[]; last: number; tail: Bar[] }[] = [
    {
      name: "takes a newer value of a bar",
      had: hour(0),
      came: [bar(0, 7)],
      last: 0,
      tail: [bar(0, 7)],
    },
    {
      name: "slides to a new bar",
      had: hour(0),
      came: [bar(1, 3)],
      last: 1,
      tail: [bar(0, 11), bar(1, 3)],
    },
    {
      name: "keeps bars that nobody knows as gaps",
      had: hour(0),
      came: [bar(3, 3)],
      last: 3,
      tail: [bar(0, 11), gap(1), gap(2), bar(3, 3)],
    },
    {
      name: "drops what is older than it",
      had: hour(0),
      came: [bar(-80, 9)],
      last: 0,
      tail: [bar(0, 11)],
    },
    {
      name: "takes a late value inside it",
      had: hour(0),
      came: [bar(-1, 9)],
      last: 0,
      tail: [bar(-1, 9), bar(0, 11)],
    },
    {
      name: "survives a day without a word",
      had: hour(0),
      came: [bar(288, 5)],
      last: 288,
      tail: [gap(287), bar(288, 5)],
    },
    {
      name: "is whole from a single bar on",
      had: [],
      came: [bar(0, 1)],
      last: 0,
      tail: [gap(-1), bar(0, 1)],
    },
  ];
  for (const { name, had, came, last, tail } of cases) {
    it(name, () => {
      const window = slide(had, came, 12);
      expect(window).toHaveLength(12);
      expect(window.map((each) => each.at)).toEqual(hour(last).map((each) => each.at));
      expect(window.slice(-tail.length)).toEqual(tail);
    });
  }
  it("is empty as long as nothing is known", () => {
    expect(slide([], [], 12)).toEqual([]);
  });
});

describe("a beat", () => {
  it("moves the ages of the sources and leaves the figures alone", () => {
    const sources = [
      { name: "exchange", heard: at(1), silent: true, behind: false },
      { name: "unknown", heard: at(1), silent: true, behind: false },
    ];
    const next = applyBeat(scenery, { epoch: "a", seq: 1, at: at(1), sources });
    expect(next.sources).toEqual([{ ...scenery.sources[0], heard: at(1), silent: true, behind: false }]);
    expect(next.series).toBe(scenery.series);
    expect(next.figures).toBe(scenery.figures);
  });
});
