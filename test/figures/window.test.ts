import { describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { cover, floorTo } from "../../backend/figures/window.ts";

const at = (text: string) => Date.parse(text);

describe("the start of a bucket", () => {
  it.each([
    ["day", "2024-02-28T23:59:59.999+07:00", "2024-02-28T00:00:00+07:00"],
    ["day", "2024-02-29T00:00:00+07:00", "2024-02-29T00:00:00+07:00"],
    ["day", "2024-02-29T06:59:00+07:00", "2024-02-29T00:00:00+07:00"],
    ["day", "2024-03-01T00:00:00+07:00", "2024-03-01T00:00:00+07:00"],
    ["hour", "2024-02-29T06:59:59.999+07:00", "2024-02-29T06:00:00+07:00"],
    ["minute", "2024-02-29T06:59:59.999+07:00", "2024-02-29T06:59:00+07:00"],
    ["day", "1969-12-31T23:00:00+07:00", "1969-12-31T00:00:00+07:00"],
  ] as const)("%s of %s", (step, moment, want) => {
    expect(new Date(floorTo(step, at(moment))).toISOString()).toBe(new Date(at(want)).toISOString());
  });
});

describe("the cells that make up a window", () => {
  const day = at("2024-02-29T00:00:00+07:00");
  it.each([
    ["a day", day, day + DAY, [[86_400, 0, 24 * 60]]],
    ["a minute", day + MINUTE, day + 2 * MINUTE, [[60, 1, 2]]],
    ["an hour", day + HOUR, day + 2 * HOUR, [[3_600, 60, 120]]],
    ["an hour across the hour", day + HOUR / 2, day + 1.5 * HOUR, [[60, 30, 90]]],
    [
      "two days and a bit at both ends",
      day - 90 * MINUTE,
      day + DAY + 61 * MINUTE,
      [
        [60, -90, -60],
        [3_600, -60, 0],
        [86_400, 0, 1_440],
        [3_600, 1_440, 1_500],
        [60, 1_500, 1_501],
      ],
    ],
    ["nothing", day, day, []],
  ])("%s", (_, from, until, want) => {
    const pieces = cover(from, until).map(({ tier, since, until: end }) => [
      tier,
      (since - day) / MINUTE,
      (end - day) / MINUTE,
    ]);
    expect(pieces).toEqual(want);
  });

  it("is whole and without overlap, whatever the window", () => {
    for (let i = 0; i < 2_000; i++) {
      const from = day + Math.floor(Math.random() * 6_000) * MINUTE;
      const until = from + Math.floor(Math.random() * 9_000) * MINUTE;
      let end = from;
      for (const piece of cover(from, until)) {
        expect([piece.since, from, until]).toEqual([end, from, until]);
        expect(timeOfDay(piece.since) % (piece.tier * SECOND)).toBe(0);
        end = piece.until;
      }
      expect(end).toBe(until);
    }
  });
});
