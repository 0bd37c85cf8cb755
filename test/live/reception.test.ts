import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Beat, Frame, Snapshot } from "#wire/live.ts";
import type { Scenery } from "#wire/scenery.ts";
import { mayGo, type Sighting, sightingAfter } from "../../dashboard/live/build.ts";
import {
  fromSnapshot,
  isBehind,
  NOTHING,
  type Reception,
  withBeat,
  withFrame,
  withSilence,
} from "../../dashboard/live/reception.ts";
import { offsetAfter, offsetWithin } from "../../dashboard/live/servertime.ts";

const scenery = {
  open: 1,
  overdue: 0,
  sources: [],
  figures: {},
  series: {},
} as unknown as Scenery<"overview">;
const snapshot: Snapshot = {
  epoch: "a",
  seq: 7,
  at: 1_000,
  scene: "overview",
  build: "b",
  banks: {},
  scenery,
};
const frame = (seq: number, epoch = "a"): Frame => ({ epoch, seq, at: 2_000, changes: { open: seq } });
const beat = (seq: number, epoch = "a"): Beat => ({ epoch, seq, at: 3_000, sources: [] });
const live = fromSnapshot(snapshot);
const lost = withSilence(live);

describe("what a screen has", () => {
  const cases: { name: string; got: Reception; want: Partial<Reception> & { open?: number } }[] = [
    {
      name: "is nothing before the first snapshot",
      got: withFrame(NOTHING, frame(1)),
      want: { link: "waiting", seq: 0 },
    },
    { name: "cannot be lost before it", got: withSilence(NOTHING), want: { link: "waiting" } },
    { name: "begins with a snapshot", got: live, want: { link: "live", epoch: "a", seq: 7, open: 1 } },
    {
      name: "follows a newer frame",
      got: withFrame(live, frame(8)),
      want: { seq: 8, open: 8, heardAt: 2_000 },
    },
    {
      name: "may jump: the server joins frames",
      got: withFrame(live, frame(12)),
      want: { seq: 12, open: 12 },
    },
    { name: "ignores a frame that it has", got: withFrame(live, frame(7)), want: { seq: 7, open: 1 } },
    { name: "ignores an older frame", got: withFrame(live, frame(3)), want: { seq: 7, open: 1 } },
    {
      name: "ignores a frame of another epoch",
      got: withFrame(live, frame(99, "b")),
      want: { seq: 7, open: 1 },
    },
    {
      name: "is lost in silence, and keeps its last truth",
      got: lost,
      want: { link: "lost", heardAt: 1_000, open: 1 },
    },
    {
      name: "is live again by a beat if it missed nothing",
      got: withBeat(lost, beat(7)),
      want: { link: "live", heardAt: 3_000 },
    },
    {
      name: "stays lost until what it missed is here",
      got: withBeat(lost, beat(9)),
      want: { link: "lost", heardAt: 1_000 },
    },
    {
      name: "is live again by what it missed",
      got: withFrame(lost, frame(9)),
      want: { link: "live", open: 9 },
    },
    {
      name: "is live again by a new snapshot",
      got: fromSnapshot({ ...snapshot, epoch: "b", seq: 1 }),
      want: { link: "live", epoch: "b", seq: 1 },
    },
    { name: "ignores a beat of another epoch", got: withBeat(lost, beat(7, "b")), want: { link: "lost" } },
  ];
  for (const { name, got, want } of cases) {
    it(name, () => {
      const { open, ...rest } = want;
      expect(got).toMatchObject(rest);
      if (open !== undefined) expect(got.scenery?.open).toBe(open);
    });
  }
  it("is behind when a beat speaks of frames that it has not", () => {
    expect([beat(7), beat(6), beat(8), beat(7, "b")].map((each) => isBehind(live, each))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("the server's time", () => {
  const cases = [
    { name: "is the first sample", offset: null, server: 10_000, local: 400, want: 9_600 },
    {
      name: "gets better with a packet that was less late",
      offset: 9_600,
      server: 11_050,
      local: 1_400,
      want: 9_650,
    },
    {
      name: "is not put off by a packet that was late",
      offset: 9_600,
      server: 11_000,
      local: 1_900,
      want: 9_599,
    },
    {
      name: "follows a clock that was set forward",
      offset: 9_600,
      server: 99_000,
      local: 1_000,
      want: 98_000,
    },
    { name: "follows a clock that was set back", offset: 9_600, server: 5_000, local: 1_000, want: 4_000 },
  ];
  for (const { name, offset, server, local, want } of cases) {
    it(name, () => expect(offsetAfter(offset, server, local)).toBe(want));
  }
});

describe("the time that an answer tells", () => {
  const SECOND = { slack: 999 };
  it.each([
    ["is taken for want of any other", null, 5_000, 100, 200, 4_800],
    ["changes nothing that may be right", 4_850, 5_000, 100, 200, 4_850],
    ["says more when it came fast", 4_700, 5_000, 100, 200, 4_800],
    ["changes nothing when it came late", 4_850, 5_000, 100, 60_000, 4_850],
    ["corrects a clock that was set forward", 4_850, 99_000, 100, 200, 98_800],
    ["corrects a clock that was set back", 4_850, 1_000, 100, 200, 1_899],
    ["corrects one that stood while the machine slept", 4_850, 3_605_000, 100, 200, 3_604_800],
  ])("%s", (_what, offset, serverAt, asked, heard, want) =>
    expect(offsetWithin(offset, { serverAt, ...SECOND }, asked, heard)).toBe(want),
  );
});

describe("a screen that runs another build", () => {
  /** Does it go over after these answers? A dash: no answer. */
  const goes = (own: string, answers: string, left: [string, number][] = []) => {
    let sighting: Sighting | null = null;
    return [...answers].some((answer) => {
      sighting = sightingAfter(sighting, own, answer === "-" ? null : answer);
      return sighting !== null && mayGo(sighting, new Map(left), 60 * MINUTE);
    });
  };
  const ten = "bbbbbbbbbb";
  const cases: { name: string; got: boolean; want: boolean }[] = [
    { name: "stays if it is the same", got: goes("a", "aaaaaaaaaaaa"), want: false },
    { name: "goes over after ten answers that agree", got: goes("a", ten), want: true },
    { name: "stays after nine", got: goes("a", ten.slice(1)), want: false },
    { name: "stays while both builds answer", got: goes("a", "bbbbbbbbbabbbbbbbbbab"), want: false },
    { name: "stays while two new builds answer", got: goes("a", "bcbcbcbcbcbcbcbcbcbc"), want: false },
    { name: "stays while the server restarts", got: goes("a", "bbbbbbbbb-bbbbbbbbb-"), want: false },
    { name: "goes over once the old build is gone", got: goes("a", `abababab${ten}`), want: true },
    {
      name: "does not go back to what it left 9 minutes ago",
      got: goes("a", ten, [["b", 51 * MINUTE]]),
      want: false,
    },
    {
      name: "goes back, 10 minutes later, if nothing else is left",
      got: goes("a", ten, [["b", 50 * MINUTE]]),
      want: true,
    },
    {
      name: "is not held by a clock that was set back",
      got: goes("a", ten, [["b", 600 * MINUTE]]),
      want: true,
    },
  ];
  for (const { name, got, want } of cases) it(name, () => expect(got).toBe(want));
  it.each([
    ["dev", "b"],
    ["a", "dev"],
    ["a", ""],
  ])("stays under development: %s at a server of %j", (own, served) => {
    expect(sightingAfter(null, own, served)).toBe(null);
  });
});
