import { describe, expect, it } from "vitest";
import { DEFAULT_PLAN, type ScreenPlan } from "#wire/screens.ts";
import { type Draft, draftOf, isWhole, planOf } from "../../dashboard/screens/draft.ts";
import { sentenceOf } from "../../dashboard/screens/lines.ts";
import { stateOf } from "../../dashboard/screens/state.ts";
import { words as en } from "../../dashboard/screens/words.en.ts";
import { words as th } from "../../dashboard/screens/words.th.ts";

const rotating = (...seconds: number[]): ScreenPlan => ({
  ...DEFAULT_PLAN,
  scene: null,
  rotation: seconds.map((each, place) => ({ scene: place % 2 ? "calls" : "freezes", seconds: each })),
});

describe("a plan in a form", () => {
  const plans: ScreenPlan[] = [
    DEFAULT_PLAN,
    { scene: "losses", rotation: null, theme: "light", lang: "en", thaiDigits: true, sound: true },
    // In an order of its own, with a scene that comes twice.
    rotating(30, 60, 5),
  ];
  for (const plan of plans) {
    it(`comes out as it went in: ${JSON.stringify(plan)}`, () => expect(planOf(draftOf(plan))).toEqual(plan));
  }
  it("is another one: the form changes nothing of what it was given", () => {
    const plan = rotating(30);
    draftOf(plan).rotation[0]!.seconds = 99;
    expect(plan).toEqual(rotating(30));
  });
  const rotation = (...seconds: number[]): Draft => draftOf(rotating(...seconds));
  const cases: [string, Draft, boolean][] = [
    ["one scene", draftOf(DEFAULT_PLAN), true],
    ["a rotation of one", rotation(30), true],
    ["a rotation of none", rotation(), false],
    ["a turn as short as can be read", rotation(30, 5), true],
    ["a turn too short to read", rotation(30, 4), false],
    ["a turn of an hour", rotation(3_600), true],
    ["a turn of more", rotation(3_601), false],
    ["part of a second", rotation(7.5), false],
    ["a turn that nobody has filled in", rotation(Number.NaN), false],
    ["twenty turns", rotation(...Array(20).fill(5)), true],
    ["more than twenty", rotation(...Array(21).fill(5)), false],
  ];
  for (const [name, draft, want] of cases) {
    it(`${want ? "may" : "may not"} be saved: ${name}`, () => expect(isWhole(draft)).toBe(want));
  }
  it("is said in a line", () => {
    expect(sentenceOf(DEFAULT_PLAN, th)).toBe("ภาพรวม");
    expect(sentenceOf(rotating(60, 30), en)).toBe("Freezes 60 s, Calls 30 s");
  });
});

describe("the page of screens", () => {
  it("says how a screen is", () => {
    const failing = { failures: [{ part: "calls/queues", error: "Error", since: 1 }] };
    const well = { failures: [] };
    const state = (connected: boolean, frozen: boolean, ...connections: { failures: unknown[] }[]) =>
      stateOf({ connected, frozen, connections } as Parameters<typeof stateOf>[0]);
    expect(state(true, false, well)).toBe("well");
    expect(state(true, false, well, failing)).toBe("failing");
    expect(state(true, true, failing)).toBe("frozen");
    expect(state(false, false)).toBe("gone");
  });
});
