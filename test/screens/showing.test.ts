import { describe, expect, it } from "vitest";
import type { Figure, OpenFreeze, Scene, Scenery, Show } from "#wire/live.ts";
import { HELD_IN_TIME, SERVICE_LEVEL } from "#wire/promises.ts";
import type { NamedScreen } from "#wire/screens.ts";
import {
  brokenScene,
  isBroken,
  type Pin,
  pinOf,
  showOf,
  turnOf,
  withConnections,
} from "../../backend/screens/showing.ts";
import { judge } from "../../dashboard/wall/judgement.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

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

function scenery(level: Figure, held: Figure, lefts: number[] = [], newlyOverdue = 0): Scenery {
  const figures = { "calls.service_level": level, "freezes.sla_60m": held };
  return { figures, nearest: lefts.map(freeze), newlyOverdue, overdue: 9 } as unknown as Scenery;
}

describe("the scene that shows what is broken", () => {
  const good = share(95, 100);
  it.each<[string, Scenery, Scene | null]>([
    ["none when all is well", scenery(good, good, [6, 40]), null],
    ["none when nothing is known", scenery(missing, missing), null],
    ["the freezes when one is newly overdue", scenery(good, good, [40], 1), "freezes"],
    ["the freezes when one ran out since they were counted", scenery(good, good, [-0.01]), "freezes"],
    ["the freezes up to an hour after the hour", scenery(good, good, [-60]), "freezes"],
    ["none when all that are overdue are no longer news", scenery(good, good, [-60.01, -600]), null],
    ["the freezes when one will miss", scenery(good, good, [40, 5]), "freezes"],
    ["none when one is only at risk", scenery(good, good, [5.01]), null],
    ["the freezes when too few are held in time", scenery(good, share(91, 100)), "freezes"],
    ["the calls when too few are answered in time", scenery(share(76, 100), good), "calls"],
    ["the freezes before the calls", scenery(share(1, 100), good, [1]), "freezes"],
    ["none when it is only to be watched", scenery(share(77, 100), share(92, 100)), null],
    ["none of too few cases", scenery(share(1, 19), share(1, 19)), null],
  ])("is %s", (_, given, want) => {
    expect(brokenScene(given, NOW)).toBe(want);
  });

  it("is the one of which the wall says that it is broken", () => {
    for (const target of [SERVICE_LEVEL, HELD_IN_TIME])
      for (const of of [0, 19, 20, 100, 1_000])
        for (let above = 0; above <= of; above += of > 100 ? 1 : 0.5)
          if (Number.isInteger(above))
            expect(isBroken(share(above, of), target), `${above} of ${of}`).toBe(
              judge(share(above, of), target) === "broken",
            );
  });
});

describe("a pin", () => {
  const pin: Pin = { scene: "calls", until: NOW + 30_000 };
  it.each<[string, Pin | null, Scene | null, number, Pin | null]>([
    ["is not there while nothing is broken", null, null, NOW, null],
    ["is there at once", null, "calls", NOW, pin],
    ["lasts while it is broken", pin, "calls", NOW + 5_000, { scene: "calls", until: NOW + 35_000 }],
    ["stays for half a minute after", pin, null, NOW + 29_999, pin],
    ["goes then", pin, null, NOW + 30_000, null],
    ["goes at once to what is broken now", pin, "freezes", NOW, { scene: "freezes", until: NOW + 30_000 }],
  ])("%s", (_, was, broken, now, want) => {
    expect(pinOf(was, broken, now)).toEqual(want);
  });
});

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
  takeover: null,
  updatedAt: 0,
  ...more,
});

describe("what a screen shows", () => {
  const turns = (...scenes: Scene[]) => ({ rotation: scenes.map((scene) => ({ scene, seconds: 10 })) });
  const freezes: Pin = { scene: "freezes", until: NOW + 1 };
  const taken = (until: number) => ({ takeover: { scene: "losses" as const, until } });
  it.each<[string, Partial<NamedScreen>, Pin | null, Scene, Show["reason"]]>([
    ["its scene", { scene: "calls" }, null, "calls", "fixed"],
    ["its scene, whatever is broken", { scene: "calls" }, freezes, "calls", "fixed"],
    ["its turn", turns("calls", "losses"), null, "calls", "rotation"],
    ["what is broken", turns("calls", "freezes"), freezes, "freezes", "pinned"],
    ["the overview, if it lacks that scene", turns("calls", "overview"), freezes, "overview", "pinned"],
    ["its turn, if it lacks both", turns("calls", "losses"), freezes, "calls", "rotation"],
    ["what it was taken over for", { scene: "calls", ...taken(NOW + 1) }, null, "losses", "takeover"],
    ["that before what is broken", { ...turns("freezes"), ...taken(NOW + 1) }, freezes, "losses", "takeover"],
    ["its own again when the time is over", { scene: "calls", ...taken(NOW) }, null, "calls", "fixed"],
  ])("is %s", (_, more, pin, scene, reason) => {
    expect(showOf(screen(more), pin, NOW)).toEqual({
      screen: "hall",
      scene,
      theme: "light",
      lang: "en",
      thaiDigits: true,
      reason,
    });
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
  });
  it("has each with its walls, and the walls of no screen by themselves", () => {
    const hall = screen({ scene: "calls" });
    const show = showOf(hall, null, NOW);
    const answer = withConnections(
      [hall, { ...hall, name: "empty" }],
      [
        { screen: "hall", show, connection: connection("a", 5) },
        { screen: "hall", show, connection: connection("b", 7, true) },
        { screen: null, show: null, connection: connection("c", 9) },
        { screen: "not listed", show: null, connection: connection("d", 9) },
      ],
      NOW,
    );
    expect(answer.at).toBe(NOW);
    expect(answer.screens).toMatchObject([
      { name: "hall", connected: true, show, paintedAt: 7, frozen: true },
      { name: "empty", connected: false, show: null, paintedAt: null, frozen: false, connections: [] },
    ]);
    expect(answer.unnamed.map(({ id }) => id)).toEqual(["c", "d"]);
  });
});
