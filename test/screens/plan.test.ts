import { describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { readRequest } from "../../backend/http/read.ts";
import type { Route } from "../../backend/http/route.ts";
import { isScreenName, planOf, takeoverOf } from "../../backend/screens/plan.ts";
import { SCREEN_ROUTES } from "../../backend/screens/routes.ts";

const faultOf = (deed: () => unknown): string => {
  try {
    deed();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};
/** What the route's runner would be given. */
const bodyOf = (method: string, path: string, body: unknown): never => {
  const route = SCREEN_ROUTES.find((each) => each.method === method && each.path === path) as Route;
  return readRequest(route, {}, { params: { name: "hall" }, query: {}, body }).body as never;
};
const readPlan = (body: unknown) => planOf(bodyOf("PUT", "/v1/screens/:name", body));
const readTakeover = (body: unknown, now: number) =>
  takeoverOf(bodyOf("POST", "/v1/screens/:name/takeover", body), now);
const DEFAULTS = { scene: null, rotation: null, theme: "dark", lang: "th", thaiDigits: false, sound: false };
const turn = (scene: unknown, seconds: unknown) => ({ scene, seconds });

describe("what a screen shall show", () => {
  it.each<[string, unknown, object]>([
    ["a scene", { scene: "calls" }, { scene: "calls" }],
    ["a rotation", { rotation: [turn("calls", 5)] }, { rotation: [turn("calls", 5)] }],
    ["a scene, with null for the other", { scene: "losses", rotation: null }, { scene: "losses" }],
    [
      "all of it",
      { scene: "freezes", theme: "light", lang: "en", thaiDigits: true, sound: true },
      { scene: "freezes", theme: "light", lang: "en", thaiDigits: true, sound: true },
    ],
  ])("is read: %s", (_, body, want) => {
    expect(readPlan(body)).toEqual({ ...DEFAULTS, ...want });
  });

  it.each<[string, unknown, RegExp]>([
    ["no body", undefined, /^send a JSON object/],
    ["a list", [], /^send a JSON object/],
    ["neither scene nor rotation", {}, /^scene, rotation: one of the two/],
    ["both", { scene: "calls", rotation: [turn("calls", 9)] }, /one of the two, and not both/],
    ["an unknown scene", { scene: "nix" }, /^scene: one of overview, calls, freezes, losses, targets, sla$/],
    ["a scene of JavaScript", { scene: "__proto__" }, /^scene: one of/],
    ["a rotation of nothing", { rotation: [] }, /^rotation: a list of 1 to 20/],
    ["a rotation of 21", { rotation: Array(21).fill(turn("calls", 9)) }, /^rotation/],
    ["a turn of 4 seconds", { rotation: [turn("calls", 4)] }, /seconds a whole number from 5 to 3600/],
    ["a turn of half seconds", { rotation: [turn("calls", 9.5)] }, /^rotation/],
    ["a turn without a scene", { rotation: [{ seconds: 9 }] }, /^rotation/],
    ["a turn with something else", { rotation: [{ ...turn("calls", 9), theme: "light" }] }, /^rotation/],
    ["a theme that is not there", { scene: "calls", theme: "blue" }, /^theme: one of dark, light$/],
    ["a language that is not there", { scene: "calls", lang: "TH" }, /^lang: one of th, en$/],
    ["digits that are a text", { scene: "calls", thaiDigits: "yes" }, /^thaiDigits: true or false$/],
    ["a sound that is a number", { scene: "calls", sound: 1 }, /^sound: true or false$/],
    ["what is not known", { scene: "calls", them: "dark" }, /^them: is not known; known are scene/],
    ["several things", { scene: "x", lang: "x" }, /^scene: .*; lang: /],
  ])("is refused in a sentence: %s", (_, body, sentence) => {
    expect(faultOf(() => readPlan(body))).toMatch(sentence);
  });
});

describe("a takeover", () => {
  it.each<[unknown, object]>([
    [{ scene: "calls" }, { scene: "calls", until: 1_000 + 30 * 60_000 }],
    [
      { scene: "calls", minutes: 1 },
      { scene: "calls", until: 1_000 + 60_000 },
    ],
    [
      { scene: "freezes", minutes: 1_440 },
      { scene: "freezes", until: 1_000 + DAY },
    ],
  ])("of %j is read", (body, want) => {
    expect(readTakeover(body, 1_000)).toEqual(want);
  });
  it.each<[unknown, RegExp]>([
    [null, /^send a JSON object/],
    [{}, /^scene: is missing; one of overview, calls, freezes, losses, targets, sla$/],
    [{ scene: "calls", minutes: 0 }, /^minutes: a whole number from 1 to 1440$/],
    [{ scene: "calls", minutes: 1_441 }, /^minutes/],
    [{ scene: "calls", minutes: "5" }, /^minutes/],
    [{ scene: "calls", until: 5 }, /^until: is not known/],
  ])("of %j is refused", (body, sentence) => {
    expect(faultOf(() => readTakeover(body, 0))).toMatch(sentence);
  });
});

describe("the name of a screen", () => {
  it.each(["hall", ".hall", "HALL-2.left", "1", "a".repeat(60), "__proto__"])("may be %s", (name) => {
    expect(isScreenName(name)).toBe(true);
  });
  it.each(["", ".", "..", " hall", "hall ", " ", "é", "a/b", "a".repeat(61), "a\n", "ห\u0e00", null, 7])(
    "may not be %j",
    (name) => {
      expect(isScreenName(name)).toBe(false);
    },
  );
});
