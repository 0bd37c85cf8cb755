import { describe, expect, it } from "vitest";
import { isoDate, readDate } from "#calendar/days.ts";
import { buddhistYearIn, readThaiDate, toBuddhist, toCommon } from "#calendar/era.ts";
import {
  fiscalQuarterOf,
  fiscalYearOf,
  type PeriodKind,
  periodOf,
  quarterOf,
  weekOf,
} from "#calendar/periods.ts";

const day = (text: string) => readDate(text)!;

describe("a period", () => {
  const cases: [PeriodKind, string, string, string][] = [
    ["day", "2026-11-21", "2026-11-21", "2026-11-22"],
    ["week", "2026-11-16", "2026-11-16", "2026-11-23"],
    ["week", "2026-11-22", "2026-11-16", "2026-11-23"],
    ["week", "2027-01-01", "2026-12-28", "2027-01-04"],
    ["week", "2028-02-29", "2028-02-28", "2028-03-06"],
    ["month", "2026-11-30", "2026-11-01", "2026-12-01"],
    ["month", "2026-12-31", "2026-12-01", "2027-01-01"],
    ["month", "2028-02-29", "2028-02-01", "2028-03-01"],
    ["quarter", "2026-01-01", "2026-01-01", "2026-04-01"],
    ["quarter", "2026-09-30", "2026-07-01", "2026-10-01"],
    ["quarter", "2026-12-31", "2026-10-01", "2027-01-01"],
    ["year", "2026-01-01", "2026-01-01", "2027-01-01"],
    ["year", "2026-12-31", "2026-01-01", "2027-01-01"],
    ["fiscal-year", "2026-09-30", "2025-10-01", "2026-10-01"],
    ["fiscal-year", "2026-10-01", "2026-10-01", "2027-10-01"],
    ["fiscal-year", "2027-01-01", "2026-10-01", "2027-10-01"],
  ];
  it.each(cases)("%s of %s goes from %s to before %s", (kind, of, from, until) => {
    const period = periodOf(kind, day(of));
    expect([period.kind, isoDate(period.from), isoDate(period.until)]).toEqual([kind, from, until]);
  });
  it("follows upon the one before, without a gap", () => {
    for (const kind of ["day", "week", "month", "quarter", "year", "fiscal-year"] as const)
      for (let each = day("2023-01-01"); each < day("2033-01-01"); each++) {
        const { from, until } = periodOf(kind, each);
        expect(from <= each && each < until).toBe(true);
        expect(periodOf(kind, from - 1).until).toBe(from);
        expect(periodOf(kind, until).from).toBe(until);
      }
  });
});

describe("the number of a week", () => {
  // The cases of ISO 8601 that are known to go wrong: the days around the turn of the year.
  it.each([
    ["2023-11-01", 2023, 44],
    ["2024-12-29", 2024, 52],
    ["2024-12-30", 2025, 1],
    ["2026-12-28", 2026, 53],
    ["2027-01-03", 2026, 53],
    ["2027-01-04", 2027, 1],
    ["2023-01-01", 2022, 52],
    ["2028-01-02", 2027, 52],
    ["2028-02-29", 2028, 9],
  ])("of %s is %i-W%i", (text, year, week) => expect(weekOf(day(text))).toEqual({ year, week }));
});

describe("quarters and fiscal years", () => {
  it.each([
    ["2026-01-01", 1, 2, 2569],
    ["2026-03-31", 1, 2, 2569],
    ["2026-06-30", 2, 3, 2569],
    ["2026-09-30", 3, 4, 2569],
    ["2026-10-01", 4, 1, 2570],
    ["2026-12-31", 4, 1, 2570],
    ["2027-01-01", 1, 2, 2570],
  ])("of %s are %i, %i of the fiscal year, %i", (text, quarter, fiscalQuarter, fiscalYear) => {
    const each = day(text);
    expect([quarterOf(each), fiscalQuarterOf(each), fiscalYearOf(each)]).toEqual([
      quarter,
      fiscalQuarter,
      fiscalYear,
    ]);
  });
});

describe("the Buddhist era", () => {
  it("is the common era and 543 years", () => {
    expect([toBuddhist(2026), toCommon(2569)]).toEqual([2569, 2026]);
  });
  it.each([
    ["21/11/2569", "2026-11-21"],
    ["1/1/2570", "2027-01-01"],
    ["31/12/2569", "2026-12-31"],
    ["29/2/2571", "2028-02-29"],
    ["01/01/2484", "1941-01-01"],
  ])("reads %s as %s", (text, want) => expect(isoDate(readThaiDate(text)!)).toBe(want));
  it.each([
    ["29/2/2569", "no such date: 2026 is no leap year"],
    ["29/2/2572", "2029 is none either, though 2572 can be divided by four"],
    ["31/11/2569", "no such date"],
    ["0/1/2569", "no such date"],
    ["1/13/2569", "no such month"],
    ["21/11/2026", "a year of the common era"],
    ["21/11/69", "a year of two digits"],
    ["31/12/2483", "the Thai year began in April then"],
    ["2569-11-21", "the year first"],
    ["", "nothing"],
  ])("refuses %j: %s", (text) => expect(readThaiDate(text)).toBeNull());
  it.each([
    ["2569-11-21", "2569", "2026"],
    ["2569-11-21T14:05:00+07:00", "2569", "2026"],
    ["21/11/2569 14:05", "2569", "2026"],
    ["1-1-2570", "2570", "2027"],
    ["21.11.2569", "2569", "2026"],
    ["๒๑/๑๑/๒๕๖๙", "2569", "2026"],
    ["21 พ.ย. 2569", "2569", "2026"],
    ["21 พฤศจิกายน 2569 เวลา 14.05 น.", "2569", "2026"],
    ["2484-01-01", "2484", "1941"],
    ["2642-12-31", "2642", "2099"],
  ])("is named in %s: %s, write %s", (text, year, common) => {
    expect(buddhistYearIn(text)).toBe(`${year} is a year of the Buddhist era; write ${common}`);
  });
  it.each([
    ["2026-11-21", "a year of the common era"],
    ["2483-12-31", "the Thai year began in April then"],
    ["2643-01-01", "later than anything that is asked for"],
    ["25690-11-21", "a year of five digits"],
    ["21/11/69", "a year of two digits"],
    ["2569", "a number"],
    ["C-2569-11-21", "an id"],
    ["", "nothing"],
  ])("is not found in %j: %s", (text) => expect(buddhistYearIn(text)).toBeNull());
});
