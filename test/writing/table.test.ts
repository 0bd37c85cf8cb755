import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { date, hhmm, hhmmss, longDate, shortDay } from "#writing/dates.ts";
import { root } from "../../backend/build/root.ts";
import { openBrowser } from "../browser.ts";
import { type Line, lines, year } from "./table.ts";

const FIRST = Date.parse("2028-01-01T12:34:56+07:00");

describe("what is written in Thai and in English", () => {
  it.each(lines)("of $name is $want.th, $want.en", ({ got, want }) => expect(got).toEqual(want));
});

describe("in the browser", () => {
  let there: { lines: Line[]; year: string[] };
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [join(root, "test/writing/table.ts")],
      bundle: true,
      write: false,
      platform: "browser",
      format: "iife",
      globalName: "written",
      footer: { js: "window.written = written" },
    });
    browser = await openBrowser();
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]!.text });
    there = (await page.evaluate(
      `({ lines: written.lines, year: written.year(${FIRST}, 366) })`,
    )) as typeof there;
  });
  afterAll(() => browser?.close());

  it("the same is written as on the server, to the character", () => {
    expect(there.lines).toEqual(lines);
    expect(there.year).toEqual(year(FIRST, 366));
  });
});

describe("names of months and weekdays", () => {
  const format = (locale: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "Asia/Bangkok", ...options });
  const LOCALES = { th: "th-TH-u-ca-buddhist", en: "en-GB" } as const;
  it.each(["th", "en"] as const)("are those of CLDR, each day of a leap year, in %s", (lang) => {
    const dayAndMonth = format(LOCALES[lang], { day: "numeric", month: "short" });
    const long = format(LOCALES[lang], { day: "numeric", month: "long", year: "numeric" });
    const weekday = format(LOCALES[lang], { weekday: lang === "th" ? "long" : "short" });
    const clock = format("en-GB", { timeStyle: "medium" });
    for (let index = 0; index < 366; index++) {
      const at = FIRST + index * DAY + index * 223_000;
      expect(shortDay(at, lang)).toBe(dayAndMonth.format(at));
      expect(longDate(at, lang)).toBe(
        long
          .formatToParts(at)
          .flatMap(({ type, value }) => (["day", "month", "year"].includes(type) ? [value] : []))
          .join(" "),
      );
      expect(date(at, lang).split(" ")[0]).toBe(weekday.format(at).replace(/^วัน/, ""));
      expect([hhmmss(at), hhmm(at)]).toEqual([clock.format(at), clock.format(at).slice(0, 5)]);
    }
  });
});
