import { describe, expect, it } from "vitest";
import type { Figure, Point, Scenery } from "#wire/live.ts";
import { changesOf } from "../../backend/live/changes.ts";

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
    ["the day", { day: 86_400_000 }, { day: 86_400_000 }],
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
      { sources: [{ name: "a", nameTh: "ก", heard: 1, silent: false, simulated: false }] },
      {
        sources: [{ name: "a", nameTh: "ก", heard: 1, silent: false, simulated: false }],
      },
    ],
  ])("%s", (_, more, want) => {
    expect(changesOf(scenery(), scenery(more))).toEqual(want);
  });
});
