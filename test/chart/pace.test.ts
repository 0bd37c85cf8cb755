import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Bar } from "#wire/sceneParts.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed, type Told } from "../wall/feed.ts";
import { told } from "../wall/sceneries.ts";

const FIGURE = "lines.waiting@2min";
const normal = told("normal");
/** A figure and the running bar of its chart are both `value`. */
const being = (value: number): Told => ({
  now: normal.now,
  sceneryOf(scene, at) {
    const scenery = normal.sceneryOf(scene, at);
    if (!("series" in scenery) || !("calls.offered" in scenery.series)) return scenery;
    const bars = scenery.series["calls.offered"];
    return {
      ...scenery,
      figures: { ...scenery.figures, [FIGURE]: { ...scenery.figures[FIGURE], value } },
      series: { ...scenery.series, "calls.offered": [...bars.slice(0, -1), { ...bars.at(-1)!, value }] },
    } as typeof scenery;
  },
});

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(being(1));
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

const textOf = (page: Page) => page.locator(`[data-figure="${FIGURE}"]`).first().getAttribute("data-value");
const barOf = (page: Page) =>
  page
    .locator('[data-chart="calls.offered"]')
    .evaluate((node) => (node as HTMLElement & { bars(): Bar[][] }).bars()[0]?.at(-1)?.value);

it("a number changes at once, and its chart a second after it was drawn last, to the newest", async () => {
  const page = await browser.newPage();
  await page.clock.install({ time: normal.now });
  await page.goto(`${feed.url}/wall/overview?still`);
  await expect.poll(() => barOf(page)).toBe(1);
  // From here on the page's clock stands. What comes first is drawn at once: the last drawing was over a second ago.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_500);
  feed.tell(being(2));
  await expect.poll(() => barOf(page)).toBe(2);
  for (const value of [3, 4]) {
    feed.tell(being(value));
    await expect.poll(() => textOf(page)).toBe(String(value));
    expect(await barOf(page)).toBe(2);
  }
  await page.clock.runFor(999);
  expect(await barOf(page)).toBe(2);
  await page.clock.runFor(1);
  expect(await barOf(page)).toBe(4);
  await page.close();
});
