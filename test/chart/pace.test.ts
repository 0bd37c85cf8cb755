import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed } from "../wall/feed.ts";
import { told } from "../wall/sceneries.ts";

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

interface Seen {
  /** When each canvas was cleared to be drawn, in ms. */
  draws: number[][];
  /** How many different numbers of a frame have stood in the page. */
  frames: number;
  /** Draws of all canvases while there was no data yet, and three animation frames after the first came. */
  first: [number, number];
}

async function open(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(() => {
    const draws = new Map<HTMLCanvasElement, number[]>();
    const frames = new Set<string>();
    const first: number[] = [];
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      draws.set(this.canvas, [...(draws.get(this.canvas) ?? []), performance.now()]);
      clearRect.apply(this, box);
    };
    const count = () => [...draws.values()].flat().length;
    let empty = 0;
    new MutationObserver(() => {
      const seq = document.querySelector<HTMLElement>("[data-seq]")?.dataset.seq;
      if (!seq || Number(seq) < 1) {
        empty = count();
        return;
      }
      if (frames.size === 0)
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestAnimationFrame(() => first.push(empty, count()))),
        );
      frames.add(seq);
    }).observe(document, { subtree: true, childList: true, attributes: true });
    Object.assign(window, {
      seen: () => ({ draws: [...draws.values()], frames: frames.size, first }),
    });
  });
  await page.goto(`${feed.url}/wall/overview?still`);
  return page;
}
const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: () => Seen }).seen());

it("draws a chart's first data at once, and then at most once a second, while the text follows every frame", async () => {
  const page = await open();
  await expect.poll(async () => (await seen(page)).first.length).toBe(2);
  const [empty, after] = (await seen(page)).first;
  expect(after).toBeGreaterThan(empty);

  const begun = (await seen(page)).frames;
  for (let frame = 0; frame < 40; frame++) {
    const seq = feed.tell(told(frame % 2 ? "normal" : "watch"));
    await page.waitForSelector(`[data-seq="${seq}"]`, { state: "attached" });
    await page.waitForTimeout(80);
  }
  const { draws, frames } = await seen(page);
  expect(frames - begun).toBe(40);
  const charts = draws.filter((times) => times.length > 2);
  expect(charts.length).toBeGreaterThan(0);
  for (const times of charts) {
    // One drawing clears a canvas several times.
    const starts = times.filter((at, n) => n === 0 || at - times[n - 1]! > 200);
    const gaps = starts.slice(2).map((at, n) => at - starts[n + 1]!);
    expect(Math.min(...gaps)).toBeGreaterThan(800);
  }
});
