import type { Page } from "playwright-core";
import type { Scope } from "./scope.ts";

// Said before the import: the binary then brings the libraries that a bare machine lacks.
process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";

/** A page of a real browser as large as a wall. */
export async function openPage(scope: Scope): Promise<Page> {
  const [{ chromium }, { default: binary }] = await Promise.all([
    import("playwright-core"),
    import("@sparticuz/chromium"),
  ]);
  const browser = await chromium.launch({ executablePath: await binary.executablePath(), args: binary.args });
  scope.onEnd(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(30_000);
  // What runs in the page was compiled for here, where named functions are marked.
  await page.addInitScript("globalThis.__name = (named) => named");
  return page;
}

export const LOSS = '[data-figure="reports.loss_satang"]';

/** Waits until the figure is a number; its raw value. */
export async function shownLoss(page: Page): Promise<bigint> {
  const handle = await page.waitForFunction(
    (selector) => document.querySelector(selector)?.getAttribute("data-value") || null,
    LOSS,
  );
  return BigInt((await handle.jsonValue()) as string);
}

export interface Sight {
  value: string;
  /** Epoch ms: when it stood in the DOM, and when the frame with it had been painted. */
  inDom: number;
  painted: number;
}

/** From now on every value of the figure is noted, with its moments, by the page itself. */
export async function watchLoss(page: Page): Promise<() => Promise<Sight[]>> {
  await page.evaluate((selector) => {
    const seen: Sight[] = [];
    (globalThis as unknown as { seen: Sight[] }).seen = seen;
    const look = () => {
      const value = document.querySelector(selector)?.getAttribute("data-value") ?? "";
      if (value === "" || value === seen.at(-1)?.value) return;
      const sight: Sight = { value, inDom: Date.now(), painted: Number.NaN };
      seen.push(sight);
      requestAnimationFrame(() =>
        setTimeout(() => {
          sight.painted = Date.now();
        }),
      );
    };
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ["data-value"],
    });
  }, LOSS);
  return () => page.evaluate(() => (globalThis as unknown as { seen: Sight[] }).seen);
}
