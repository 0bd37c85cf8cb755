import { describe, expect, it } from "vitest";
import type { Assignment } from "#wire/live.ts";
import { addressOf, readAddress, type WallAddress } from "../../dashboard/wall/address.ts";

const plain: WallAddress = {
  screen: null,
  scene: "overview",
  lang: "th",
  theme: "dark",
  thaiDigits: false,
  still: false,
};
const asked = (path: string) => readAddress(new URL(path, "http://wall"));

describe("an address", () => {
  const cases: [string, Partial<WallAddress>][] = [
    ["/wall/overview", {}],
    ["/wall/freezes", { scene: "freezes" }],
    ["/wall/calls?lang=en&theme=light", { scene: "calls", lang: "en", theme: "light" }],
    ["/wall/losses?digits=thai&still", { scene: "losses", thaiDigits: true, still: true }],
    ["/wall/freezes/", { scene: "freezes" }],
    ["/wall/unknown", {}],
    ["/wall/overview?lang=fr&theme=pink&digits=roman", {}],
    ["/wall/calls?screen=hall&scene=losses", { scene: "calls" }],
    ["/wall", { screen: "wall" }],
    ["/wall/", { screen: "wall" }],
    ["/wall?screen=hall-2", { screen: "hall-2" }],
    ["/wall?screen=hall-2&scene=losses", { screen: "hall-2", scene: "losses" }],
    ["/wall?screen=no%20such", { screen: "wall" }],
    ["/wall?screen=", { screen: "wall" }],
  ];
  for (const [path, want] of cases) {
    it(`${path} asks for what it says`, () => expect(asked(path)).toEqual({ ...plain, ...want }));
  }
});

describe("what the server wants a screen to show", () => {
  const assignment = (more: Partial<Assignment>): Assignment => ({
    screen: "hall",
    scene: "overview",
    theme: "dark",
    lang: "th",
    thaiDigits: false,
    reason: "fixed",
    sound: false,
    alarm: null,
    ...more,
  });
  const here = asked("/wall?screen=hall");
  it("is nothing new if the screen shows it", () => {
    expect(addressOf(assignment({}), here)).toBeNull();
    expect(addressOf(assignment({ reason: "pinned" }), here)).toBeNull();
  });
  const others: Partial<Assignment>[] = [
    { scene: "losses" },
    { theme: "light" },
    { lang: "en" },
    { thaiDigits: true },
    { scene: "calls", theme: "light", lang: "en", thaiDigits: true, reason: "takeover" },
  ];
  for (const other of others) {
    it(`is an address that asks for it: ${JSON.stringify(other)}`, () => {
      const address = addressOf(assignment(other), here);
      const there = asked(address ?? "");
      expect(there).toEqual({ ...here, ...other, reason: undefined });
      // Once it is there it stays there.
      expect(addressOf(assignment(other), there)).toBeNull();
    });
  }
  it("leaves a still screen still", () => {
    expect(asked(addressOf(assignment({ scene: "calls" }), asked("/wall?still")) ?? "").still).toBe(true);
  });
});
