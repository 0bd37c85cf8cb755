import type { BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "../browser.ts";
import type { Scope } from "./scope.ts";

/** A page of a wall's size in its own real browser; `more`: further launch arguments. */
export async function openPage(
  scope: Scope,
  more: string[] = [],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const browser = await openBrowser(more);
  scope.onEnd(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, ...options });
  page.setDefaultTimeout(30_000);
  // Functions for the page are compiled here, and the compiler marks named functions with a helper.
  await page.addInitScript("globalThis.__name = (named) => named");
  return page;
}

/** The renderer process of a browser that has only this page. */
export async function rendererOf(page: Page): Promise<number> {
  const devtools = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  // The one that has used CPU time: another is a spare for the next page.
  const busiest = processInfo
    .filter(({ type }) => type === "renderer")
    .sort((a, b) => b.cpuTime - a.cpuTime)[0];
  return busiest!.id;
}

export const LOSS = '[data-figure="reports.loss_satang@today"]';

/** Waits until the figure is a number; returns its raw value. */
export async function shownLoss(page: Page): Promise<bigint> {
  const handle = await page.waitForFunction(
    (selector) => document.querySelector(selector)?.getAttribute("data-value") || null,
    LOSS,
  );
  return BigInt((await handle.jsonValue()) as string);
}

/** The first number of a page, by its own clock: milliseconds since its navigation began, which is `origin` in epoch ms. */
export interface First {
  origin: number;
  inDom: number;
  /** The task after its animation frame. */
  painted: number;
  /** Scripts and stylesheets received by then. */
  files: string[];
}

/** Every page opened from now on records when the first element of `selector` is in it. */
export async function noteFirst(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(wanted)) return;
      watch.disconnect();
      const inDom = performance.now();
      const files = performance
        .getEntriesByType("resource")
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => /\.(js|css)$/.test(path));
      const { timeOrigin: origin } = performance;
      requestAnimationFrame(() =>
        setTimeout(() =>
          Object.assign(window, { first: { origin, inDom, painted: performance.now(), files } }),
        ),
      );
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true });
  }, selector);
}

export async function first(page: Page): Promise<First> {
  const noted = await page.waitForFunction(() => (window as { first?: First }).first);
  return (await noted.jsonValue()) as First;
}

export interface Sight {
  value: string;
  /** Epoch ms: when it was in the DOM, when its frame had been painted, and when the next frame began. */
  inDom: number;
  painted: number;
  drawn: number;
}

/** From now on the page itself records every value of the figure, with its times. */
export async function watch(page: Page, figure: string): Promise<() => Promise<Sight[]>> {
  await page.evaluate((selector) => {
    const seen: Sight[] = [];
    (globalThis as unknown as { seen: Sight[] }).seen = seen;
    const look = () => {
      const value = document.querySelector(selector)?.getAttribute("data-value") ?? "";
      if (value === "" || value === seen.at(-1)?.value) return;
      const sight: Sight = { value, inDom: Date.now(), painted: Number.NaN, drawn: Number.NaN };
      seen.push(sight);
      requestAnimationFrame(() => {
        setTimeout(() => {
          sight.painted = Date.now();
        });
        requestAnimationFrame(() => {
          sight.drawn = Date.now();
        });
      });
    };
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ["data-value"],
    });
  }, figure);
  return () => page.evaluate(() => (globalThis as unknown as { seen: Sight[] }).seen);
}
