import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import type { LinesElement } from "../../dashboard/chart/lines.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { beat, NOW, tellFortnight } from "../reports/centre.ts";
import { rowsOfPdf } from "../reports/pdf.ts";

/** A day of the fortnight that is over: 14 freezes and more. */
const DAY = "from=2026-11-20&to=2026-11-21";
/** Two Fridays, and the Tuesday between them. */
const HOLIDAYS = "date,name_th\n2026-11-13,วันหยุดก\n2026-11-17,วันหยุดข\n2026-11-20,วันหยุดค\n";

describe("the page /explore", () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  let browser: Browser;
  let clock: HandClock;
  let program: Program;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    clock = handClock(NOW);
    const holidaysFile = join(folder, "holidays.csv");
    writeFileSync(holidaysFile, HOLIDAYS);
    [browser, program] = await Promise.all([
      openBrowser(),
      startProgram({ clock, config: { holidaysFile } }),
    ]);
    await tellFortnight(program);
    // How far the sources had reported is known of a past moment to the whole minute, and an export is of one.
    await clock.turn(MINUTE);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()]);
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
  });
  afterEach(() => context.close());

  const open = async (query: string, viewport = { width: 1_440, height: 900 }) => {
    await page.setViewportSize(viewport);
    await page.goto(`${program.url}/explore?${query}`);
    await page.locator("tbody tr:visible, [role=alert]").first().waitFor();
  };
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
  const figuresOf = (query: string) => program.figures(query);
  const cells = () =>
    page
      .locator("tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent!.trim())),
      );

  it("shows what the API answers: in the table exactly, in the picture bucket by bucket", async () => {
    await open(`lang=en&metric=freezes.sla_60m&${DAY}&step=hour&sort=at`);
    const { rows } = await figuresOf(`metric=freezes.sla_60m&${DAY}&step=hour`);
    const counts = rows.map(({ numerator, denominator }) => [
      String(numerator ?? ""),
      String(denominator ?? ""),
    ]);
    expect((await cells()).map((row) => row.slice(2, 4))).toEqual(counts);
    const drawn = await page
      .locator('[data-lines] [data-chart="freezes.sla_60m"]')
      .evaluate((node) => (node as unknown as LinesElement).drawn());
    expect(drawn.lines[0]!.points.map(({ y }) => y)).toEqual(
      rows.map(({ value, state }) => (value === null || state === "no-data" ? null : Number(value) * 100)),
    );
  });

  it("writes the whole question into its address, and a link to the moment shows others the same later", async () => {
    await open("lang=en");
    const today = isoDate(dayOf(Date.now()));
    expect(new URL(page.url()).searchParams.get("from")).toBe(today);
    await open(`lang=en&metric=reports.filed&${DAY}&step=day&vs=week`);
    // How far the sources had reported is known of a past moment only to the minute.
    const values = async () => (await cells()).map((row) => row.slice(0, 4));
    const before = await values();
    await page.getByRole("button", { name: "Copy link to this moment" }).click();
    await page.getByText("Link copied").first().waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await clock.turn(60_000);
    const late = Date.parse("2026-11-20T10:00:00+07:00");
    const told = {
      reportId: "late",
      channel: "1441",
      agency: "aoc",
      scamType: "job",
      province: "TH-10",
    } as const;
    await program.tell(event("report.filed", late, { ...told, lossSatang: 1 }), beat(clock.now()));
    await clock.turn(1_000);
    await page.reload();
    await until(async () => (await values())[0]?.[1]).toBe(String(Number(before[0]![1]) + 1));
    await page.goto(link);
    await until(values).toEqual(before);
  });

  it("tells the figure of the whole window, also one that its hours and banks do not sum to", async () => {
    await open(`lang=en&metric=freezes.p50_minutes,freezes.sla_60m&${DAY}&step=hour&by=bank`);
    const { rows } = await figuresOf(`metric=freezes.p50_minutes,freezes.sla_60m&${DAY}&step=total`);
    const of = (metric: string) => rows.find((row) => row.metric === metric)!;
    const told = (metric: string) => page.locator(`[data-metric="${metric}"] .total`).textContent();
    await until(() => told("freezes.p50_minutes")).toContain(
      Number(of("freezes.p50_minutes").value).toFixed(1),
    );
    const { numerator, denominator } = of("freezes.sla_60m");
    expect(await told("freezes.sla_60m")).toContain(`${numerator} of ${denominator}`);
  });

  it("tells as of when the figure of the whole is, where more came between the two readings", async () => {
    const total = /\/v1\/figures\?.*step=total/;
    await page.route(total, async (route) => {
      await until(() => page.locator("tbody tr").count()).toBeGreaterThan(0);
      await clock.turn(5_000);
      await route.continue();
    });
    await open(`lang=en&metric=reports.filed&${DAY}&step=day`);
    const known = await page.locator("p.known").textContent();
    const moment = page.locator("[data-whole-as-of]");
    await until(() => moment.textContent()).toMatch(/^the total as known at 26 Nov \d\d:\d\d:\d\d$/);
    expect(known).not.toContain((await moment.textContent())!.slice(-8));
    await page.unroute(total);
    await page.reload();
    await page.locator(".total").waitFor();
    expect(await moment.count()).toBe(0);
  });

  it("tells the state of what it compares with", async () => {
    await open(`lang=en&metric=reports.filed&${DAY}&step=day&vs=year`);
    const row = page.locator("tbody tr").first();
    await until(() => row.locator("td").allTextContents()).toContainEqual(
      expect.stringMatching(/^\s*no data\s*$/),
    );
    await open(`lang=en&metric=reports.filed&${DAY}&step=day&vs=before`);
    await page.locator("tbody tr").first().waitFor();
    expect(await row.textContent()).not.toContain("no data");
  });

  it("exports the table that is seen, though an event has come since", async () => {
    await open(`lang=en&metric=reports.filed&${DAY}&step=day`);
    const [[, seen]] = (await cells()) as [[string, string]];
    await clock.turn(60_000);
    const filed = Date.parse("2026-11-20T11:00:00+07:00");
    await program.tell(
      event("report.filed", filed, {
        reportId: "later",
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-10",
        lossSatang: 1,
      }),
      beat(clock.now()),
    );
    const { rows } = await figuresOf(`metric=reports.filed&${DAY}&step=day`);
    expect(rows[0]!.value).toBe(Number(seen) + 1);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV", exact: true }).click(),
    ]);
    const [head, row] = readFileSync(await download.path(), "utf8")
      .replace("\ufeff", "")
      .split("\r\n");
    const column = (name: string) => row!.split(",")[head!.split(",").indexOf(name)];
    expect(column("value")).toBe(seen);
  });

  it("calls what it read the latest for a minute, and offers to read it again", async () => {
    await page.clock.install({ time: new Date() });
    await page.clock.resume();
    await open(`lang=en&metric=reports.filed&${DAY}&step=day`);
    const known = page.locator("p.known");
    await until(() => known.textContent()).toContain("(latest)");
    // The server would say that no minute has passed.
    await page.route(/\/v1\/sources/, () => {});
    await page.clock.fastForward(61_000);
    await until(() => known.textContent()).not.toContain("(latest)");
    const reading = page.waitForResponse(/\/v1\/figures\?/);
    await page.getByRole("button", { name: "Read again" }).click();
    expect((await reading).ok()).toBe(true);
  });

  it("says that it reads, before it can ask", async () => {
    await page.route(/\/v1\/metrics/, () => {});
    await page.goto(`${program.url}/explore?lang=en&metric=reports.filed&${DAY}&step=day`);
    await page.getByRole("status").getByText("Reading").waitFor();
    await page.unroute(/\/v1\/metrics/);
  });

  it("shows nothing of the last question while the next is read", async () => {
    await open(`lang=en&metric=reports.filed&${DAY}&step=day`);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/v1\/figures\?/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Yesterday" }).click();
    await until(() => page.locator("p.known").textContent()).toContain("Reading");
    expect(await page.locator("[data-metric], tbody tr").count()).toBe(0);
    answer();
    await page.locator("tbody tr").first().waitFor();
  });

  it("exports what is shown: the CSV and the workbook have the figures of the page", async () => {
    await open(`lang=en&metric=freezes.held_satang&${DAY}&step=hour&by=bank&sort=at`);
    const { rows } = await figuresOf(`metric=freezes.held_satang&${DAY}&step=hour&by=bank`);
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name, exact: true }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const csv = (await saved("CSV")).toString("utf8").trim().split("\r\n").slice(1);
    expect(csv.map((row) => row.split(",")[3])).toEqual(rows.map(({ value }) => String(value ?? "")));
    const { sheets } = await readXlsx(await saved("XLSX"));
    const [head, ...lines] = sheets[0]!.rows;
    expect(head!.slice(0, 5)).toEqual(["Figure", "Time", "bank", "bank (name)", "Value"]);
    const told = rows.map(({ value, state }) =>
      value === null || state === "no-data" ? null : Number(value) / 100,
    );
    expect(lines.map((row) => row[4] ?? null)).toEqual(told);
    const json = JSON.parse((await saved("JSON")).toString("utf8")) as { rows: typeof rows };
    expect(json.rows.map(({ value }) => value)).toEqual(rows.map(({ value }) => value));
    const printed = (await rowsOfPdf(await saved("PDF"))).map((cells) => cells[2]!.replace("*", ""));
    expect(printed.filter((cell) => /\d/.test(cell))).toEqual(
      told.flatMap((value) =>
        value === null ? [] : [value.toLocaleString("en-US", { minimumFractionDigits: 2 })],
      ),
    );
  });

  it("tells that a PDF is being drawn, and gives it up", async () => {
    await open(`lang=en&metric=calls.offered&${DAY}&step=hour`);
    await page.route("**/v1/figures?**format=pdf**", () => {});
    await page.getByRole("button", { name: "PDF", exact: true }).click();
    const drawing = page.getByRole("progressbar", { name: "Drawing the PDF" });
    await drawing.waitFor();
    const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("format=pdf"));
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await ended;
    await drawing.waitFor({ state: "detached" });
    await page.unroute("**/v1/figures?**format=pdf**");
  });

  it.each([
    // A holiday beside a holiday: nothing is to be said.
    [`${DAY}&step=hour&vs=week`, "lang=en", null],
    [`${DAY}&step=hour&vs=before`, "lang=en", "20 November 2026 วันหยุดค"],
    [`${DAY}&step=hour`, "lang=en", null],
    [
      "from=2026-11-13&to=2026-11-21&step=day&vs=week",
      "lang=en",
      "13 November 2026 วันหยุดก, 17 November 2026 วันหยุดข",
    ],
    [
      "from=2026-11-13&to=2026-11-21&step=day&vs=week",
      "lang=th",
      "13 พฤศจิกายน 2569 วันหยุดก, 17 พฤศจิกายน 2569 วันหยุดข",
    ],
  ])("names the holidays that are compared with days that are none: %s, %s", async (query, lang, named) => {
    await open(`metric=calls.offered&${query}&${lang}`);
    const all = lang === "lang=en" ? "Public holidays: " : "วันหยุดราชการ: ";
    const place =
      lang === "lang=en"
        ? "Days are compared by their place in the window, holiday or not"
        : "เทียบวันตามลำดับในช่วงเวลา ไม่ว่าเป็นวันหยุดหรือไม่";
    const said = page.locator("main p", { hasText: place });
    if (named === null) {
      // The holidays have been read: of another comparison they are told.
      await page.waitForLoadState("networkidle");
      expect(await said.count()).toBe(0);
      return;
    }
    expect((await said.textContent())!.replace(/\s+/g, " ").trim()).toBe(`${all}${named} · ${place}`);
    const [chart, text, table] = await Promise.all(
      ["[data-lines]", `main p:has-text("${place}")`, "table"].map((each) =>
        page.locator(each).first().boundingBox(),
      ),
    );
    expect(chart!.y + chart!.height).toBeLessThanOrEqual(text!.y);
    expect(text!.y + text!.height).toBeLessThanOrEqual(table!.y);
  });

  it("gives what is too much to be shown as a file", async () => {
    await page.goto(
      `${program.url}/explore?lang=en&metric=calls.offered&from=2026-08-01&to=2026-11-20&step=minute`,
    );
    await page.getByText("the page shows at most 100,000 rows").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV", exact: true }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines.length).toBe(1 + 111 * 24 * 60);
  });

  it.each([
    ["metric=freezes.sla_60m&from=2026-11-21&to=2026-11-20", "The window must begin before it ends"],
    ["metric=freezes.sla_60m&from=2026-12-20&to=2026-12-21", "lies in the future"],
    [`metric=freezes.sla_60m&${DAY}&bank=NOBANK`, "There is no bank NOBANK"],
    [`metric=freezes.sla_60m&${DAY}&by=province`, "has no province; it has bank, hop"],
    ["metric=freezes.sla_60m&from=2016-11-20&to=2026-11-20&step=minute", "at most 100,000 rows"],
  ])("refuses in a sentence, and one press asks what can be answered: %s", async (query, sentence) => {
    await open(`lang=en&${query}`);
    const box = page.getByRole("alert");
    expect(await box.textContent()).toContain(sentence);
    await box.getByRole("button").click();
    await page.locator("tbody tr").first().waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("shows the server's own refusal, with what it says to ask instead", async () => {
    await open(`lang=en&metric=freezes.sla_60m&from=2026-10-10&to=2026-11-26&step=minute&by=bank`);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("ask for");
    await page.getByRole("button", { name: "Ask by day" }).click();
    await page.locator("tbody tr").first().waitFor();
  });

  it("opens a figure into its arithmetic, its entities and their raw events, and a link opens the same", async () => {
    await open(`lang=en&metric=freezes.sla_60m&${DAY}&step=hour&sort=at&by=bank`);
    await page.getByRole("button", { name: "Behind it 20 Nov 09:00" }).last().click();
    await page.getByText("exactly the figure").waitFor();
    const { rows } = await figuresOf(`metric=freezes.sla_60m&${DAY}&step=hour&by=bank`);
    const { numerator, denominator } = rows.find(
      ({ at, slice }) => Date.parse(at) === Date.parse("2026-11-20T09:00:00+07:00") && slice.bank === "KBANK",
    )!;
    const drawer = page.getByRole("complementary");
    expect(await drawer.locator("tbody tr").count()).toBe(Number(numerator));
    await drawer.getByRole("button", { name: /^What is missing/ }).click();
    await drawer.getByText(`${Number(denominator) - Number(numerator)} entries`).waitFor();
    await drawer
      .getByRole("button", { name: /^Raw events of/ })
      .first()
      .click();
    await drawer.getByText("freeze.requested").waitFor();
    expect(await drawer.textContent()).toContain("accountToken: token");
    const shown = await drawer.locator("tbody").textContent();
    await page.goto(page.url());
    await until(() => drawer.locator("tbody").textContent()).toBe(shown);
    await drawer.getByRole("button", { name: "Close what stands behind it" }).click();
    expect(new URL(page.url()).searchParams.get("at")).toBe(null);
  });

  it("chooses figures by what they are called, each with a chart", async () => {
    await open(`lang=en&metric=freezes.sla_60m&${DAY}`);
    await page.getByRole("button", { name: "Frozen within 60 min" }).click();
    await page.getByRole("searchbox").fill("reports filed");
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Use these figures" }).click();
    await page.locator('[data-metric="reports.filed"]').waitFor();
    expect(await page.locator("[data-lines]").count()).toBe(2);
  });

  it("holds a hundred rows of a year by the hour on a page of the table", async () => {
    await open("lang=en&metric=calls.offered&from=2025-11-27&to=2026-11-27&step=hour");
    await page.getByText("Rows 1–100 of 8,760").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Rows 101–200 of 8,760").waitFor();
    expect(await page.locator("tbody tr").count()).toBe(100);
  });

  it("has room beside a picture for the longest amount, on a phone too", async () => {
    await program.tell(
      event("report.filed", Date.parse("2026-11-10T10:00:00+07:00"), {
        reportId: "large",
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-10",
        lossSatang: 98_765_432_100_00,
      }),
    );
    for (const width of [390, 1_440]) {
      await open("metric=reports.loss_satang&from=2026-11-09&to=2026-11-12&step=day", { width, height: 844 });
      const axis = page.locator(".axis span");
      await until(async () => (await axis.first().textContent())!.length).toBeGreaterThan(13);
      const plot = (await page.locator('[data-chart="reports.loss_satang"]').boundingBox())!;
      for (const text of await axis.all()) {
        const box = (await text.boundingBox())!;
        expect(box.x, `${width} px`).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width, `${width} px`).toBeLessThanOrEqual(plot.x);
      }
    }
  });

  it("looks back at a scene, marked as of then, beside what is known now; each figure opens at that moment", async () => {
    const ask = (n: number) => {
      const asked = { freezeId: `m-${n}`, reportId: "r", bank: "GSB", hop: 1, accountToken: "t" } as const;
      return program.tell(
        event("freeze.requested", NOW - 30 * MINUTE, { ...asked, amountSatang: 100 }),
        beat(clock.now()),
      );
    };
    await ask(1);
    const known = "metric=freezes.requested&from=2026-11-26&to=2026-11-26T09:00:00%2B07:00";
    const { asOf, rows } = await figuresOf(known);
    await ask(2);
    await page.goto(`${program.url}/moment?lang=en&scene=freezes&asOf=${encodeURIComponent(asOf)}`);
    await page.getByText("Looking back: not live").waitFor();
    await page.locator("tbody tr").first().waitFor();
    const row = page.locator("tbody tr", { hasText: "Freezes requested" });
    const texts = async () => (await row.locator("td").allTextContents()).map((text) => text.trim());
    expect([(await texts())[1], (await texts())[3]]).toEqual([
      String(rows[0]!.value),
      String((await figuresOf(known)).rows[0]!.value),
    ]);
    expect(await page.getByRole("columnheader", { name: /^As known now/ }).textContent()).toMatch(
      /\((26 Nov )?\d\d:\d\d:\d\d\)/,
    );
    const link = (await row.getByRole("link").getAttribute("href"))!;
    expect(new URL(link, program.url).searchParams.get("asOf")).toBe(asOf);
    expect(await axeFaults(page)).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/moment.png`, fullPage: true });
    await page.goto(`${program.url}/moment?lang=en&asOf=2090-01-01`);
    await page.getByText("must not lie in the future").waitFor();
  });

  it.each([
    ["lang=en&by=bank&vs=week", { width: 1_920, height: 1_080 }],
    ["theme=dark", { width: 1_280, height: 720 }],
    ["vs=week&metric=freezes.sla_60m,reports.loss_satang", { width: 390, height: 844 }],
    ["vs=week&at=2026-11-20T09:00%2B07:00&list=below", { width: 1_440, height: 900 }],
    ["at=2026-11-20T09:00%2B07:00&list=below&theme=dark&lang=en", { width: 391, height: 844 }],
  ])("is clean for axe and not wider than the screen: %s %j", async (query, viewport) => {
    await open(`metric=freezes.sla_60m&${DAY}&${query}`, viewport);
    if (query.includes("&at=") || query.startsWith("at="))
      await page.locator("aside tbody tr").first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/explore-${viewport.width}.png`, fullPage: true });
  });
});
