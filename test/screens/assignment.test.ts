import { describe, expect, it } from "vitest";
import type { Assignment } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import type { NamedScreen } from "#wire/screens.ts";
import {
  alarmOf,
  assignmentOf,
  type Calling,
  sceneOf,
  turnOf,
  withConnections,
} from "../../backend/screens/assignment.ts";

const NOW = 1_800_000_000_000;

describe("a rotation", () => {
  const rotation = [
    { scene: "overview" as const, seconds: 20 },
    { scene: "calls" as const, seconds: 5 },
    { scene: "overview" as const, seconds: 5 },
  ];
  it.each<[number, Scene]>([
    [0, "overview"],
    [19_999, "overview"],
    [20_000, "calls"],
    [24_999, "calls"],
    [25_000, "overview"],
    [30_000, "overview"],
    [50_000, "calls"],
  ])("has at %i ms its turn at %s", (into, want) => {
    expect(turnOf(rotation, 30_000 * 60_000_000 + into)).toBe(want);
  });
});

const screen = (more: Partial<NamedScreen>): NamedScreen => ({
  name: "hall",
  version: 1,
  scene: null,
  rotation: null,
  theme: "light",
  lang: "en",
  thaiDigits: true,
  sound: false,
  takeover: null,
  acknowledgedAt: null,
  updatedAt: 0,
  ...more,
});

describe("what a screen shows", () => {
  const turns = (...scenes: Scene[]) => ({ rotation: scenes.map((scene) => ({ scene, seconds: 10 })) });
  const freezes: Calling[] = [{ condition: "freeze-overdue", isBad: true, since: NOW - 9 }];
  const taken = (until: number) => ({ takeover: { scene: "losses" as const, until } });
  it.each<[string, Partial<NamedScreen>, Calling[], Scene, Assignment["reason"]]>([
    ["its scene", { scene: "calls" }, [], "calls", "fixed"],
    ["its scene, whatever is broken", { scene: "calls" }, freezes, "calls", "fixed"],
    ["its turn", turns("calls", "losses"), [], "calls", "rotation"],
    ["what is broken", turns("calls", "freezes"), freezes, "freezes", "pinned"],
    ["the overview, if it lacks that scene", turns("calls", "overview"), freezes, "overview", "pinned"],
    ["its turn, if it lacks both", turns("calls", "losses"), freezes, "calls", "rotation"],
    ["what it was taken over for", { scene: "calls", ...taken(NOW + 1) }, [], "losses", "takeover"],
    ["that before what is broken", { ...turns("freezes"), ...taken(NOW + 1) }, freezes, "losses", "takeover"],
    ["its own again when the time is over", { scene: "calls", ...taken(NOW) }, [], "calls", "fixed"],
  ])("is %s", (_, more, calling, scene, reason) => {
    expect(assignmentOf(screen(more), calling, NOW)).toEqual({
      screen: "hall",
      scene,
      theme: "light",
      lang: "en",
      thaiDigits: true,
      reason,
      sound: false,
      alarm: null,
    });
  });

  it.each<[string, Partial<NamedScreen>, number | null]>([
    ["with the alarm, if it has sound", { sound: true }, NOW - 9],
    ["without it, if it has none", {}, null],
    ["without it, once it was acknowledged", { sound: true, acknowledgedAt: NOW - 9 }, null],
    ["with it, taken over or not", { sound: true, ...taken(NOW + 1) }, NOW - 9],
  ])("is shown %s", (_, more, alarm) => {
    expect(assignmentOf(screen({ scene: "calls", ...more }), freezes, NOW).alarm).toBe(alarm);
  });
});

describe("what a rotation stays for, and what sounds,", () => {
  const open = (condition: string, since: number | null = null, isBad = true) => ({
    condition,
    isBad,
    since,
  });
  it.each<[string, Calling[], Scene | null, number | null]>([
    ["is nothing when nothing is open", [], null, null],
    ["is a freeze that is over its hour", [open("freeze-overdue", 7)], "freezes", 7],
    ["is one that will miss it", [open("freeze-will-miss", 7)], "freezes", 7],
    ["is that too few are held in time", [open("freeze-60m", 7)], "freezes", 7],
    ["is that too few are answered in time", [open("calls-20s", 7)], "calls", 7],
    ["is the worst of all, and the newest", [open("calls-20s", 9), open("freeze-60m", 7)], "freezes", 9],
    [
      "is what is bad now rather than the worst that recovers",
      [open("freeze-overdue", null, false), open("calls-20s", 7)],
      "calls",
      7,
    ],
    [
      "is what recovers when nothing is bad, without a sound",
      [open("calls-20s", null, false)],
      "calls",
      null,
    ],
    ["is what somebody has taken, without a sound", [open("freeze-overdue")], "freezes", null],
    ["is no scene for what none shows, but sounds", [open("complaint-72h", 7)], null, 7],
    ["is no sound for what the screen was silenced for", [open("freeze-overdue", 5)], "freezes", null],
    ["is a sound for what came after that", [open("freeze-overdue", 6)], "freezes", 6],
  ])("%s", (_, calling, scene, alarm) => {
    expect([sceneOf(calling), alarmOf(calling, 5)]).toEqual([scene, alarm]);
  });
});

describe("the list of screens", () => {
  const connection = (id: string, paintedAt: number, frozen = false) => ({
    id,
    scene: "calls" as const,
    since: 1,
    paintedSeq: 1,
    paintedAt,
    frozen,
    audioReady: false,
    transport: "websocket" as const,
    failures: [],
  });
  it("has each with its walls, and the walls of no screen by themselves", () => {
    const hall = screen({ scene: "calls" });
    const assignment = assignmentOf(hall, [], NOW);
    const answer = withConnections(
      [hall, { ...hall, name: "empty" }],
      [
        { screen: "hall", assignment, connection: connection("a", 5) },
        { screen: "hall", assignment, connection: connection("b", 7, true) },
        { screen: null, assignment: null, connection: connection("c", 9) },
        { screen: "not listed", assignment: null, connection: connection("d", 9) },
      ],
      NOW,
      [{ kind: "disk-low", percent: 8 }],
    );
    expect(answer.warnings).toEqual([{ kind: "disk-low", percent: 8 }]);
    expect(answer.at).toBe(NOW);
    expect(answer.screens).toMatchObject([
      { name: "empty", connected: false, assignment: null, paintedAt: null, frozen: false, connections: [] },
      { name: "hall", connected: true, assignment, paintedAt: 7, frozen: true },
    ]);
    expect(answer.unnamed.map(({ id }) => id)).toEqual(["c", "d"]);
  });
});
