import { describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import type { Figure, Point, Scenery } from "#wire/live.ts";
import { changesOf, withChanges } from "../../backend/live/changes.ts";

const figure = (value: number | null): Figure => ({ value, state: "open", heard: 1, maxAgeSeconds: 60 });
const point = (at: number, value: number): Point => ({ at, value, state: "settled" });

const row = (code: string, value: number) => ({
  code,
  th: code,
  en: code,
  figures: { "calls.offered": figure(value) },
});

function scenery(more: Partial<Scenery> = {}): Scenery {
  return {
    day: 0,
    simulated: false,
    figures: { "calls.offered": figure(1), "freezes.open": figure(2) },
    series: { "calls.offered": [point(0, 1), point(60_000, 2)] } as Scenery["series"],
    open: 0,
    overdue: 0,
    newestOverdue: null,
    nearest: [],
    tables: { queues: [row("report", 1)], hops: [row("1", 2)] },
    board: [],
    boardRest: { count: 0, satang: 0 },
    willMiss: [],
    staffing: [],
    sources: [],
    ...more,
  };
}

describe("what changed", () => {
  it.each<[string, Partial<Scenery>, unknown]>([
    ["nothing", {}, null],
    [
      "one figure",
      { figures: { "calls.offered": figure(1), "freezes.open": figure(3) } },
      { figures: { "freezes.open": figure(3) } },
    ],
    [
      "a figure that has no value any more",
      { figures: { "calls.offered": figure(null), "freezes.open": figure(2) } },
      { figures: { "calls.offered": figure(null) } },
    ],
    [
      "one bucket",
      { series: { "calls.offered": [point(0, 1), point(60_000, 3)] } as Scenery["series"] },
      { series: { "calls.offered": [point(60_000, 3)] } },
    ],
    [
      "a new minute, the oldest gone",
      { series: { "calls.offered": [point(60_000, 2), point(120_000, 0)] } as Scenery["series"] },
      { series: { "calls.offered": [point(120_000, 0)] } },
    ],
    ["the day", { day: DAY }, { day: DAY }],
    [
      "one table, whole",
      { tables: { queues: [row("report", 1)], hops: [row("1", 2), row("2", 1)] } },
      { tables: { hops: [row("1", 2), row("2", 1)] } },
    ],
    [
      "a table that is empty now",
      { tables: { queues: [], hops: [row("1", 2)] } },
      { tables: { queues: [] } },
    ],
    [
      "what the rest of the board comes to",
      { boardRest: { count: 1, satang: 5 } },
      { boardRest: { count: 1, satang: 5 } },
    ],
    [
      "who will miss",
      { willMiss: [{ bank: "KBANK", count: 1, satang: 5 }] },
      { willMiss: [{ bank: "KBANK", count: 1, satang: 5 }] },
    ],
    [
      "a list, whole",
      { sources: [{ name: "a", nameTh: "ก", heard: 1, silent: false, behind: false, simulated: false }] },
      {
        sources: [{ name: "a", nameTh: "ก", heard: 1, silent: false, behind: false, simulated: false }],
      },
    ],
  ])("%s", (_, more, want) => {
    for (const isHeardToo of [false, true])
      expect(changesOf(scenery(), scenery(more), isHeardToo)).toEqual(want);
  });

  const lamp = { name: "a", nameTh: "ก", heard: 1, silent: false, behind: false, simulated: false };
  const again = { heard: 2 };
  const old = scenery({ sources: [lamp] });
  const heardAgain: Partial<Scenery> = {
    figures: { "calls.offered": { ...figure(1), ...again }, "freezes.open": figure(2) },
    tables: {
      queues: [{ ...row("report", 1), figures: { "calls.offered": { ...figure(1), ...again } } }],
      hops: [row("1", 2)],
    },
    sources: [{ ...lamp, ...again }],
  };
  it("is not that sources were heard again, unless that is asked for", () => {
    const { figures, tables, sources } = heardAgain;
    expect(changesOf(old, scenery(heardAgain), false)).toBeNull();
    expect(changesOf(old, scenery(heardAgain), true)).toEqual({
      figures: { "calls.offered": figures!["calls.offered"] },
      tables: { queues: tables!.queues },
      sources,
    });
  });
  it("takes with it that its source was heard again", () => {
    const figures = {
      "calls.offered": { ...figure(5), ...again },
      "freezes.open": { ...figure(2), ...again },
    };
    expect(changesOf(old, scenery({ ...heardAgain, figures }), false)).toEqual({
      figures: { "calls.offered": figures["calls.offered"] },
    });
  });
  it.each([
    ["is heard up to less than was told, for it is behind", 0],
    ["is not there any more", null],
  ])("is at once that a figure's source %s", (_, heard) => {
    const figures = { "calls.offered": { ...figure(1), heard }, "freezes.open": figure(2) };
    expect(changesOf(old, scenery({ figures, sources: [lamp] }), false)).toEqual({
      figures: { "calls.offered": figures["calls.offered"] },
    });
  });
  it("is that a source fell silent", () => {
    const silent = [{ ...lamp, silent: true, behind: false }];
    expect(changesOf(old, scenery({ sources: silent }), false)).toEqual({ sources: silent });
  });
  it("leaves nothing to tell once it is told, however often sources were heard before", () => {
    const now = scenery({ ...heardAgain, day: 5, series: { "calls.offered": [point(60_000, 3)] } });
    const told = withChanges(old, now, changesOf(old, now, false)!);
    expect(changesOf(told, now, false)).toBeNull();
    expect(told.sources).toEqual(old.sources);
    const all = withChanges(told, now, changesOf(told, now, true)!);
    expect(all).toEqual(now);
  });
});
