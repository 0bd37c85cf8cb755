import type { Words } from "./words.th.ts";

/** The words of this scene alone, in English. */
export const words: Words = {
  units: { satang: "a day", count: "cases\na day", minutes: "min", share: "%" },
  short: { satang: "/day", count: "cases", minutes: "min", share: "%" },
  cases: { calls: "calls\na day", freezes: "freezes\na day" },
  mean: "Mean of last 7 days",
  planned: (digits: string) => `Plan for today ${digits}`,
  goal: (digits: string) => `Goal ${digits}`,
  landing: (day: string) => `Expected ${day}`,
  few: (have: number, need: number) => `${have} days of data, ${need} needed`,
  why: {
    "no-data": "No data yet",
    "no-baseline": "Nothing to compare with",
    "not-begun": "Has not begun",
  },
  over: (day: string) => `Ended ${day} at`,
  midnight: (band: string) => `By midnight ${band}`,
  now: (amount: string) => `today ${amount}`,
  none: "No target has a place on the wall",
  chart: (name: string) => `Chart of ${name}`,
};
