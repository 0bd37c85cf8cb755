import { describe, expect, it } from "vitest";
import { readTime } from "../../backend/ingest/rfc3339.ts";
import { iso } from "./verdict.ts";

describe("a time", () => {
  it.each<[string, string, string | null]>([
    ["in Thailand", "2026-11-21T14:05:00+07:00", "2026-11-21T07:05:00.000Z"],
    ["in UTC", "2026-11-21T07:05:00Z", "2026-11-21T07:05:00.000Z"],
    ["in small letters", "2026-11-21t07:05:00z", "2026-11-21T07:05:00.000Z"],
    ["with a space, as RFC 3339 allows", "2026-11-21 07:05:00Z", "2026-11-21T07:05:00.000Z"],
    ["west of Greenwich", "2026-11-21T00:05:00-07:00", "2026-11-21T07:05:00.000Z"],
    ["of half an hour", "2026-11-21T12:35:00+05:30", "2026-11-21T07:05:00.000Z"],
    ["with an unknown zone", "2026-11-21T07:05:00-00:00", "2026-11-21T07:05:00.000Z"],
    ["over midnight", "2026-11-21T00:00:00+07:00", "2026-11-20T17:00:00.000Z"],
    ["of one digit", "2026-11-21T07:05:00.5Z", "2026-11-21T07:05:00.500Z"],
    [
      "of four digits, which are cut and not rounded",
      "2026-11-21T07:05:00.9999Z",
      "2026-11-21T07:05:00.999Z",
    ],
    ["of twelve digits", "2026-11-21T07:05:00.123456789012Z", "2026-11-21T07:05:00.123Z"],
    ["of thirteen digits", "2026-11-21T07:05:00.1234567890123Z", null],
    ["with a point and no digit", "2026-11-21T07:05:00.Z", null],
    ["29 February of a leap year", "2028-02-29T12:00:00+07:00", "2028-02-29T05:00:00.000Z"],
    ["29 February of 2000", "2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"],
    ["29 February of another year", "2026-02-29T12:00:00+07:00", null],
    ["29 February of 2100", "2100-02-29T12:00:00Z", null],
    ["31 April", "2026-04-31T12:00:00Z", null],
    ["day 0", "2026-04-00T12:00:00Z", null],
    ["month 0", "2026-00-10T12:00:00Z", null],
    ["month 13", "2026-13-10T12:00:00Z", null],
    ["24:00", "2026-11-21T24:00:00Z", null],
    ["minute 60", "2026-11-21T23:60:00Z", null],
    ["the last second of a year", "2016-12-31T23:59:59Z", "2016-12-31T23:59:59.000Z"],
    ["a leap second", "2016-12-31T23:59:60Z", null],
    ["an offset of 24 hours", "2026-11-21T07:05:00+24:00", null],
    ["an offset of 60 minutes", "2026-11-21T07:05:00+06:60", null],
    ["an offset without minutes", "2026-11-21T07:05:00+07", null],
    ["an offset without a colon", "2026-11-21T07:05:00+0700", null],
    ["no offset", "2026-11-21T07:05:00", null],
    ["a day alone", "2026-11-21", null],
    ["no seconds", "2026-11-21T07:05Z", null],
    [
      "a year of the Buddhist era is a year like any other",
      "2569-11-21T07:05:00Z",
      "2569-11-21T07:05:00.000Z",
    ],
    ["a year of six digits", "+012026-11-21T07:05:00Z", null],
    ["Thai digits", "๒๕๖๙-11-21T07:05:00Z", null],
    ["a space before", " 2026-11-21T07:05:00Z", null],
    ["a line end behind", "2026-11-21T07:05:00Z\n", null],
    ["nothing", "", null],
  ])("%s: %s", (_what, text, expected) => {
    const at = readTime(text);
    expect(at === null ? null : iso(at)).toBe(expected);
  });
});
