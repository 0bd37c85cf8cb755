import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LANGS, THEMES } from "#wire/live.ts";
import { SCENES } from "#wire/scenery.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { told } from "./sceneries.ts";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
// A page that hangs must not take the next test, or the second try, with it.
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(20_000);
});
afterEach(() => page.close());

async function open(feed: Feed, path: string): Promise<void> {
  await page.goto(`${feed.url}${path}`);
  await page.waitForSelector('[data-connection="live"]');
  await page.evaluate(() => document.fonts.ready);
}

describe("the wall", () => {
  it.each(SCENES)(
    "has nothing that axe finds wrong: %s",
    async (scene) => {
      const faults: string[] = [];
      for (const state of ["broken", "normal", "no-data"] as const) {
        const feed = await startFeed(told(state));
        for (const theme of THEMES)
          for (const lang of state === "broken" ? LANGS : (["th"] as const)) {
            await open(feed, `/wall/${scene}?still&lang=${lang}&theme=${theme}`);
            faults.push(...(await axeFaults(page)).map((fault) => `${state} ${lang} ${theme}: ${fault}`));
          }
        await feed.close();
      }
      expect(faults).toEqual([]);
    },
    120_000,
  );

  it.each(SCENES)("has nothing that takes the keyboard: %s", async (scene) => {
    const feed = await startFeed(told("broken"));
    await open(feed, `/wall/${scene}`);
    for (let press = 0; press < 3; press++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    }
    const focusable = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("*")]
        .filter((element) => element.tabIndex >= 0 || element.isContentEditable)
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    expect(focusable).toEqual([]);
    await feed.close();
  });

  it("would be told of a fault", async () => {
    await page.setContent('<html lang="en"><title>t</title><main><h1>h</h1><img src="data:,"></main></html>');
    expect(await axeFaults(page)).toEqual([expect.stringMatching(/^image-alt: /)]);
  });
});
