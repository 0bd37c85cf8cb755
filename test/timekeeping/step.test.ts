import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { latestOf, shownFor, stepOf } from "../../backend/timekeeping/step.ts";

const NOW = Date.parse("2026-11-21T10:00:00+07:00");

describe("a clock between two looks", () => {
  it.each<[string, passed: number, went: number, want: number]>([
    ["ran", 1_000, 1_000, 0],
    ["ran while the program was held up for an hour", HOUR, HOUR, 0],
    ["was slewed", 1_000, 1_100, 0],
    ["had a leap second", 1_000, 0, 0],
    ["was set by two seconds", 1_000, 3_000, 0],
    ["was set ahead by more than two seconds", 1_000, 3_001, 2_001],
    ["was set back by more than two seconds", 1_000, -1_001, -2_001],
    ["was set ahead by an hour", 1_000, HOUR + 1_000, HOUR],
    ["was set back by an hour", 1_000, -HOUR + 1_000, -HOUR],
    ["stood while the machine was paused, and was set after it", 500, 90_500, 90_000],
  ])("%s", (_, passed, went, want) => {
    expect(stepOf({ now: NOW, ticks: 7 }, { now: NOW + went, ticks: 7 + passed })).toBe(want);
  });
});

describe("a step is shown", () => {
  it.each([
    ["ahead, for an hour", 3 * HOUR, HOUR],
    ["back by minutes, for an hour", -10 * MINUTE, HOUR],
    ["back by hours, until moments are no longer ahead", -3 * HOUR, 3 * HOUR],
    ["back by years, for a day", -1_000 * DAY, DAY],
  ])("%s", (_, byMs, want) => {
    expect(shownFor(byMs)).toBe(want);
  });
});

describe("the latest time that it can be", () => {
  const before = { now: NOW, ticks: 0 };
  it.each([
    ["is the clock's without a step", NOW + 5_000, null, NOW + 5_000],
    ["is the clock's when it was set ahead", NOW + HOUR, before, NOW + HOUR],
    ["is what the clock would say when it was set back", NOW - HOUR + 5_000, before, NOW + 5_000],
    ["is the clock's when it came back from ahead", NOW + 5_000, before, NOW + 5_000],
    ["is the clock's when it was set back by more than a day", NOW - 2 * DAY, before, NOW - 2 * DAY],
  ])("%s", (_, now, last, want) => {
    expect(latestOf({ now, ticks: 5_000 }, last)).toBe(want);
  });
});
