import { describe, expect, it } from "vitest";
import type { Assignment, Scene } from "#wire/live.ts";
import type { NamedScreen } from "#wire/screens.ts";
import { assignmentOf, turnOf, withConnections } from "../../backend/screens/assignment.ts";
import type { Episodes } from "../../backend/screens/breaches.ts";

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
  const freezes: Episodes = { overdue: { since: NOW - 9, until: NOW + 1 } };
  const taken = (until: number) => ({ takeover: { scene: "losses" as const, until } });
  it.each<[string, Partial<NamedScreen>, Episodes, Scene, Assignment["reason"]]>([
    ["its scene", { scene: "calls" }, {}, "calls", "fixed"],
    ["its scene, whatever is broken", { scene: "calls" }, freezes, "calls", "fixed"],
    ["its turn", turns("calls", "losses"), {}, "calls", "rotation"],
    ["what is broken", turns("calls", "freezes"), freezes, "freezes", "pinned"],
    ["the overview, if it lacks that scene", turns("calls", "overview"), freezes, "overview", "pinned"],
    ["its turn, if it lacks both", turns("calls", "losses"), freezes, "calls", "rotation"],
    ["what it was taken over for", { scene: "calls", ...taken(NOW + 1) }, {}, "losses", "takeover"],
    ["that before what is broken", { ...turns("freezes"), ...taken(NOW + 1) }, freezes, "losses", "takeover"],
    ["its own again when the time is over", { scene: "calls", ...taken(NOW) }, {}, "calls", "fixed"],
  ])("is %s", (_, more, episodes, scene, reason) => {
    expect(assignmentOf(screen(more), episodes, NOW)).toEqual({
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
    const assignment = assignmentOf(hall, {}, NOW);
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
