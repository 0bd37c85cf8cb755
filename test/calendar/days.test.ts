import { describe, expect, it } from "vitest";
import {
  dateOf,
  dayFrom,
  dayOf,
  hourOf,
  isoDate,
  readDate,
  startOf,
  startOfDay,
  startOfHour,
  startOfMinute,
  timeOfDay,
  weekdayOf,
} from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE, SECOND, WEEK } from "#calendar/units.ts";

const at = Date.parse;

describe("a Bangkok day", () => {
  it.each([
    ["2026-11-20T16:59:59.999Z", "2026-11-20"],
    ["2026-11-20T17:00:00Z", "2026-11-21"],
    ["2026-11-21T16:59:59.999Z", "2026-11-21"],
    ["2026-12-31T16:59:59.999Z", "2026-12-31"],
    ["2026-12-31T17:00:00Z", "2027-01-01"],
    ["2028-02-28T17:00:00Z", "2028-02-29"],
    ["2028-02-29T17:00:00Z", "2028-03-01"],
    ["2027-02-28T17:00:00Z", "2027-03-01"],
    ["1969-12-31T16:59:59.999Z", "1969-12-31"],
    ["1969-12-31T17:00:00Z", "1970-01-01"],
  ])("of %s is %s", (moment, want) => {
    const day = dayOf(at(moment));
    expect(isoDate(day)).toBe(want);
    expect(startOf(day)).toBe(at(`${want}T00:00:00+07:00`));
    expect(startOfDay(at(moment))).toBe(startOf(day));
    expect(timeOfDay(at(moment))).toBe(at(moment) - startOf(day));
  });
  it("is 1,440 minutes, each day of two hundred years", () => {
    let before = readDate("1899-12-31")!;
    for (let year = 1900; year <= 2100; year++)
      for (let month = 1; month <= 12; month++) {
        const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
        for (let date = 1; date <= length; date++) {
          const day = dayFrom({ year, month, date });
          expect(day).toBe(before + 1);
          before = day!;
          expect(dateOf(day!)).toEqual({ year, month, date });
        }
      }
  });
  it("has its weekday, Monday first", () => {
    const days = ["2026-11-16", "2026-11-17", "2026-11-21", "2026-11-22", "1969-12-29", "1970-01-01"];
    expect(days.map((text) => weekdayOf(readDate(text)!))).toEqual([1, 2, 6, 7, 1, 4]);
  });
  it("has hours and minutes", () => {
    const moment = at("2026-11-21T14:05:31.250+07:00");
    expect(startOfHour(moment)).toBe(at("2026-11-21T14:00:00+07:00"));
    expect(startOfMinute(moment)).toBe(at("2026-11-21T14:05:00+07:00"));
    expect(hourOf(at("2026-11-21T14:30:00+07:00"))).toBe(14.5);
    expect(startOfHour(-1)).toBe(-HOUR);
    expect(startOfMinute(-1)).toBe(-MINUTE);
  });
  it("is made of units that are what they say", () => {
    expect([SECOND, MINUTE, HOUR, DAY, WEEK]).toEqual([1e3, 6e4, 3.6e6, 8.64e7, 6.048e8]);
  });
});

describe("a date that is read", () => {
  it.each(["2028-02-29", "2000-02-29", "2026-01-01", "2026-12-31"])("%s is a day", (text) => {
    expect(isoDate(readDate(text)!)).toBe(text);
  });
  it.each([
    "2026-02-29",
    "2100-02-29",
    "2026-02-30",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-11-00",
    "2026-11-32",
    "0099-01-01",
    "2026-1-1",
    "26-01-01",
    "2026/01/01",
    " 2026-01-01",
    "2026-01-01T00:00",
    "",
  ])("%j is none", (text) => expect(readDate(text)).toBeNull());
});

describe("a stamp", () => {
  it.each([
    "2026-11-21T14:05:31.007+07:00",
    "2026-11-21T00:00:00.000+07:00",
    "2026-11-21T23:59:59.999+07:00",
    "2028-02-29T06:59:59.999+07:00",
    "2026-01-01T00:00:00.000+07:00",
  ])("of %s is that text", (text) => expect(stamp(at(text))).toBe(text));
});

describe("a moment", () => {
  it.each(["1900-01-01", "2099-12-31", "2099-12-31T23:59:59Z"])("%s is one", (text) =>
    expect(readMoment(text)).toBe(Date.parse(text.length > 10 ? text : `${text}T00:00:00+07:00`)),
  );
  it.each(["1899-12-31", "2100-01-02", "20260-01-01"])("%s is a typing error", (text) =>
    expect(readMoment(text)).toBeNull(),
  );
});
