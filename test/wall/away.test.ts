import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../browser.ts";
import { filesBelow, textOf } from "../dependencies.ts";
import { type Feed, startFeed } from "./feed.ts";
import { type ProxyServer, startProxy } from "./proxy.ts";
import { told } from "./sceneries.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 30_000, interval: 50 });
const live = (page: Page) => page.locator('.wall[data-connection="live"]').waitFor({ timeout: 30_000 });
const buildOf = (page: Page) => page.locator("meta[name=build]").getAttribute("content");

/** Servers of these builds behind one proxy, and a browser. */
async function open(...builds: string[]) {
  const feeds: Feed[] = [];
  for (const build of builds) {
    const feed = await startFeed(told("normal"), build);
    feeds.push(feed);
    closers.push(feed.close);
  }
  const proxy = await startProxy(feeds[0]!.url);
  closers.push(proxy.close);
  const context = await browser.newContext({ viewport: { width: 960, height: 540 } });
  closers.push(() => context.close());
  return { urls: feeds.map(({ url }) => url), proxy, context };
}

/** A wall that has been opened once, and has what it needs to wait. */
async function openWall(context: BrowserContext, { url }: ProxyServer): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/wall?screen=hall`);
  await live(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  return page;
}

describe("a wall that is opened while the server is away", { timeout: 120_000 }, () => {
  it.each(["away", "silent"] as const)(
    "says that it waits, and comes by itself: the proxy is %s",
    async (how) => {
      const { proxy, context } = await open("a");
      await (await openWall(context, proxy)).close();
      proxy.requests = how;
      const page = await context.newPage();
      const answer = await page.goto(`${proxy.url}/wall?screen=hall`);
      expect(answer?.headers()["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'nonce-(\S{20,})'; style-src 'nonce-\1'; (?!.*unsafe)/,
      );
      expect(await page.locator("p").allTextContents()).toEqual(["รอเซิร์ฟเวอร์", "Waiting for the server"]);
      // With its own letters: a panel may have no others.
      expect(await page.evaluate(() => [...document.fonts].map(({ status }) => status))).toEqual(["loaded"]);
      const { length } = proxy.asked;
      await until(() => proxy.asked.length).toBeGreaterThan(length);
      proxy.requests = "pass";
      await live(page);
    },
  );

  it("says so when nobody listens at the address, at the first page of the server too", async () => {
    const { proxy, context } = await open("a");
    await (await openWall(context, proxy)).close();
    await proxy.close();
    for (const path of ["/wall?screen=hall", "/wall/calls", "/"]) {
      const page = await context.newPage();
      await page.goto(proxy.url + path);
      expect(await page.locator("p").first().textContent()).toBe("รอเซิร์ฟเวอร์");
    }
  });

  it("gets the new build from the server that was released meanwhile, never an old one", async () => {
    const { urls, proxy, context } = await open("a", "b");
    await (await openWall(context, proxy)).close();
    proxy.servers = [urls[1]!];
    const page = await context.newPage();
    await page.goto(`${proxy.url}/wall?screen=hall`);
    expect(await buildOf(page)).toBe("b");
  });

  it("loads itself again when its code did not come", async () => {
    const { proxy, context } = await open("a");
    const page = await context.newPage();
    await page.route("**/assets/main-*.js", (route) => route.abort(), { times: 1 });
    await page.goto(`${proxy.url}/wall?screen=hall`);
    await until(() => page.locator("html").textContent()).toContain("Waiting for the server");
    await live(page);
  });

  it("loads itself again when the code of the wall did not come", async () => {
    const { proxy, context } = await open("a");
    const page = await context.newPage();
    await page.route("**/assets/Root-*.js", (route) => route.abort());
    await page.goto(`${proxy.url}/wall?screen=hall`);
    await until(() => page.locator("body").textContent()).toContain("could not be opened; trying again");
    await page.unroute("**/assets/Root-*.js");
    await live(page);
  });
});

describe("a wall during a release", { timeout: 120_000 }, () => {
  /** Lets the page ask so many times which build is served. */
  async function ask(page: Page, proxy: ProxyServer, times: number) {
    const asks = () => proxy.asked.filter((path) => path === "/wall").length;
    for (let n = 0; n < times; n++) {
      const before = asks();
      await until(async () => {
        await page.clock.fastForward(1_000);
        return asks();
      }).toBeGreaterThan(before);
    }
  }
  async function openTurned(context: BrowserContext, proxy: ProxyServer) {
    const page = await context.newPage();
    await page.clock.install();
    await page.clock.resume();
    await page.goto(`${proxy.url}/wall?screen=hall`);
    await live(page);
    let loads = 0;
    page.on("domcontentloaded", () => loads++);
    return { page, loads: () => loads };
  }

  it("stays at its build while both answer, and goes over when the old one is gone, once", async () => {
    const { urls, proxy, context } = await open("a", "b");
    const { page, loads } = await openTurned(context, proxy);
    proxy.servers = [urls[1]!];
    proxy.endSockets();
    await until(() => proxy.asked.filter((path) => path === "/wall").length).toBeGreaterThan(0);
    proxy.servers = [urls[0]!, urls[1]!];
    await ask(page, proxy, 25);
    expect([await buildOf(page), loads()]).toEqual(["a", 0]);
    proxy.servers = [urls[1]!];
    await ask(page, proxy, 10);
    await until(() => buildOf(page)).toBe("b");
    await live(page);
    expect(loads()).toBe(1);
  });

  it("does not load itself again while the server is away", async () => {
    const { urls, proxy, context } = await open("a", "b");
    const { page, loads } = await openTurned(context, proxy);
    proxy.servers = [urls[1]!];
    proxy.endSockets();
    await ask(page, proxy, 9);
    proxy.requests = "away";
    await ask(page, proxy, 15);
    expect([await buildOf(page), loads()]).toEqual(["a", 0]);
    proxy.requests = "pass";
    await ask(page, proxy, 10);
    await until(() => buildOf(page)).toBe("b");
  });
});

describe("a wall in a hidden tab", () => {
  it("keeps no requests for frames, which would all be answered when it is seen again", async () => {
    const { proxy, context } = await open("a");
    const page = await context.newPage();
    // What a hidden tab does: no frame comes.
    await page.addInitScript(() => {
      const kept = new Set<number>();
      let last = 0;
      Object.assign(window, {
        kept,
        requestAnimationFrame: () => {
          kept.add(++last);
          return last;
        },
        cancelAnimationFrame: (frame: number) => void kept.delete(frame),
      });
    });
    const answers: string[] = [];
    page.on("websocket", (line) => {
      line.on("framesent", ({ payload }) => {
        if (String(payload).startsWith('42["painted"')) answers.push(String(payload));
      });
    });
    await page.goto(`${proxy.url}/wall/overview`);
    await until(() => answers.length).toBeGreaterThan(0);
    const kept = () => page.evaluate(() => (window as unknown as { kept: Set<number> }).kept.size);
    const before = await kept();
    await until(() => answers.length).toBeGreaterThan(4);
    expect(await kept()).toBeLessThanOrEqual(before);
  });
});

describe("a page", () => {
  it("is left by these files only, each of which has asked whether the server is there", () => {
    const leaves = /location\.(reload|assign|replace)|location(\.href)? = /;
    const files = [...filesBelow("dashboard"), "dashboard/index.html", "dashboard/wall/waiting.html"];
    expect(files.filter((file) => leaves.test(textOf(file))).sort()).toEqual([
      "dashboard/index.html",
      "dashboard/live/release.ts",
      "dashboard/live/served.ts",
      "dashboard/wall/waiting.html",
    ]);
  });
});
