import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { OpenFreeze, Scene, Scenery } from "#wire/live.ts";
import {
  alarmOf,
  type Breach,
  breachesOf,
  type Episodes,
  episodesOf,
  sceneOf,
} from "../../backend/screens/breaches.ts";
import { withVerdicts } from "../wall/verdicts.ts";

const NOW = 1_800_000_000_000;

const share = (numerator: number, denominator: number): Figure => ({
  value: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
  state: "open",
  heard: NOW,
  maxAgeSeconds: 60,
});
const missing: Figure = { value: null, state: "no-data", heard: null, maxAgeSeconds: 60 };
const freeze = (left: number): OpenFreeze => ({
  key: String(left),
  bank: "KBANK",
  hop: 1,
  amountSatang: 1,
  requestedAt: NOW + (left - 60) * MINUTE,
  deadline: NOW + left * MINUTE,
});

function scenery(level: Figure, held: Figure, lefts: number[] = [], overdue: number | null = null): Scenery {
  const figures = { "calls.service_level@today": level, "freezes.sla_60m@today": held };
  return withVerdicts({
    figures,
    nearest: lefts.map(freeze),
    newestOverdue: overdue === null ? null : freeze(overdue),
  } as unknown as Scenery);
}

describe("what is broken", () => {
  const good = share(95, 100);
  it.each<[string, Scenery, Breach[]]>([
    ["nothing when all is well", scenery(good, good, [6, 40]), []],
    ["nothing when nothing is known", scenery(missing, missing), []],
    [
      "that one is newly overdue, though more are nearer to their hour",
      scenery(good, good, [40], -1),
      ["overdue"],
    ],
    ["that one ran out since they were counted", scenery(good, good, [-0.01]), ["overdue"]],
    ["that one is overdue up to an hour after its hour", scenery(good, good, [-60]), ["overdue"]],
    ["nothing when all that are overdue are no longer news", scenery(good, good, [-60.01, -600], -60.01), []],
    ["that one will miss", scenery(good, good, [40, 5]), ["will-miss"]],
    ["nothing when one is only at risk", scenery(good, good, [5.01]), []],
    ["that too few are held in time", scenery(good, share(91, 100)), ["held-in-time"]],
    ["that too few are answered in time", scenery(share(76, 100), good), ["service-level"]],
    [
      "all of it, the worst first",
      scenery(share(1, 100), share(1, 100), [1], -1),
      ["overdue", "will-miss", "held-in-time", "service-level"],
    ],
    ["nothing when it is only to be watched", scenery(share(77, 100), share(92, 100)), []],
    ["nothing of too few cases", scenery(share(1, 19), share(1, 19)), []],
  ])("is %s", (_, given, want) => {
    expect(breachesOf(given, NOW)).toEqual(want);
  });
});

/** A look every so many seconds: what was broken then, and what it came to. */
type Look = [seconds: number, broken: Breach[], scene: Scene | null, alarm: boolean, then?: "acknowledged"];

describe("what was broken over a while", () => {
  const cases: Record<string, Look[]> = {
    "is an episode that is over half a minute after it is mended": [
      [0, [], null, false],
      [1, ["service-level"], "calls", true],
      [300, ["service-level"], "calls", true],
      [301, [], "calls", true],
      [329, [], "calls", true],
      [330, [], null, false],
    ],
    "sounds until it is acknowledged, and not again while it lasts": [
      [0, ["overdue"], "freezes", true, "acknowledged"],
      [25, ["overdue"], "freezes", false],
      [30, [], "freezes", false],
      [54, ["overdue"], "freezes", false],
      [83, ["overdue"], "freezes", false],
    ],
    "sounds again when it is broken anew": [
      [0, ["overdue"], "freezes", true, "acknowledged"],
      [30, [], null, false],
      [31, ["overdue"], "freezes", true],
    ],
    "sounds again when something else breaks": [
      [0, ["service-level"], "calls", true, "acknowledged"],
      [10, ["service-level"], "calls", false],
      [11, ["will-miss", "service-level"], "freezes", true, "acknowledged"],
      [12, ["will-miss", "service-level"], "freezes", false],
      [20, ["overdue", "service-level"], "freezes", true, "acknowledged"],
      [21, ["will-miss", "service-level"], "freezes", false],
    ],
    "goes at once to the scene of what is broken now": [
      [0, ["overdue"], "freezes", true],
      [1, ["service-level"], "calls", true],
      [2, [], "calls", true],
    ],
    "that nobody sees sounds as long as it is there": [
      [0, ["held-in-time"], "freezes", true],
      [29, ["held-in-time"], "freezes", true],
      [58, ["held-in-time"], "freezes", true],
      [88, [], null, false],
    ],
  };
  for (const [name, looks] of Object.entries(cases)) {
    it(name, () => {
      let episodes: Episodes = {};
      let acknowledgedAt: number | null = null;
      for (const [seconds, broken, scene, isAlarm, then] of looks) {
        const now = NOW + seconds * 1_000;
        episodes = episodesOf(episodes, broken, { now, ticks: seconds * 1_000 });
        const alarm = alarmOf(episodes, acknowledgedAt);
        expect([seconds, sceneOf(episodes), alarm !== null]).toEqual([seconds, scene, isAlarm]);
        if (then === "acknowledged") acknowledgedAt = alarm;
      }
    });
  }

  it.each([HOUR, -HOUR])("lasts as long as it does, though the clock is set by %i ms", (step) => {
    const first = episodesOf({}, ["overdue"], { now: NOW, ticks: 0 });
    const [then, later] = [NOW + step + 29_999, NOW + step + 30_000];
    expect(sceneOf(episodesOf(first, [], { now: then, ticks: 29_999 }))).toBe("freezes");
    expect(sceneOf(episodesOf(first, [], { now: later, ticks: 30_000 }))).toBe(null);
    expect(alarmOf(episodesOf(first, ["overdue"], { now: then, ticks: 29_999 }), NOW)).toBe(null);
  });

  it("is acknowledged by the clock that is right again, though it began on one that was ahead", () => {
    const ahead = episodesOf({}, ["overdue"], { now: NOW + HOUR, ticks: 0 });
    const now = NOW + 1_000;
    const episodes = episodesOf(ahead, ["overdue"], { now, ticks: 1_000 });
    expect(alarmOf(episodes, null)).toBe(now);
    expect(alarmOf(episodesOf(episodes, ["overdue"], { now: now + 1, ticks: 1_001 }), now)).toBe(null);
  });
});
