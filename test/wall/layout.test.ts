import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS, SCENES } from "#wire/live.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { faultsOf } from "./layout.ts";
import { STATES, sceneryOf } from "./sceneries.ts";

const PANELS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
];

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});
afterAll(() => browser.close());

async function open(feed: Feed, path: string): Promise<void> {
  await page.goto(`${feed.url}${path}`);
  await page.waitForSelector('[data-connection="live"]');
  await page.evaluate(() => document.fonts.ready);
}

/** What is wrong on each panel, each fault once. */
async function faultsOnPanels(): Promise<string[]> {
  const faults: string[] = [];
  for (const panel of PANELS) {
    await page.setViewportSize(panel);
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    faults.push(...(await faultsOf(page)).map((fault) => `${panel.width}×${panel.height}: ${fault}`));
  }
  return faults;
}

describe("every scene, in both languages and on every panel,", () => {
  for (const state of STATES) {
    it(`keeps its text whole: ${state}`, async () => {
      const feed = await startFeed((scene, now) => sceneryOf(state, scene, now));
      const faults: string[] = [];
      for (const scene of SCENES) {
        for (const lang of LANGS) {
          await open(feed, `/wall/${scene}?still&lang=${lang}`);
          faults.push(...(await faultsOnPanels()).map((fault) => `${scene} ${lang} ${fault}`));
        }
      }
      await feed.close();
      expect(faults).toEqual([]);
    }, 120_000);
  }

  it("keeps its text whole with the sound's mark beside the date", async () => {
    const feed = await startFeed((asked, now) => sceneryOf("broken", asked, now));
    await open(feed, "/wall?screen=hall&scene=overview&still");
    await page.waitForSelector("[data-sound]");
    expect(await faultsOnPanels()).toEqual([]);
    await feed.close();
  }, 60_000);

  it("keeps its text whole in Thai numerals, and when the server is gone", async () => {
    const faults: string[] = [];
    for (const scene of SCENES) {
      const feed = await startFeed((asked, now) => sceneryOf("broken", asked, now));
      await open(feed, `/wall/${scene}?still&digits=thai`);
      expect(await page.locator(".wall").textContent()).not.toMatch(/[0-9]/);
      await feed.close();
      await page.waitForSelector('[data-connection="lost"]');
      faults.push(...(await faultsOnPanels()).map((fault) => `${scene} ${fault}`));
    }
    expect(faults).toEqual([]);
  }, 120_000);
});
