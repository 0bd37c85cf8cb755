import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../browser.ts";
import { startFeed } from "./feed.ts";
import { type State, told } from "./sceneries.ts";

/**
 * One step of Munsell's value scale, in L* of CIELAB: he set the steps so that each is told from its neighbour when
 * they do not lie side by side, as two panels of a wall, or one panel in the morning and at noon, do not.
 */
const STEP = 10;
/** Of the cells of two marks that are laid over one another, the part that must differ by a step. */
const UNLIKE = 0.15;

const SITUATIONS = { normal: "normal", watch: "watch", broken: "broken", "no-data": "no-data" } as const;

/** A state of the header as it looks without colour. */
interface Look {
  name: string;
  word: string;
  /** L* of the word, and of what it stands on. */
  text: number;
  ground: number;
  /** L* of each cell of the mark, from left to right and from the top down. */
  mark: number[];
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const lightnessOf = (luminance: number) =>
  luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;

/** What a picture of a part of the page is without colour, in 16 × 16 cells. */
async function cellsOf(page: Page, selector: string): Promise<number[]> {
  const picture = (await page.locator(selector).first().screenshot()).toString("base64");
  const luminances = await page.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const pen = Object.assign(document.createElement("canvas"), { width: 16, height: 16 }).getContext("2d")!;
    pen.drawImage(image, 0, 0, 16, 16);
    const { data } = pen.getImageData(0, 0, 16, 16);
    const linear = (part: number) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return Array.from({ length: 256 }, (_, cell) => {
      const [r = 0, g = 0, b = 0] = data.slice(cell * 4, cell * 4 + 3);
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    });
  }, picture);
  return luminances.map(lightnessOf);
}

async function lookOf(page: Page, name: string): Promise<Look> {
  const mark = await cellsOf(page, ".situation svg");
  const word = (await page.locator(".situation .what").textContent()) ?? "";
  const [text = 0, ground = 0] = await page.evaluate(() => {
    const what = document.querySelector(".situation .what")!;
    const header = getComputedStyle(document.querySelector("header")!).backgroundColor;
    const behind =
      header === "rgba(0, 0, 0, 0)" ? getComputedStyle(document.documentElement).backgroundColor : header;
    return [getComputedStyle(what).color, behind].map((css) => {
      const [r = 0, g = 0, b = 0] = [...css.matchAll(/[\d.]+/g)].map(([part]) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
  });
  return { name, word: word.trim(), text: lightnessOf(text), ground: lightnessOf(ground), mark };
}

const pairsOf = <T>(all: readonly T[]) =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));

describe("without colour", () => {
  it.each([
    ["dark", "th"],
    ["light", "en"],
  ])("good, watch, broken, no data and lost are told apart: %s, %s", async (theme, lang) => {
    const feed = await startFeed(told("normal"));
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${feed.url}/wall/overview?still&theme=${theme}&lang=${lang}`);
    await page.waitForSelector('[data-connection="live"]');
    await page.evaluate(() => document.fonts.ready);
    const looks: Look[] = [];
    for (const [state, situation] of Object.entries(SITUATIONS)) {
      feed.tell(told(state as State));
      await page.waitForSelector(`[data-situation="${situation}"]`);
      looks.push(await lookOf(page, state));
    }
    feed.fallSilent(0);
    await page.waitForSelector('[data-situation="lost"]');
    looks.push(await lookOf(page, "lost"));
    await page.close();
    await feed.close();

    const [good, watch, broken, , lost] = looks as [Look, Look, Look, Look, Look];
    // By lightness: what is judged by it, and the band, which no other state has.
    for (const [one, other] of pairsOf([good, watch, broken]))
      expect(Math.abs(one.text - other.text), `${one.name} – ${other.name}`).toBeGreaterThanOrEqual(STEP);
    expect(Math.abs(lost.ground - good.ground)).toBeGreaterThanOrEqual(4 * STEP);
    for (const [one, other] of pairsOf(looks)) {
      const pair = `${one.name} – ${other.name}`;
      const unlike =
        one.mark.filter((cell, at) => Math.abs(cell - (other.mark[at] ?? 0)) >= STEP).length / 256;
      expect(unlike, pair).toBeGreaterThanOrEqual(UNLIKE);
      expect(one.word, pair).not.toBe(other.word);
    }
  });
});
