/** Pages whose server is slow, refuses, or is away: in a real browser, what is shown says as of when it is. */
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
let page: Page;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
});
afterAll(() => Promise.all([browser.close(), program.close()]));
afterEach(() => page.context().close());

const until = (deed: () => unknown, timeout = 20_000) => expect.poll(deed, { timeout, interval: 50 });
const text = () => page.locator("main").textContent();

/** Holds each answer to what a page asks for, as long as a test wants. */
interface Line {
  /** Questions that have no answer yet. */
  open: Route[];
  most: number;
  asked: number;
  how: "pass" | "hold" | "refuse";
}
async function open(path: string, of: RegExp): Promise<Line> {
  page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  page.setDefaultTimeout(20_000);
  const line: Line = { open: [], most: 0, asked: 0, how: "pass" };
  await page.route(of, async (route) => {
    line.asked++;
    if (line.how === "pass") return route.continue();
    if (line.how === "refuse")
      return route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "unavailable", detail: "the database does not answer", status: 503 }),
      });
    line.open.push(route);
    line.most = Math.max(line.most, line.open.length);
  });
  await page.goto(program.url + path);
  return line;
}

const PAGES = [
  { path: "/rota", of: /\/v1\/alerts\/rotas$/, every: 5_000, ready: "There is no rota yet" },
  { path: "/targets", of: /\/v1\/targets(\?|$)/, every: 15_000, ready: "Losses per day" },
  { path: "/sla", of: /\/v1\/sla(\?|$)/, every: 5_000, ready: "Answered within 20 s" },
  { path: "/sla?tab=exclusions", of: /\/v1\/sla\/exclusions$/, every: 5_000, ready: "No exclusions" },
  { path: "/health", of: /\/v1\/health$/, every: 5_000, ready: "Answered in" },
  { path: "/alerts", of: /\/v1\/alerts\?/, every: 2_000, ready: "last checked" },
  { path: "/alerts?tab=mutes", of: /\/v1\/alerts\/mutes$/, every: 2_000, ready: "Nothing is muted" },
  { path: "/sources?tab=rejected", of: /\/v1\/quarantine$/, every: 2_000, ready: "No rejected events" },
  { path: "/screens", of: /\/v1\/screens$/, every: 2_000, ready: "No screens yet" },
];

describe.each(PAGES)("$path", ({ path, of, every, ready }) => {
  const address = `${path}${path.includes("?") ? "&" : "?"}lang=en`;

  it("keeps what it has when the server refuses, says so and as of when that is, until it answers", async () => {
    const line = await open(address, of);
    await until(text).toContain(ready);
    line.how = "refuse";
    await until(text, every + 15_000).toMatch(
      /This could not be read anew.*What is shown is as of \d\d:\d\d:\d\d.*the database does not answer/s,
    );
    expect(await text()).toContain(ready);
    expect(await axeFaults(page)).toEqual([]);
    line.how = "pass";
    await until(text, every + 15_000).not.toContain("could not be read");
    expect(await text()).toContain(ready);
  });

  it("shows nothing when nothing could be read, and says why", async () => {
    const line = await open("/notices?lang=en", of);
    line.how = "refuse";
    await page.goto(program.url + address);
    await until(() => page.getByRole("alert").first().textContent()).toContain(
      "the database does not answer",
    );
    expect(await text()).not.toContain(ready);
    expect(await text()).not.toContain("What is shown");
  });

  it("asks one question at a time, so that a slow answer is shown, and the ones before it never after it", async () => {
    const line = await open("/notices?lang=en", of);
    line.how = "hold";
    await page.goto(program.url + address);
    await until(() => line.open.length).toBe(1);
    // Longer than between two questions.
    await page.waitForTimeout(every + 1_500);
    expect(line.most).toBe(1);
    expect(await text()).not.toContain(ready);
    line.how = "pass";
    await line.open[0]!.continue();
    await until(text).toContain(ready);
  }, 60_000);
});

it("what is older than it should be says so while the server is late, and goes away with the answer", async () => {
  const line = await open("/alerts?lang=en", /\/v1\/alerts\?/);
  await until(text).toContain("last checked");
  line.how = "hold";
  await until(text, 30_000).toMatch(/The server is late.*What is shown is as of \d\d:\d\d:\d\d/s);
  line.how = "pass";
  for (const route of line.open) await route.continue().catch(() => {});
  await until(text).not.toContain("The server is late");
});

it("a tab that is seen again reads at once", async () => {
  const line = await open("/targets?lang=en", /\/v1\/targets(\?|$)/);
  await until(text).toContain("Losses per day");
  const before = line.asked;
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await until(() => line.asked, 2_000).toBe(before + 1);
});

it("what was known at a past moment is read once", async () => {
  const moment = encodeURIComponent(new Date(Date.now() - 3 * DAY).toISOString());
  const line = await open(`/sla?lang=en&asOf=${moment}`, /\/v1\/sla\?/);
  await until(text).toContain("Answered within 20 s");
  await page.waitForTimeout(7_000);
  expect(line.asked).toBe(1);
});

it.each(["/sla", "/targets", "/alerts"])(
  "%s shows nothing as of a moment that it does not understand",
  async (path) => {
    const line = await open(`${path}?lang=en&asOf=2026-11-25T14:05`, /\/v1\/(sla|targets|alerts)(\?|$)/);
    await page.getByRole("alert").getByText("The moment in this link is not understood").waitFor();
    expect(await text()).toContain("“2026-11-25T14:05”");
    expect(line.asked).toBe(0);
    expect(await text()).not.toMatch(/as of|last checked|Losses per day|Answered within/i);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Show now" }).click();
    await until(text).toMatch(/as of|last checked/i);
    expect(new URL(page.url()).searchParams.get("asOf")).toBeNull();
  },
);

it("“no exclusions” is not said before it is known", async () => {
  const line = await open("/notices?lang=en", /\/v1\/sla\/exclusions$/);
  line.how = "hold";
  await page.goto(`${program.url}/sla?lang=en&tab=exclusions`);
  await page.getByText("Reading the exclusions").waitFor();
  expect(await text()).not.toContain("No exclusions");
  await line.open[0]!.continue();
  await page.getByText("No exclusions").waitFor();
});
