import { describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { Changes } from "#wire/live.ts";
import type { Bar, TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { changesOf, withChanges } from "../../backend/live/changes.ts";
import { applyFrame } from "../../dashboard/live/apply.ts";

const figure = (value: number | null): Figure => ({ value, state: "open", heard: 1, maxAgeSeconds: 60 });
const bar = (place: number, value: number): Bar => ({ at: place * 300_000, value, state: "settled" });
const row = (code: string, value: number, order = 0): TableRow => ({
  code,
  order,
  th: code,
  en: code,
  figures: { "freezes.due": figure(value) },
});
const lamp = {
  name: "a",
  nameTh: "ก",
  heard: 1,
  silent: false,
  behind: false,
  clockOffSeconds: null,
  simulated: false,
};

const common = {
  day: 0,
  simulated: false,
  figures: { "calls.offered@today": figure(1), "freezes.open@7days": figure(2) },
  verdicts: {},
  open: 0,
  overdue: 0,
  risks: [],
  nearest: [],
  sources: [],
  warnings: [],
  strip: { alerts: [], open: 0, unacknowledged: 0, judgedUntil: null },
};

function freezes(more: Partial<Scenery<"freezes">> = {}): Scenery<"freezes"> {
  return {
    ...common,
    tables: { banks: [row("BBL", 1, 1), row("SCB", 2, 2)] },
    board: [],
    boardRest: { count: 0, satang: 0 },
    ...more,
  };
}

function overview(more: Partial<Scenery<"overview">> = {}): Scenery<"overview"> {
  const bars = [bar(0, 1), bar(1, 2)];
  return {
    ...common,
    series: {
      "calls.offered": bars,
      "calls.answered": bars,
      "calls.offered@week": bars,
      "freezes.requested": bars,
      "freezes.confirmed": bars,
      "freezes.requested@week": bars,
    },
    annotations: [],
    trends: {},
    ...more,
  };
}
const seriesWith = (bars: Bar[]) => ({ series: { ...overview().series, "calls.offered": bars } });

describe("what changed", () => {
  const ofFreezes: [string, Partial<Scenery<"freezes">>, Changes | null][] = [
    ["nothing", {}, null],
    [
      "one figure",
      { figures: { "calls.offered@today": figure(1), "freezes.open@7days": figure(3) } },
      { figures: { "freezes.open@7days": figure(3) } },
    ],
    [
      "a figure that has no value any more",
      { figures: { "calls.offered@today": figure(null), "freezes.open@7days": figure(2) } },
      { figures: { "calls.offered@today": figure(null) } },
    ],
    [
      "a figure that is not there any more",
      { figures: { "calls.offered@today": figure(1) } },
      { figures: { "freezes.open@7days": null } },
    ],
    ["the day", { day: DAY }, { day: DAY }],
    [
      "one row of a table",
      { tables: { banks: [row("BBL", 1, 1), row("SCB", 3, 2)] } },
      { tables: { banks: { rows: [row("SCB", 3, 2)], gone: [] } } },
    ],
    [
      "a new row",
      { tables: { banks: [row("BBL", 1, 1), row("KBANK", 0, 3), row("SCB", 2, 2)] } },
      { tables: { banks: { rows: [row("KBANK", 0, 3)], gone: [] } } },
    ],
    [
      "a table that is empty now",
      { tables: { banks: [] } },
      { tables: { banks: { rows: [], gone: ["BBL", "SCB"] } } },
    ],
    [
      "what the rest of the board comes to",
      { boardRest: { count: 1, satang: 5 } },
      { boardRest: { count: 1, satang: 5 } },
    ],
    [
      "the banks that will miss",
      { risks: [{ why: "will-miss", bank: "KBANK", hop: 1, count: 1, satang: 5 }] },
      { risks: [{ why: "will-miss", bank: "KBANK", hop: 1, count: 1, satang: 5 }] },
    ],
    ["a list, whole", { sources: [lamp] }, { sources: [lamp] }],
    [
      "a warning of the server",
      { warnings: [{ kind: "disk-low", percent: 8 }] },
      { warnings: [{ kind: "disk-low", percent: 8 }] },
    ],
  ];
  const ofOverview: [string, Partial<Scenery<"overview">>, Changes | null][] = [
    ["one bar", seriesWith([bar(0, 1), bar(1, 3)]), { series: { "calls.offered": [bar(1, 3)] } }],
    [
      "that minutes of a bar are not known any more",
      seriesWith([bar(0, 1), { ...bar(1, 2), unknown: 1 }]),
      { series: { "calls.offered": [{ ...bar(1, 2), unknown: 1 }] } },
    ],
    [
      "that a source is missing from a bar",
      seriesWith([bar(0, 1), { ...bar(1, 2), missing: true }]),
      { series: { "calls.offered": [{ ...bar(1, 2), missing: true }] } },
    ],
    [
      "a new bar, the oldest gone",
      seriesWith([bar(1, 2), bar(2, 0)]),
      { series: { "calls.offered": [bar(2, 0)] } },
    ],
  ];
  it.each(ofFreezes)("%s", (_, more, want) => {
    for (const isHeardToo of [false, true])
      expect(changesOf(freezes(), freezes(more), isHeardToo)).toEqual(want);
  });
  it.each(ofOverview)("%s", (_, more, want) => {
    for (const isHeardToo of [false, true])
      expect(changesOf(overview(), overview(more), isHeardToo)).toEqual(want);
  });

  it.each(ofFreezes)("applied by a screen gives what the server has: %s", (_, more) => {
    const [told, now] = [freezes(), freezes(more)];
    const changes = changesOf(told, now, true);
    const shown = changes ? applyFrame(told, changes, 12) : told;
    const { banks } = now.tables;
    const sorted = { ...now, tables: { banks: [...banks].sort((a, b) => a.order - b.order) } };
    expect(shown).toEqual(sorted);
    expect(Object.keys(shown.figures)).toEqual(Object.keys(now.figures));
  });

  const again = { heard: 2 };
  const old = freezes({ sources: [lamp] });
  const heardAgain: Partial<Scenery<"freezes">> = {
    figures: { "calls.offered@today": { ...figure(1), ...again }, "freezes.open@7days": figure(2) },
    tables: {
      banks: [
        { ...row("BBL", 1, 1), figures: { "freezes.due": { ...figure(1), ...again } } },
        row("SCB", 2, 2),
      ],
    },
    sources: [{ ...lamp, ...again }],
  };
  it("is not that sources reported again, unless that is asked for", () => {
    const { figures, tables, sources } = heardAgain;
    expect(changesOf(old, freezes(heardAgain), false)).toBeNull();
    expect(changesOf(old, freezes(heardAgain), true)).toEqual({
      figures: { "calls.offered@today": figures!["calls.offered@today"] },
      tables: { banks: { rows: [tables!.banks[0]], gone: [] } },
      sources,
    });
  });
  it("takes with it that its source reported again", () => {
    const figures = {
      "calls.offered@today": { ...figure(5), ...again },
      "freezes.open@7days": { ...figure(2), ...again },
    };
    expect(changesOf(old, freezes({ ...heardAgain, figures }), false)).toEqual({
      figures: { "calls.offered@today": figures["calls.offered@today"] },
    });
  });
  it.each([
    ["has reported up to less than was told, for it is behind", 0],
    ["is not there any more", null],
  ])("is at once that a figure's source %s", (_, heard) => {
    const figures = { "calls.offered@today": { ...figure(1), heard }, "freezes.open@7days": figure(2) };
    expect(changesOf(old, freezes({ figures, sources: [lamp] }), false)).toEqual({
      figures: { "calls.offered@today": figures["calls.offered@today"] },
    });
  });
  it("is that a source is missing from a figure", () => {
    const lacking = { ...figure(2), missing: { sources: ["GSB"], of: 9 } };
    const figures = { ...common.figures, "freezes.open@7days": lacking };
    expect(changesOf(freezes(), freezes({ figures }), false)).toEqual({
      figures: { "freezes.open@7days": lacking },
    });
  });
  it("is that a source fell silent", () => {
    const silent = [{ ...lamp, silent: true, behind: false }];
    expect(changesOf(old, freezes({ sources: silent }), false)).toEqual({ sources: silent });
  });
  it("leaves nothing to tell once it is told, however often sources reported before", () => {
    const now = freezes({ ...heardAgain, day: 5, figures: { "calls.offered@today": figure(1) } });
    const told = withChanges(old, now, changesOf(old, now, false)!);
    expect(changesOf(told, now, false)).toBeNull();
    expect(told.sources).toEqual(old.sources);
    expect(Object.keys(told.figures)).toEqual(["calls.offered@today"]);
    const later = freezes({ ...heardAgain, day: 5, board: [] });
    expect(withChanges(told, later, changesOf(told, later, true)!)).toEqual(later);
  });
  it("of charts leaves nothing to tell once it is told", () => {
    const now = overview(seriesWith([bar(1, 3), bar(2, 1)]));
    const told = withChanges(overview(), now, changesOf(overview(), now, false)!);
    expect(told).toEqual(now);
  });
});
