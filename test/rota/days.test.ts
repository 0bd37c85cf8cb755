import { describe, expect, it } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import type { Turn } from "#wire/rota.ts";
import { daysOf, hoursOf } from "../../dashboard/rota/days.ts";

const at = (text: string) => readMoment(`2026-${text}:00+07:00`)!;
const turn = (from: string, until: string): Turn => ({
  from: at(from),
  until: at(until),
  person: null,
  override: null,
});
const [office, weekend, monday] = [
  turn("11-27T08:30", "11-27T16:30"),
  turn("11-27T16:30", "11-30T08:30"),
  turn("11-30T08:30", "11-30T16:30"),
];
const shown = (turns: readonly Turn[], today: string) =>
  daysOf(turns, dayOf(at(today))).map(({ day, turns: own }) => [
    isoDate(day).slice(5),
    ...own.map((each) => hoursOf(each, "en", day).replaceAll("\u2060", "")),
  ]);

describe("the calendar of a rota", () => {
  it("has each day of a turn that lasts for days, with when it began and ends", () => {
    expect(shown([office, weekend, monday], "11-27T09:00")).toEqual([
      ["11-27", "08:30–16:30", "16:30–30 Nov 08:30"],
      ["11-28", "27 Nov 16:30–30 Nov 08:30"],
      ["11-29", "27 Nov 16:30–30 Nov 08:30"],
      ["11-30", "08:30–16:30"],
    ]);
  });
  it("has the day on which the turn of now began, and no other that is over", () => {
    expect(shown([weekend, monday], "11-29T12:00").map(([day]) => day)).toEqual(["11-27", "11-29", "11-30"]);
  });
  it("shows a night on the day on which it begins alone", () => {
    expect(shown([turn("11-27T20:00", "11-28T08:00")], "11-27T09:00")).toEqual([["11-27", "20:00–08:00"]]);
  });
});
