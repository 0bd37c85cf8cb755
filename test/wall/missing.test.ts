import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import type { Told } from "./feed.ts";
import { type Feed, startFeed } from "./feed.ts";
import { faultsOf } from "./layout.ts";
import { told } from "./sceneries.ts";
import { MAY_BE_CUT } from "./tables.ts";
import { lendEyes } from "./texts.ts";

const SAYS = { th: "ขาด 1 แหล่ง", en: "1 missing" };
/** Places that say it in words, and those that have room for the mark alone. */
const PLACES: Record<Scene, { words: number; marks: number }> = {
  overview: { words: 3, marks: 4 },
  calls: { words: 4, marks: 2 },
  freezes: { words: 3, marks: 0 },
  losses: { words: 2, marks: 4 },
  targets: { words: 4, marks: 0 },
  sla: { words: 1, marks: 7 },
};

const AND_AGE = { th: /^ขาด 1 · \d+ (วินาที|นาที)$/, en: /^1 out · \d+ (s|min)$/ };

/** The same, with every figure past the third of its age from which it says how old it is. */
const ageing = ({ now, sceneryOf }: Told): Told => ({
  now,
  sceneryOf: (scene, at) => {
    const scenery = sceneryOf(scene, at);
    const figures = Object.entries(scenery.figures).map(([id, figure]) => {
      const heard = figure.heard === null ? null : at - figure.maxAgeSeconds * 600;
      return [id, { ...figure, heard }];
    });
    return { ...scenery, figures: Object.fromEntries(figures) };
  },
});

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

  it.each(LANGS)("say so and how old they are, in the same place: %s", async (lang) => {
    feed.tell(ageing(told("watch")));
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await lendEyes(page);
    await page.goto(`${feed.url}/wall/${scene}?lang=${lang}&still`);
    await page.waitForSelector("[data-missing]");
    const words = await page.locator("[data-missing]:visible").allTextContents();
    expect(words).toHaveLength(PLACES[scene].words);
    for (const text of words) expect(text.trim()).toMatch(AND_AGE[lang]);
    // In another font a text that fits may be cut.
    await page.evaluate(() => document.fonts.ready);
    const faults = await faultsOf(page);
    expect(faults.filter((fault) => !MAY_BE_CUT.some((name) => fault.includes(name)))).toEqual([]);
    await page.close();
    feed.tell(told("watch"));
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
