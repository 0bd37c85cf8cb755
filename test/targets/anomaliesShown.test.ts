import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf, weekdayOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Anomalies, Forecast } from "#wire/targets.ts";
import { likenessOf, movesOf, tenthsText } from "../../dashboard/targetsPage/moves.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { playedHours } from "./played.ts";

const exact = (p: number, q: number) => ({ p: String(p), q: String(q) });
type Day = Anomalies["days"][number];

describe("what moved a day", () => {
  const moved = (...shares: [number, number][]): Day["moved"] =>
    shares.map(([p, q], place) => ({
      slice: { bank: `B${place}` },
      change: exact(p, 1),
      share: exact(p, q),
    }));
  it.each<[string, [number, number][], string[]]>([
    [
      "thirds",
      [
        [1, 3],
        [1, 3],
        [1, 3],
      ],
      ["33.3 %", "33.4 %", "33.3 %"],
    ],
    [
      "against it",
      [
        [13, 10],
        [-3, 10],
      ],
      ["130.0 %", "−30.0 %"],
    ],
    [
      "sevenths",
      Array.from({ length: 7 }, () => [1, 7] as [number, number]),
      ["14.3 %", "14.3 %", "14.3 %", "14.2 %", "14.3 %", "14.3 %", "14.3 %"],
    ],
  ])("is written in shares that add up to 100.0 %%: %s", (_, shares, texts) => {
    const told = movesOf({ moved: moved(...shares), others: null });
    expect(told.map(({ tenths }) => tenthsText(tenths!))).toEqual(texts);
    expect(told.reduce((sum, { tenths }) => sum + tenths!, 0)).toBe(1_000);
  });
  it("has the others as one, and no shares where the whole did not change", () => {
    const others = { count: 4, change: exact(1, 1), share: exact(1, 2) };
    expect(movesOf({ moved: moved([1, 2]), others })).toMatchObject([
      { slice: { bank: "B0" }, tenths: 500 },
      { slice: null, count: 4, tenths: 500 },
    ]);
    const still = moved([1, 1]).map((each) => ({ ...each, share: null }));
    expect(movesOf({ moved: still, others: null })[0]!.tenths).toBe(null);
  });
  it.each([
    [0, 100],
    [0.081, 91],
    [1, 0],
  ])("a distance of %d is %d %% alike", (distance, percent) => {
    expect(likenessOf({ day: "2026-11-20", distance })).toBe(percent);
  });
});

const TODAY = readDate("2026-11-26")!;
const DAYS = 70;
const FIRST = TODAY - DAYS + 1;
const PLANTED = TODAY - 3;

describe("the page of the targets", () => {
  let browser: Browser;
  let program: Program;
  const clock = handClock(startOf(TODAY) + 15 * HOUR);
  beforeAll(async () => {
    [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
    const filed = (id: string, at: number, province: string) =>
      event("report.filed", at, {
        reportId: id,
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province,
        lossSatang: 100,
      });
    const counts = playedHours({ days: DAYS, perHour: 2, seed: 7, firstWeekday: weekdayOf(FIRST) });
    const events = counts
      .slice(0, (DAYS - 1) * 24)
      .flatMap((count, hour) =>
        Array.from({ length: count }, (_, n) =>
          filed(`r-${hour}-${n}`, startOf(FIRST) + hour * HOUR + n * MINUTE, "TH-10"),
        ),
      );
    const planted = Array.from({ length: 90 }, (_, n) =>
      filed(`x-${n}`, startOf(PLANTED) + 10 * HOUR + n * 10_000, "TH-50"),
    );
    const all = [...events, ...planted];
    for (let at = 0; at < all.length; at += 500) await program.tell(...all.slice(at, at + 500));
    await program.tell(event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }));
    await clock.turn(1_000);
  });
  afterAll(() => Promise.all([browser.close(), program.close()]));

  const open = async (query: string, viewport = { width: 1_440, height: 900 }): Promise<Page> => {
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(20_000);
    await page.goto(`${program.url}/targets?${query}`);
    return page;
  };

  it("names the day that was outside its band, what moved it in shares of the whole, and days like it", async () => {
    const window = `from=${isoDate(TODAY - 28)}&to=${isoDate(TODAY)}`;
    const answer = await fetch(`${program.url}/v1/anomalies?metric=reports.filed&${window}`);
    const { days, found, unjudged } = (await answer.json()) as Anomalies;
    expect(unjudged).toEqual([]);
    const planted = days.find(({ day }) => day === isoDate(PLANTED))!;
    const page = await open("lang=en&target=reports-per-day");
    const shown = page.locator(`[data-anomaly="${planted.day}"]`);
    await shown.waitFor();
    expect(await page.locator("[data-anomalies]").getAttribute("data-anomalies")).toBe(String(found));
    const text = (await shown.textContent())!;
    expect(text).toContain(`${planted.value} cases, above the expected`);
    const rows = await shown
      .locator("tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent!.trim())));
    const moves = movesOf(planted);
    expect(rows.map(([, , share]) => share)).toEqual(moves.map(({ tenths }) => tenthsText(tenths!)));
    // The planted ones come first, from the north.
    expect(rows[0]!.slice(0, 2)).toEqual([expect.stringContaining("Chiang Mai"), "+90"]);
    expect(await shown.locator("tfoot td").last().textContent()).toBe("100.0 %");
    for (const { day } of planted.similar) expect(text).toContain(String(Number(day.slice(8))));
    expect(text).toContain("% alike");
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it("foretells the week ahead with bands, and says what that was worth on past days", async () => {
    const page = await open("lang=en&target=reports-per-day");
    await page.locator("[data-forecast] [data-ahead]").first().waitFor();
    const until = stamp(startOf(TODAY + 8));
    const answer = await fetch(
      `${program.url}/v1/forecast?${new URLSearchParams({ metric: "reports.filed", until })}`,
    );
    const { why, days, hours, error } = (await answer.json()) as Forecast;
    expect([why, days.length]).toEqual(["better-than-last-week", 8]);
    const rows = () =>
      page
        .locator("[data-forecast] tr[data-ahead]:visible")
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent!.trim())));
    /** Written with two significant figures. */
    const areOf = (cells: string[][], told: readonly Forecast["days"][number][]) => {
      expect(cells).toHaveLength(told.length);
      for (const [place, { low, mid, high }] of told.entries())
        for (const [at, value] of [low, mid, high].entries())
          expect(Math.abs(Number(cells[place]![at + 1]) - value)).toBeLessThanOrEqual(
            Math.max(0.05, value * 0.05),
          );
    };
    const shown = await rows();
    areOf(shown, days);
    expect(shown.map(([name]) => name).slice(0, 2)).toEqual(["The rest of today", "27 Nov"]);
    await page.getByText("By hour, the next 24").click();
    areOf((await rows()).slice(8), hours.slice(0, 24));
    const { origins, mase, naive, coverage } = error!;
    const text = (await page.locator("[data-forecast] .how").textContent())!;
    expect(text).toContain(
      `Tested on ${origins} past days: mean error (MASE) ${mase.toFixed(2)}; ${naive.toFixed(2)}`,
    );
    expect(text).toContain(`${Math.round(coverage * 100)} % of hours lay in their band`);
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it("does not foretell where there are too few days to test it on, and says why", async () => {
    const young = await startProgram({ clock: handClock(startOf(TODAY) + 15 * HOUR) });
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
    await page.goto(`${young.url}/targets?lang=en&target=reports-per-day`);
    await page.locator('[data-forecast="few-origins"]').waitFor({ timeout: 20_000 });
    expect(await page.locator("[data-forecast]").textContent()).toContain("fewer than 28 past days");
    expect(await page.locator("[data-ahead]").count()).toBe(0);
    await page.context().close();
    await young.close();
  });

  it("says of a share that days have no band", async () => {
    const page = await open("lang=en&target=held-share");
    await page.getByText("Told of sums alone").waitFor();
    await page.getByText("Of sums alone: shares and times have no forecast").waitFor();
    await page.context().close();
  });

  it.each(["lang=en", "theme=dark"])("is clean for axe and not wider than a phone: %s", async (query) => {
    const page = await open(`${query}&target=reports-per-day`, { width: 390, height: 844 });
    await page.locator("[data-anomaly]").first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().close();
  });

  it("names the day that cannot be judged, for its source has not told all of it", async () => {
    await clock.turn(DAY);
    const page = await open("lang=en&target=reports-per-day");
    await page.getByText("1 cannot be judged (the last 26 Nov)").waitFor();
    await page.context().close();
  });
});
