import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOfMinute } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import { THEMES } from "#wire/live.ts";
import { CHART_BARS, type Scenery } from "#wire/scenery.ts";
import type { Minute } from "../../backend/live/asking.ts";
import { barsOf, barWindow } from "../../backend/live/bars.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { openBrowser } from "../browser.ts";
import { startFeed, type Told } from "./feed.ts";
import { cellsOf, groundOf } from "./lightness.ts";
import { told } from "./sceneries.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const CHART = '[data-chart="calls.offered"]';
/** What ten times the distance leaves of a picture. */
const SCALE = 1 / 10;

/** Calls of each minute, none or one at night; their number triples, or falls to a third, while the chart lasts. */
function minutesOf(scene: "overview" | "calls", now: number, perMinute: number, isRising: boolean): Minute[] {
  const { from, until } = barWindow(now, CHART_BARS[scene]);
  const random = chance(`afar ${scene}`, perMinute);
  const count = (until - from) / MINUTE;
  const minutes = Array.from({ length: count }, (_, place) => {
    const mean = perMinute * (0.5 + place / count);
    return Math.floor(mean + random());
  });
  if (!isRising) minutes.reverse();
  const running = startOfMinute(now);
  return minutes.map((value, place) => {
    const at = from + place * MINUTE;
    return { at, value, state: at === running ? "open" : "settled", missing: false };
  });
}

const withCalls = (scene: "overview" | "calls", minutes: (now: number) => Minute[]): Told => ({
  now: told("normal").now,
  sceneryOf(of, now) {
    const scenery = told("normal").sceneryOf(of, now) as Scenery<"calls">;
    if (of !== scene) return scenery;
    const offered = minutes(now);
    const answered = offered.map((minute, place) => ({
      ...minute,
      value: Math.max(0, minute.value! - (place % 9 === 0 ? 1 : 0)),
    }));
    const series = barsOf({ "calls.offered": offered, "calls.answered": answered }, now);
    const week = series["calls.offered"].map((bar) => ({ ...bar, value: 3, state: "settled" as const }));
    return { ...scenery, series: { ...scenery.series, ...series, "calls.offered@week": week } };
  },
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)];
  const along = (f: (x: number, y: number) => number) =>
    one.reduce((sum, x, at) => sum + f(x - a, other[at]! - b), 0);
  return along((x, y) => x * y) / Math.sqrt(along((x) => x * x) * along((_, y) => y * y));
}

describe.each(THEMES)("a picture scaled to a tenth, %s,", (theme) => {
  it.each([
    ["overview", "at night", 0.5, true],
    ["overview", "at night", 0.5, false],
    ["overview", "by day", 8, true],
    ["calls", "at night", 0.5, true],
    ["calls", "by day", 8, false],
  ] as const)(
    "still tells rise from fall: %s %s, %d a minute, rising: %s",
    async (scene, _, perMinute, isRising) => {
      const of = (now: number) => minutesOf(scene, now, perMinute, isRising);
      const feed = await startFeed(withCalls(scene, of));
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.goto(`${feed.url}/wall/${scene}?still&theme=${theme}`);
      await page.waitForFunction(
        (chart) =>
          (document.querySelector(chart) as unknown as { bars(): unknown[][] } | null)?.bars()[0]?.length,
        CHART,
      );
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const { width, height, cells } = await cellsOf(page, CHART, ({ width, height }) => ({
        width: Math.round(width * SCALE),
        height: Math.round(height * SCALE),
      }));
      const ground = await groundOf(page, CHART);
      const sums = await page.evaluate(
        (chart) =>
          (document.querySelector(chart) as unknown as { bars(): { value: number }[][] })
            .bars()[0]!
            .map(({ value }) => value),
        CHART,
      );
      await page.close();
      await feed.close();

      /** How far each column of the picture stands out from the tile. */
      const ink = Array.from({ length: width }, (_, column) =>
        mean(Array.from({ length: height }, (_, row) => Math.abs(cells[row * width + column]! - ground))),
      );
      const bars = CHART_BARS[scene];
      // Without the running bar, which is not over.
      const seen = sums.slice(0, -1).map((_, bar) => {
        const from = Math.round((bar * width) / bars);
        return mean(ink.slice(from, Math.max(from + 1, Math.round(((bar + 1) * width) / bars))));
      });
      const third = Math.floor(seen.length / 3);
      const rise = mean(seen.slice(-third)) - mean(seen.slice(0, third));
      expect(Math.sign(rise)).toBe(isRising ? 1 : -1);
      // What is seen of each five minutes is how many came.
      expect(correlation(seen, sums.slice(0, -1))).toBeGreaterThan(0.9);
    },
  );
});
