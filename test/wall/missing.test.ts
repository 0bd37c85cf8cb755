import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS, SCENES, type Scene } from "#wire/live.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { told } from "./sceneries.ts";

const SAYS = { th: "ขาด 1 แหล่ง", en: "1 missing" };
/** Places that say it in words, and those that have room for the mark alone. */
const PLACES: Record<Scene, { words: number; marks: number }> = {
  overview: { words: 3, marks: 4 },
  calls: { words: 4, marks: 2 },
  freezes: { words: 3, marks: 0 },
  losses: { words: 2, marks: 4 },
};

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(told("watch"));
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

describe.each(SCENES)("figures of which a source is missing, on the scene %s,", (scene) => {
  it.each(LANGS)("keep their value and say so in their tile: %s", async (lang) => {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${feed.url}/wall/${scene}?lang=${lang}&still`);
    await page.waitForSelector("[data-missing]");
    const words = await page.locator("[data-missing]:visible").allTextContents();
    expect(words.map((text) => text.trim())).toEqual(Array(PLACES[scene].words).fill(SAYS[lang]));
    expect(await page.locator("[data-missing-mark]:visible").count()).toBe(PLACES[scene].marks);
    expect(await page.locator("[data-figure]:not([data-value=''])").count()).toBeGreaterThan(0);
    await page.close();
  });

  it("say nothing while all sources report", async () => {
    feed.tell(told("normal"));
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${feed.url}/wall/${scene}?still`);
    await page.waitForSelector("[data-figure]:not([data-value=''])");
    expect(await page.locator("[data-missing], [data-missing-mark]").count()).toBe(0);
    await page.close();
    feed.tell(told("watch"));
  });
});
