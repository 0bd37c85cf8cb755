import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { UnansweredFreeze } from "#wire/figures.ts";
import { bandOf, rank } from "../../backend/live/board.ts";
import { judgeBy } from "../../backend/sla/freezes.ts";

const NOW = 1_800_000_000_000;
const SLOW = "TTB";
const judge = judgeBy(new Map([[SLOW, { inTime: 0, of: 9 }]]));
/** A freeze whose hour ends in so many minutes, of so many baht. */
const freeze = (id: string, left: number, baht: number): UnansweredFreeze => ({
  id,
  bank: "KBANK",
  hop: 1,
  satang: BigInt(baht) * 100n,
  requestedAt: NOW + (left - 60) * MINUTE,
});

describe("the band of a freeze", () => {
  it.each([
    [60, 3],
    [30.01, 3],
    [30, 2],
    [15.01, 2],
    [15, 1],
    [5.01, 1],
    [5, 0],
    [0, 0],
    [-60, 0],
    [-60.01, 4],
    [-100_000, 4],
  ])("with %d minutes left is %i", (left, band) => {
    expect(bandOf(freeze("a", left, 1), NOW, judge)).toBe(band);
  });

  it("is the first as soon as its bank is judged to be too slow for it", () => {
    const slow = (left: number) => bandOf({ ...freeze("a", left, 1), bank: SLOW }, NOW, judge);
    expect([30.01, 30, 14, 0, -60.01].map(slow)).toEqual([3, 0, 0, 0, 4]);
  });
});

describe("the board", () => {
  const ranked = (...freezes: UnansweredFreeze[]) => rank(freezes, NOW, judge).map(({ id }) => id);

  it.each<[string, UnansweredFreeze[], string[]]>([
    ["nothing", [], []],
    [
      "what is late and what will be, by baht",
      [freeze("4 min", 4, 1_000), freeze("late", -3, 5_000), freeze("late and small", -20, 10)],
      ["late", "4 min", "late and small"],
    ],
    [
      "the soonest before the largest of later bands",
      [freeze("a million in 40 min", 40, 1_000_000), freeze("a little in 4 min", 4, 500)],
      ["a little in 4 min", "a million in 40 min"],
    ],
    [
      "within a band the larger one, though it has more time",
      [freeze("small in 6", 6, 100), freeze("large in 14", 14, 9_000)],
      ["large in 14", "small in 6"],
    ],
    ["of equal amounts the sooner", [freeze("b", 12, 50), freeze("a", 14, 50)], ["b", "a"]],
    ["of equal ones the smaller id", [freeze("b", 12, 50), freeze("a", 12, 50)], ["a", "b"]],
    [
      "last what is late by more than an hour: it hides nothing that can still be saved",
      [freeze("since yesterday", -1_440, 9_000_000), freeze("fresh", 59, 1)],
      ["fresh", "since yesterday"],
    ],
    [
      "amounts beyond what a number holds",
      [
        { ...freeze("one satang less", 3, 1), satang: 9_007_199_254_740_993n },
        { ...freeze("one satang more", 3, 1), satang: 9_007_199_254_740_994n },
      ],
      ["one satang more", "one satang less"],
    ],
  ])("ranks %s", (_, freezes, want) => {
    expect(ranked(...freezes)).toEqual(want);
    expect(ranked(...[...freezes].reverse())).toEqual(want);
  });
});
