import { describe, expect, it } from "vitest";
import type { OpenFreeze } from "#wire/sceneParts.ts";
import { partLeft, urgencyOf } from "../../dashboard/figures/countdown.ts";

const NOW = 1e12;
const freeze = (key: string, secondsLeft = 600): OpenFreeze => ({
  key,
  bank: "KBANK",
  hop: 1,
  amountSatang: 1,
  requestedAt: 0,
  deadline: NOW + secondsLeft * 1_000,
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
