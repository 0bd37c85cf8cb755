import { describe, expect, it } from "vitest";
import { partLeft, urgencyOf } from "../../dashboard/figures/countdown.ts";
import { openFreeze, SLOW } from "../wall/risks.ts";

const NOW = 1e12;
const freeze = (secondsLeft: number, bank = "KBANK") =>
  openFreeze({ key: "a", bank, hop: 1, amountSatang: 1 }, NOW + secondsLeft * 1_000);

describe("an open freeze, as it was judged on the server and with time gone on since", () => {
  it.each<[left: number, bank: string, urgency: string, part: number]>([
    [3_600, "KBANK", "calm", 1],
    [600, "KBANK", "calm", 1 / 6],
    [599, "KBANK", "at-risk", 599 / 3_600],
    [301, "KBANK", "at-risk", 301 / 3_600],
    [300, "KBANK", "will-miss", 1 / 12],
    [1, "KBANK", "will-miss", 1 / 3_600],
    [0, "KBANK", "deadline-over", 0],
    [-3_600, "KBANK", "deadline-over", 0],
    [-3_601, "KBANK", "long-over", 0],
    [9_000, "KBANK", "calm", 1],
    [1_801, SLOW, "calm", 1_801 / 3_600],
    [1_800, SLOW, "will-miss", 1 / 2],
    [0, SLOW, "deadline-over", 0],
  ])("with %d s left at %s is %s", (left, bank, urgency, part) => {
    expect(urgencyOf(freeze(left, bank), NOW)).toBe(urgency);
    expect(partLeft(freeze(left, bank), NOW)).toBeCloseTo(part);
  });

  it("is what the server says of it, whatever time is left", () => {
    const of = { ...freeze(3_000), saidFrom: { "will-miss": NOW, "deadline-over": NOW + 7 } };
    expect([NOW - 1, NOW, NOW + 6, NOW + 7].map((at) => urgencyOf(of, at))).toEqual([
      ...["calm", "will-miss", "will-miss", "deadline-over"],
    ]);
  });
});
