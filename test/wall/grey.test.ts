import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { THEMES } from "#wire/live.ts";
import { BAR_MINUTES, type Bar } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { startFeed, type Told } from "./feed.ts";
import { cellsOf, lightnessOf } from "./lightness.ts";
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
  /** Of the word's letters, from 100 to 900. */
  weight: number;
  /** L* of each cell of the mark, from left to right and from the top down. */
  mark: number[];
}

/** What a bar of the charts can be: what came, and what was kept of it. */
const AT = { at: 0 };
const KINDS: Record<string, { came: Bar; kept: Bar }> = {
  whole: {
    came: { ...AT, value: 36, state: "settled" },
    kept: { ...AT, value: 16, state: "settled" },
  },
  zero: { came: { ...AT, value: 0, state: "settled" }, kept: { ...AT, value: 0, state: "settled" } },
  unknown: {
    came: { ...AT, value: null, state: "no-data", unknown: 5 },
    kept: { ...AT, value: null, state: "no-data", unknown: 5 },
  },
  running: { came: { ...AT, value: 36, state: "open" }, kept: { ...AT, value: 16, state: "open" } },
};
const BARS = 2 * Object.keys(KINDS).length;

/** The overview with a bar of each kind, each after one that is empty; a week ago more came than in any of them. */
const withBars = (kinds: typeof KINDS): Told => ({
  now: told("normal").now,
  sceneryOf(scene, now) {
    const scenery = told("normal").sceneryOf(scene, now);
    if (scene !== "overview") return scenery;
    const empty: Bar = { at: 0, value: 0, state: "settled" };
    const series = (of: "came" | "kept") =>
      Object.values(kinds)
        .flatMap((kind) => [empty, kind[of]])
        .map((bar, place) => ({ ...bar, at: now - (BARS - place) * BAR_MINUTES * MINUTE }));
    const week = series("came").map((bar): Bar => ({ at: bar.at, value: 38, state: "settled" }));
    const calls = {
      "calls.offered": series("came"),
      "calls.answered": series("kept"),
      "calls.offered@week": week,
    };
    return { ...scenery, series: { ...(scenery as Scenery<"overview">).series, ...calls } } as Scenery;
  },
});

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function lookOf(page: Page, name: string): Promise<Look> {
  const { cells: mark } = await cellsOf(page, ".situation svg", () => ({ width: 16, height: 16 }));
  const word = (await page.locator(".situation .what").textContent()) ?? "";
  const weight = await page
    .locator(".situation .what")
    .evaluate((what) => Number(getComputedStyle(what).fontWeight));
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
  return { name, word: word.trim(), text: lightnessOf(text), ground: lightnessOf(ground), weight, mark };
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
    // By lightness: what comes near, and the band, which no other state has.
    for (const other of [good, broken])
      expect(Math.abs(watch.text - other.text), `watch – ${other.name}`).toBeGreaterThanOrEqual(STEP);
    // By weight: red words would be darker than the good ones.
    expect(broken.text).toBe(good.text);
    expect(broken.weight - good.weight).toBeGreaterThanOrEqual(200);
    expect(Math.abs(lost.ground - good.ground)).toBeGreaterThanOrEqual(4 * STEP);
    for (const [one, other] of pairsOf(looks)) {
      const pair = `${one.name} – ${other.name}`;
      const unlike =
        one.mark.filter((cell, at) => Math.abs(cell - (other.mark[at] ?? 0)) >= STEP).length / 256;
      expect(unlike, pair).toBeGreaterThanOrEqual(UNLIKE);
      expect(one.word, pair).not.toBe(other.word);
    }
  });

  it.each(THEMES)(
    "a bar's parts, one that runs, one that is not whole and none are told apart: %s",
    async (theme) => {
      const feed = await startFeed(withBars(KINDS));
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.goto(`${feed.url}/wall/overview?still&theme=${theme}`);
      await page.waitForSelector('[data-connection="live"]');
      const chart = '[data-chart="calls.offered"]';
      await page.waitForFunction((chart) => {
        const pen = document.querySelector<HTMLCanvasElement>(`${chart} canvas`)?.getContext("2d");
        return pen?.getImageData(0, 0, pen.canvas.width, pen.canvas.height).data.some((part) => part > 0);
      }, chart);
      const { width, height, cells } = await cellsOf(page, chart, ({ width, height }) => ({
        width: Math.round(width),
        height: Math.round(height),
      }));
      await page.close();
      await feed.close();

      const place = width / BARS;
      /** The cells of a bar between two heights, as shares of the plot's: without what stands at its foot and edge. */
      const patch = (bar: number, from: number, to: number) => {
        const [left, right] = [Math.round((bar + 0.3) * place), Math.round((bar + 0.7) * place)];
        const [top, bottom] = [Math.round((1 - to) * height), Math.round((1 - from) * height)];
        return Array.from({ length: bottom - top }, (_, row) =>
          cells.slice((top + row) * width + left, (top + row) * width + right),
        ).flat();
      };
      // The ceiling is 40; came 36, kept 16: what lies above 27 and below 33 is the rest.
      const looks = Object.entries(KINDS).flatMap(([name], kind) => {
        const bar = 2 * kind + 1;
        return [
          { name: `${name}, kept`, cells: patch(bar, 0.25, 0.36) },
          { name: `${name}, the rest`, cells: patch(bar, 0.58, 0.69) },
        ];
      });
      const look = (name: string) => looks.find((each) => each.name === name)!;
      for (const [one, other] of [
        ["whole, kept", "whole, the rest"],
        ["whole, kept", "running, kept"],
        ["running, kept", "running, the rest"],
        ["whole, kept", "unknown, kept"],
        ["running, kept", "unknown, kept"],
        ["whole, the rest", "unknown, the rest"],
        ["zero, kept", "unknown, kept"],
        ["zero, the rest", "unknown, the rest"],
      ] as const) {
        const [a, b] = [look(one).cells, look(other).cells];
        const sorted = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)] as const;
        const unlike =
          sorted[0].filter((cell, at) => Math.abs(cell - sorted[1][at]!) >= STEP).length / a.length;
        expect(unlike, `${one} – ${other}`).toBeGreaterThanOrEqual(UNLIKE);
      }
    },
  );
});
