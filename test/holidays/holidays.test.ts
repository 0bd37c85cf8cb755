import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayOf, isoDate, readDate } from "#calendar/days.ts";
import { holidaysOf } from "#calendar/holidays.ts";
import { root } from "../../backend/build/root.ts";
import { readHolidays } from "../../backend/holidays/holidays.ts";
import { parseHolidays } from "../../backend/holidays/parse.ts";
import { type Program, startProgram } from "../program.ts";

const day = (text: string) => readDate(text)!;
const YEAR = "2030-01-01,วันขึ้นปีใหม่\n2030-04-13,วันสงกรานต์\n2030-12-31,วันสิ้นปี\n";

describe("the holidays that came with the program", () => {
  const holidays = readHolidays(undefined);
  it("cover 2023 to 2027", () => expect(holidays.years).toEqual([2023, 2024, 2025, 2026, 2027]));
  it.each([
    ["2026-04-13", { kind: "holiday", nameTh: "วันสงกรานต์" }, true],
    ["2026-12-07", { kind: "holiday", nameTh: expect.stringMatching(/^ชดเชย/) }, true],
    ["2026-11-21", { kind: "none" }, false],
    ["2028-04-13", { kind: "not-known" }, null],
    ["2022-12-31", { kind: "not-known" }, null],
  ])("say of %s what is known", (text, answer, is) => {
    expect(holidays.holidayOn(day(text))).toEqual(answer);
    expect(holidays.isHoliday(day(text))).toBe(is);
  });
  it("are of the Bangkok day", () => {
    const at = Date.parse("2026-04-12T17:00:00Z");
    expect([holidays.isHoliday(dayOf(at)), holidays.isHoliday(dayOf(at - 1))]).toEqual([true, false]);
  });
});

describe("a year", () => {
  it("is not known while its first or its last day is missing, but what it names is a holiday", () => {
    const holidays = holidaysOf(parseHolidays(`date,name_th\n${YEAR}2031-01-01,วันขึ้นปีใหม่\n`, "file"));
    expect(holidays.years).toEqual([2030]);
    expect(holidays.isHoliday(day("2030-04-14"))).toBe(false);
    expect(holidays.isHoliday(day("2031-01-01"))).toBe(true);
    expect(holidays.isHoliday(day("2031-01-02"))).toBeNull();
  });
});

describe("a file of holidays", () => {
  it.each([
    ["as it is", `date,name_th\n${YEAR}`],
    [
      "from a spreadsheet: a byte order mark and CRLF",
      `\uFEFFdate,name_th\r\n${YEAR.replaceAll("\n", "\r\n")}`,
    ],
    [
      "with empty lines, quotes and in another order",
      `date,name_th\n\n"2030-12-31","วันสิ้นปี"\n\n${YEAR.slice(0, -25)}`,
    ],
  ])("is read %s", (_, text) => {
    const { years, list } = holidaysOf(parseHolidays(text, "file"));
    expect([years, list.map((each) => isoDate(each.day))]).toEqual([
      [2030],
      ["2030-01-01", "2030-04-13", "2030-12-31"],
    ]);
  });
  it.each([
    ["without a header", YEAR, 1, "header"],
    ["that is empty", "", 1, "header"],
    ["with a date that is none", `date,name_th\n${YEAR}2030-02-30,x\n`, 5, "2030-02-30"],
    ["with a date of a spreadsheet", `date,name_th\n1/1/2030,x\n`, 2, "1/1/2030"],
    [
      "with a year of the Buddhist era",
      `date,name_th\n2573-01-01,x\n`,
      2,
      "2573 is a year of the Buddhist era; write 2030",
    ],
    ["with a day without a name", `date,name_th\n${YEAR}2030-05-01,\n`, 5, "no name"],
    ["with a day that stands twice", `date,name_th\n${YEAR}2030-04-13,x\n`, 5, "line 3"],
    ["with a field too many", `date,name_th\n2030-01-01,x,y\n`, 2, "3 fields"],
    ["with a quote that does not end", `date,name_th\n2030-01-01,"x\n`, 2, "CSV"],
    ["in TIS-620", `date,name_th\n2030-01-01,\uFFFD\uFFFD\n`, 2, "UTF-8"],
  ])("%s is refused with its line", (_, text, line, what) => {
    let message = "";
    try {
      parseHolidays(text, "HOLIDAYS_FILE /etc/h.csv");
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^HOLIDAYS_FILE /etc/h.csv, line ${line}: `));
    expect(message).toContain(what);
  });
  it("that is not there is named", () => {
    expect(() => readHolidays("/nowhere/h.csv")).toThrow(/^HOLIDAYS_FILE \/nowhere\/h.csv cannot be read/);
  });
});

describe("GET /v1/holidays", () => {
  const folder = mkdtempSync(join(tmpdir(), "holidays-"));
  let program: Program;
  beforeAll(async () => {
    const file = join(folder, "own.csv");
    writeFileSync(file, `date,name_th\n${YEAR}`);
    program = await startProgram({ config: { holidaysFile: file } });
  });
  afterAll(async () => {
    await program.close();
    rmSync(folder, { recursive: true });
  });
  it("says which are in force: those of the administrator’s file", async () => {
    const answer = await (await fetch(`${program.url}/v1/holidays`)).json();
    expect(answer).toEqual({
      years: [2030],
      holidays: [
        { date: "2030-01-01", nameTh: "วันขึ้นปีใหม่" },
        { date: "2030-04-13", nameTh: "วันสงกรานต์" },
        { date: "2030-12-31", nameTh: "วันสิ้นปี" },
      ],
    });
  });
});

it("the build ships the list of holidays beside the program", () => {
  const own = readFileSync(join(root, "backend/holidays/holidays-th.csv"), "utf8");
  expect(readFileSync(join(root, "dist/backend/holidays-th.csv"), "utf8")).toBe(own);
});
