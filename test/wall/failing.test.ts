import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SCENES, type Scene, SENT_AS } from "#wire/scenery.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { textOf } from "../../dashboard/live/failures.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";
import { type Feed, startFeed, type Told } from "./feed.ts";
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

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
/** Until a part that failed is drawn anew, at the latest. */
const AGAIN_MS = 600_000;

/** A wall whose browser throws when a text of the part `window.broken` changes, as that part's own code could. */
async function openWall(url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
  closers.push(() => page.close());
  await page.clock.install();
  await page.clock.resume();
  await page.addInitScript(() => {
    const own = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue")!;
    Object.defineProperty(Node.prototype, "nodeValue", {
      ...own,
      set(this: Node, value) {
        const { broken } = window as { broken?: string };
        if (broken && this.parentElement?.closest(`[data-part="${broken}"]`)) throw new Error("planted");
        own.set!.call(this, value);
      },
    });
  });
  await page.goto(url);
  await page.locator('.wall[data-connection="live"]').waitFor();
  return page;
}
const breakPart = (page: Page, part: string | null) =>
  page.evaluate((broken) => Object.assign(window, { broken }), part);

/** The parts that hold no other part: the tiles. */
const tilesOf = (page: Page) =>
  page
    .locator(".scene:not([hidden]) [data-part]:not(:has([data-part]))")
    .evaluateAll((parts) => parts.map((part) => (part as HTMLElement).dataset.part!));
const failedIn = (page: Page) =>
  page
    .locator("[data-failed]")
    .evaluateAll((all) => all.map((one) => one.closest<HTMLElement>("[data-part]")!.dataset.part!));
async function start(state: Told): Promise<Feed> {
  const feed = await startFeed(state);
  closers.push(feed.close);
  return feed;
}

describe.each(SCENES)("a tile of the scene %s that throws", { timeout: 300_000 }, (scene) => {
  it("is taken alone, says so in its place, is reported, and comes back", async () => {
    const feed = await start(told("normal"));
    const page = await openWall(`${feed.url}/wall/${scene}?lang=en`);
    const tiles = await tilesOf(page);
    expect(tiles.length).toBe(new Set(tiles).size);
    expect(tiles.length).toBeGreaterThan(3);
    for (const [turn, tile] of tiles.entries()) {
      await breakPart(page, tile);
      const seq = feed.tell(told(turn % 2 ? "normal" : "many"));
      await until(() => failedIn(page)).toEqual([tile]);
      expect(await page.locator("[data-failed]").textContent()).toMatch(
        /^Cannot be shown\s*Reported; trying again$/,
      );
      await until(() => feed.heard.failed).toEqual([{ part: tile, error: "Error: planted" }]);
      // All the others were painted.
      await until(() => feed.heard.painted).toBe(seq);
      await breakPart(page, null);
      await page.clock.fastForward(AGAIN_MS);
      await until(() => failedIn(page)).toEqual([]);
      await until(() => feed.heard.failed).toEqual([]);
    }
  });

  it("is any: no text of the scene stands outside of a tile", async () => {
    const feed = await start(told("broken"));
    const page = await openWall(`${feed.url}/wall/${scene}`);
    const outside = await page.evaluate(() => {
      const texts = document.createTreeWalker(document.querySelector(".scene")!, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (texts.nextNode()) {
        const { textContent, parentElement } = texts.currentNode;
        const part = parentElement!.closest("[data-part]")!;
        if (textContent!.trim() && part.querySelector("[data-part]")) found.push(textContent!);
      }
      return found;
    });
    expect(outside).toEqual([]);
  });

  it("takes no more than its own when a part of the scenery is not what it should be", async () => {
    const feed = await start(told("normal"));
    const page = await openWall(`${feed.url}/wall/${scene}`);
    const whole = told("normal").sceneryOf(scene, told("normal").now);
    const parts = Object.keys(SENT_AS).filter((part) => part in whole);
    let failures = 0;
    for (const part of parts) {
      const without: Told = {
        ...told("normal"),
        sceneryOf: (of: Scene, now) => ({ ...told("normal").sceneryOf(of, now), [part]: null }),
      };
      const seq = feed.tell(without);
      await page.locator(`.wall[data-seq="${seq}"]`).waitFor();
      failures += (await failedIn(page)).length;
      feed.tell(told("normal"));
      await page.clock.fastForward(AGAIN_MS);
      await until(() => failedIn(page)).toEqual([]);
    }
    expect(failures).toBeGreaterThan(3);
  });
});

describe("a header that throws", () => {
  it("leaves the scene, says so, and comes back", async () => {
    const feed = await start(told("normal"));
    const page = await openWall(`${feed.url}/wall/overview?lang=en`);
    await breakPart(page, "header");
    await until(() => failedIn(page)).toEqual(["header"]);
    await until(() => feed.heard.failed).toEqual([{ part: "header", error: "Error: planted" }]);
    expect(await page.locator(".scene [data-figure]").count()).toBeGreaterThan(5);
    await breakPart(page, null);
    await page.clock.fastForward(AGAIN_MS);
    await until(() => failedIn(page)).toEqual([]);
  });
});

describe("an error outside of all parts", () => {
  it.each([
    [
      "in a task",
      () =>
        queueMicrotask(() => {
          throw new TypeError("planted in a task");
        }),
    ],
    ["in a promise", () => void Promise.reject(new TypeError("planted in a promise"))],
  ])("is reported for ten minutes: %s", async (where, plant) => {
    const feed = await start(told("normal"));
    const page = await openWall(`${feed.url}/wall/overview`);
    await page.evaluate(plant);
    await until(() => feed.heard.failed).toEqual([{ part: "page", error: `TypeError: planted ${where}` }]);
    await page.clock.fastForward(600_000);
    await until(() => feed.heard.failed).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["its first line", new TypeError("x is null\n    at https://wall/assets/a.js:1"), "TypeError: x is null"],
    [
      "no query of an address",
      new Error("GET /wall?screen=hall&key=abc failed"),
      "Error: GET /wall?… failed",
    ],
    ["no long word", new Error(`key ${"a1".repeat(20)} is wrong`), "Error: key … is wrong"],
    ["what was thrown, if it is no error", "gone", "gone"],
    ["no more than 120 letters", new Error("ก ".repeat(200)), `Error: ${"ก ".repeat(200)}`.slice(0, 120)],
  ])("is told with %s", (_what, error, told) => {
    expect(textOf(error)).toBe(told);
  });
});

describe("a wall that cannot be drawn", { timeout: 120_000 }, () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram();
    const headers = { "content-type": "application/json" };
    await fetch(`${program.url}/v1/screens/hall`, { method: "PUT", headers, body: '{"scene":"calls"}' });
  });
  afterAll(() => program.close());

  const hall = async () => {
    const answer = (await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer;
    return answer.screens.find(({ name }) => name === "hall")!;
  };
  const THROWS = 'export default () => { throw new Error("planted"); };';

  it.each<[what: string, part: string, plant: (page: Page) => Promise<unknown>]>([
    [
      "a scene that throws",
      "calls",
      (page) =>
        page.route("**/assets/CallsScene-*.js", (route) =>
          route.fulfill({ body: THROWS, contentType: "text/javascript" }),
        ),
    ],
    [
      "a wall that cannot be mounted",
      "frame",
      (page) =>
        page.route("**/assets/Root-*.js", (route) =>
          route.fulfill({ body: THROWS, contentType: "text/javascript" }),
        ),
    ],
    [
      "a frame that throws",
      "frame",
      (page) =>
        page.addInitScript(() => {
          const { setAttribute } = Element.prototype;
          Element.prototype.setAttribute = function (name, value) {
            if (name === "data-connection") throw new Error("planted");
            setAttribute.call(this, name, value);
          };
        }),
    ],
  ])("never says that it painted, and its server knows why: %s", async (_what, part, plant) => {
    const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
    closers.push(() => page.close());
    await plant(page);
    const answers: string[] = [];
    page.on("websocket", (line) => {
      line.on("framesent", ({ payload }) => {
        if (String(payload).startsWith('42["painted"')) answers.push(String(payload));
      });
    });
    await page.goto(`${program.url}/wall?screen=hall`);
    await until(async () => (await hall()).connections[0]?.failures).toEqual([
      { part, error: "Error: planted", since: expect.any(Number) },
    ]);
    await until(async () => (await hall()).frozen).toBe(true);
    expect(answers).toEqual([]);
    const screens = await browser.newPage();
    closers.push(() => screens.close());
    await screens.goto(`${program.url}/screens?lang=en`);
    const failure = screens.locator(`[data-screen=hall] [data-failure="${part}"]`);
    await until(() => failure.textContent()).toMatch(
      new RegExp(`Cannot show ${part}\\s+since \\d\\d:\\d\\d Error: planted`),
    );
    await page.close();
    await until(async () => (await hall()).connected).toBe(false);
  });
});
