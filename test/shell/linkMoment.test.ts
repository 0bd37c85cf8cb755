import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import { momentOfLink } from "../../dashboard/shell/linkMoment.ts";

const TODAY = readDate("2026-11-26")!;
const at = (text: string) => Date.parse(text);
const of = (query: string) => momentOfLink(new URLSearchParams(query), TODAY);

describe("the moment of a link", () => {
  it.each([
    ["", null, null],
    ["on=2026-11-26", null, null],
    ["on=2026-11-25", at("2026-11-25T23:59:59+07:00"), readDate("2026-11-25")],
    ["asOf=2026-11-25T14:05:00%2B07:00", at("2026-11-25T14:05:00+07:00"), null],
    ["asOf=2026-11-25T14:05:00 07:00", at("2026-11-25T14:05:00+07:00"), null],
    // The server refuses what lies in the future.
    ["on=2026-11-27", at("2026-11-27T23:59:59+07:00"), readDate("2026-11-27")],
  ])("%j is understood", (query, moment, day) => {
    expect(of(query)).toEqual({ at: moment, day, wrong: null });
  });
  it.each([
    ["asOf=yesterday", "yesterday"],
    ["asOf=", ""],
    ["asOf=2026-11-25T14:05:00", "2026-11-25T14:05:00"],
    ["asOf=2026-02-30", "2026-02-30"],
    ["on=25.11.2026", "25.11.2026"],
    ["on=2026-11-25&asOf=then", "then"],
  ])("%j is not, and is no other moment", (query, wrong) => {
    expect(of(query)).toEqual({ at: null, day: null, wrong });
  });
});
