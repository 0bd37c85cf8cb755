import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS, type Lang, SCENES, THEMES } from "#wire/live.ts";
import { openBrowser } from "../browser.ts";
import { paleOf } from "./contrast.ts";
import { type Feed, startFeed, type Told } from "./feed.ts";
import { faultsOf } from "./layout.ts";
import { momentOf, STATES, type State, sceneryOf } from "./sceneries.ts";
import { MAY_BE_CUT } from "./tables.ts";
import { lendEyes } from "./texts.ts";

const PANELS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
];
const told = (state: State): Told => ({
  now: momentOf(state),
  sceneryOf: (scene, now) => sceneryOf(state, scene, now),
});

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(told("normal"));
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

async function open(viewport: { width: number; height: number }, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await lendEyes(page);
  await page.goto(`${feed.url}${path}`);
  await page.waitForSelector('[data-connection="live"]');
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** Until a page shows what it was told, by the clock that it was told. */
async function untilShown(page: Page, seq: number, state: State): Promise<void> {
  await page.waitForSelector(`[data-seq="${seq}"]`);
  const hour = { night: "23:", midnight: "00:" }[state as string] ?? "14:";
  await page.waitForFunction((hour) => document.querySelector("time")?.textContent?.startsWith(hour), hour);
}

describe("every scene, in every state and on every panel,", () => {
  const cases = SCENES.flatMap((scene) => LANGS.map((lang): [string, Lang] => [scene, lang]));
  it.each(cases)("keeps its text whole and readable: %s %s", async (scene, lang) => {
    const pages = await Promise.all(PANELS.map((panel) => open(panel, `/wall/${scene}?lang=${lang}`)));
    const faults: string[] = [];
    for (const state of STATES) {
      const seq = feed.tell(told(state));
      for (const [index, page] of pages.entries()) {
        await untilShown(page, seq, state);
        const { width, height } = PANELS[index]!;
        const found = await faultsOf(page);
        const unfit = found.filter((fault) => !MAY_BE_CUT.some((name) => fault === `"${name}" is cut short`));
        faults.push(...unfit.map((fault) => `${state} ${width}×${height}: ${fault}`));
      }
      for (const theme of THEMES)
        faults.push(...(await paleOf(pages[0]!, theme)).map((pale) => `${state} ${theme}: ${pale}`));
    }
    await Promise.all(pages.map((page) => page.close()));
    expect(faults).toEqual([]);
  });
});
