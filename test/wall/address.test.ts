import { describe, expect, it } from "vitest";
import { readAddress, type WallAddress } from "../../dashboard/wall/address.ts";

const plain: WallAddress = {
  screen: null,
  scene: "overview",
  lang: "th",
  theme: "dark",
  thaiDigits: false,
  still: false,
  isDisplay: false,
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
    ["/wall", { isDisplay: true }],
    ["/wall/", { isDisplay: true }],
    ["/wall?screen=hall-2", { screen: "hall-2" }],
    ["/wall?screen=hall-2&scene=losses", { screen: "hall-2", scene: "losses" }],
    ["/wall?screen=no%20such", { screen: "no such" }],
    ["/wall?screen=%E0%B8%AB%E0%B9%89%E0%B8%AD%E0%B8%87%201", { screen: "ห้อง 1" }],
    ["/wall?screen=no/such", { isDisplay: true }],
    ["/wall?screen=", { isDisplay: true }],
  ];
  for (const [path, want] of cases) {
    it(`${path} asks for what it says`, () => expect(asked(path)).toEqual({ ...plain, ...want }));
  }
});
