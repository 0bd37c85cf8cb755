import { describe, expect, it } from "vitest";
import { isoDate, readDate } from "#calendar/days.ts";
import { readHolidays } from "../../backend/holidays/holidays.ts";
import { reportedDay, slotAfter, slotFrom, type Timing } from "../../backend/reports/timing.ts";

const holidays = readHolidays(undefined);
const isHoliday = (day: number) => holidays.isHoliday(day) ?? false;
const daily: Timing = { kind: "daily", weekday: 1, date: 1, minute: 480, onHoliday: "same" };
const day = (text: string) => readDate(text)!;

describe("a schedule's next day", () => {
  // 5 December 2026, a Saturday, is a holiday, and Monday the 7th in its place; so is Thursday the 10th.
  it.each<[string, Partial<Timing>, string, string, string, boolean]>([
    ["each day", {}, "2026-12-04", "2026-12-05", "2026-12-05T08:00", false],
    [
      "each day, holidays left out",
      { onHoliday: "skip" },
      "2026-12-04",
      "2026-12-05",
      "2026-12-05T08:00",
      true,
    ],
    [
      "of a weekend that is no holiday",
      { onHoliday: "next" },
      "2026-11-27",
      "2026-11-28",
      "2026-11-28T08:00",
      false,
    ],
    [
      "of a holiday before a weekend and another one",
      { onHoliday: "next" },
      "2026-12-04",
      "2026-12-05",
      "2026-12-08T08:00",
      false,
    ],
    ["on Mondays", { kind: "weekly" }, "2026-11-23", "2026-11-30", "2026-11-30T08:00", false],
    [
      "on Mondays, one of which is a holiday",
      { kind: "weekly", onHoliday: "next" },
      "2026-11-30",
      "2026-12-07",
      "2026-12-08T08:00",
      false,
    ],
    [
      "on the 10th, late in the evening",
      { kind: "monthly", date: 10, minute: 1_439, onHoliday: "next" },
      "2026-11-30",
      "2026-12-10",
      "2026-12-11T23:59",
      false,
    ],
    [
      "on the 1st, over the year's end",
      { kind: "monthly", onHoliday: "next" },
      "2026-12-31",
      "2027-01-01",
      "2027-01-04T08:00",
      false,
    ],
    [
      "of a year that nobody knows",
      { onHoliday: "skip" },
      "2031-04-12",
      "2031-04-13",
      "2031-04-13T08:00",
      false,
    ],
  ])("%s", (_, more, after, expected, at, isSkipped) => {
    const slot = slotAfter({ ...daily, ...more }, day(after), isHoliday);
    expect([isoDate(slot.day), slot.at, slot.isSkipped]).toEqual([
      ...[expected, Date.parse(`${at}+07:00`), isSkipped],
    ]);
  });

  it.each<[string, Partial<Timing>, string, string]>([
    ["later the same day", {}, "2026-11-26T07:59:59+07:00", "2026-11-26"],
    ["the day after, at the minute itself", {}, "2026-11-26T08:00:00+07:00", "2026-11-27"],
    [
      "that of a holiday which it gave way to",
      { onHoliday: "next" },
      "2026-12-08T07:00:00+07:00",
      "2026-12-05",
    ],
    [
      "over Songkran",
      { onHoliday: "next", kind: "weekly", weekday: 3 },
      "2026-04-14T09:00:00+07:00",
      "2026-04-15",
    ],
  ])("from now on is %s", (_, more, now, expected) => {
    const slot = slotFrom({ ...daily, ...more }, Date.parse(now), isHoliday);
    expect(isoDate(slot.day)).toBe(expected);
    expect(slot.at).toBeGreaterThan(Date.parse(now));
  });

  it.each([
    ["daily", "2026-11-26", "2026-11-25"],
    ["weekly", "2026-11-26", "2026-11-22"],
    ["weekly", "2026-11-30", "2026-11-29"],
    ["monthly", "2026-11-26", "2026-10-31"],
    ["monthly", "2027-01-01", "2026-12-31"],
  ] as const)("%s on %s reports of the period of %s", (kind, of, expected) => {
    expect(isoDate(reportedDay({ kind }, day(of)))).toBe(expected);
  });
});
