import { describe, expect, it } from "vitest";
import type { OpenFreeze, SourceLamp } from "#wire/live.ts";
import { partLeft, seat, urgencyOf } from "../../dashboard/wall/countdown.ts";
import { isLacking, lettersOf, rollOf } from "../../dashboard/wall/roll.ts";

const NOW = 1e12;
const freeze = (key: string, secondsLeft = 600): OpenFreeze => ({
  key,
  bank: "KBANK",
  hop: 1,
  amountSatang: 1,
  requestedAt: 0,
  deadline: NOW + secondsLeft * 1_000,
});
const freezes = (keys: string) => [...keys].map((key) => freeze(key));

describe("the five nearest", () => {
  const first = seat(null, freezes("abcde"), NOW);
  const row = (seats: readonly (string | null)[]) => seats.map((key) => key ?? "-").join("");
  const cases: { name: string; nearest: string; after: number; want: string }[] = [
    { name: "sit in their order", nearest: "abcde", after: 0, want: "abcde" },
    { name: "keep their places for ten seconds", nearest: "bcdea", after: 9_999, want: "abcde" },
    { name: "give only a place that fell empty to the next", nearest: "bcdef", after: 1_000, want: "fbcde" },
    { name: "leave a place empty when there is no next", nearest: "bcde", after: 1_000, want: "-bcde" },
    { name: "are sorted anew after ten seconds", nearest: "bcdef", after: 10_000, want: "bcdef" },
    { name: "are sorted anew when the clock was set back", nearest: "bcdef", after: -1, want: "bcdef" },
  ];
  for (const { name, nearest, after, want } of cases) {
    it(name, () => expect(row(seat(first, freezes(nearest), NOW + after).seats)).toBe(want));
  }
  it("hold for ten seconds from when they moved, not from when they were looked at", () => {
    const still = seat(first, freezes("abcde"), NOW + 60_000);
    expect(row(seat(still, freezes("bcdea"), NOW + 60_001).seats)).toBe("bcdea");
  });
});

describe("an open freeze", () => {
  const cases: [number, string, number][] = [
    [3_600, "calm", 1],
    [600, "calm", 1 / 6],
    [599, "at-risk", 599 / 3_600],
    [301, "at-risk", 301 / 3_600],
    [300, "will-miss", 1 / 12],
    [1, "will-miss", 1 / 3_600],
    [0, "overdue", 0],
    [-60, "overdue", 0],
    [9_000, "calm", 1],
  ];
  for (const [left, urgency, part] of cases) {
    it(`with ${left} s left is ${urgency}`, () => {
      expect(urgencyOf(freeze("a", left), NOW)).toBe(urgency);
      expect(partLeft(freeze("a", left), NOW)).toBeCloseTo(part);
    });
  }
});

describe("the roll of sources", () => {
  const lamps = (names: string): SourceLamp[] =>
    [...names].map((name) => ({
      name,
      nameTh: name,
      heard: 0,
      silent: name === name.toUpperCase() && name !== "Z",
      behind: name === "Z",
      simulated: false,
    }));
  const written = (names: string, room: number, lackingTakes: number) =>
    rollOf(lamps(names), room, (lamp) => (isLacking(lamp) ? lackingTakes : 1))
      .map((line) => ("lamp" in line ? line.lamp.name : `+${line.more}/${line.lacking}`))
      .join(" ");
  const cases: { name: string; got: string; want: string }[] = [
    { name: "is empty without sources", got: written("", 8, 2), want: "" },
    { name: "names all that fit", got: written("abcdefgh", 8, 2), want: "a b c d e f g h" },
    { name: "counts those that do not", got: written("abcdefghi", 8, 2), want: "a b c d e f g +2/0" },
    { name: "has the silent ones first", got: written("abCd", 8, 2), want: "C a b d" },
    { name: "has one that is behind first too", got: written("abZd", 8, 2), want: "Z a b d" },
    { name: "gives the silent ones more room", got: written("abCDefg", 8, 2), want: "C D a b e +2/0" },
    { name: "counts the silent ones that do not fit", got: written("ABCDEab", 8, 2), want: "A B C +4/2" },
  ];
  for (const { name, got, want } of cases) it(name, () => expect(got).toBe(want));
});

describe("letters", () => {
  const cases: [string, number][] = [
    ["KBANK", 5],
    ["ตู้สาขา", 5],
    ["ที่น้ำกู้", 4],
    ["", 0],
  ];
  for (const [text, want] of cases) {
    it(`of "${text}" that stand side by side are ${want}`, () => expect(lettersOf(text)).toBe(want));
  }
});
