import { describe, expect, it } from "vitest";
import type { ScreenPlan } from "#wire/screens.ts";
import { draftOf, isWhole, NEW_PLAN, planOf, stateOf } from "../../dashboard/screens/draft.ts";
import { WORDS } from "../../dashboard/screens/words.ts";
import { isPage } from "../../dashboard/wall/asked.ts";

describe("a plan in a form", () => {
  const plans: ScreenPlan[] = [
    NEW_PLAN,
    { scene: "losses", rotation: null, theme: "light", lang: "en", thaiDigits: false },
    {
      scene: null,
      rotation: [
        { scene: "overview", seconds: 30 },
        { scene: "freezes", seconds: 60 },
      ],
      theme: "dark",
      lang: "th",
      thaiDigits: true,
    },
  ];
  for (const plan of plans) {
    it(`comes out as it went in: ${JSON.stringify(plan)}`, () => expect(planOf(draftOf(plan))).toEqual(plan));
  }
  const turns = (overview: number, calls: number) => ({
    ...draftOf(NEW_PLAN),
    shows: "rotation" as const,
    seconds: { overview, calls, freezes: 0, losses: 0 },
  });
  const cases: [string, ReturnType<typeof turns> | ReturnType<typeof draftOf>, boolean][] = [
    ["one scene", draftOf(NEW_PLAN), true],
    ["a rotation of one", turns(30, 0), true],
    ["a rotation of none", turns(0, 0), false],
    ["a turn too short to read", turns(30, 4), false],
    ["part of a second", turns(30, 7.5), false],
    ["less than nothing", turns(30, -5), false],
  ];
  for (const [name, draft, want] of cases) {
    it(`${want ? "may" : "may not"} be saved: ${name}`, () => expect(isWhole(draft)).toBe(want));
  }
});

describe("the page of screens", () => {
  it("says how a screen is", () => {
    expect(stateOf({ connected: true, frozen: false })).toBe("well");
    expect(stateOf({ connected: true, frozen: true })).toBe("frozen");
    expect(stateOf({ connected: false, frozen: false })).toBe("gone");
  });
  it("has the same words in both languages", () => {
    const keys = (node: object): string[] =>
      Object.entries(node).flatMap(([key, value]) =>
        typeof value === "object" ? keys(value).map((inner) => `${key}.${inner}`) : [key],
      );
    expect(keys(WORDS.en)).toEqual(keys(WORDS.th));
  });
  it("has an address that is no wall's", () => {
    const at = (path: string) => isPage(new URL(path, "http://wall"));
    expect([at("/screens"), at("/screens/"), at("/wall"), at("/wall/screens"), at("/")]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
