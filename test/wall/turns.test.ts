import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Figure } from "#wire/figures.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { type Assigner, startAssigner } from "./assigner.ts";

let browser: Browser;
let server: Assigner;
let page: Page;
/** What the screen is told when it connects. */
let first: Scene = "overview";
const requests: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  first = "overview";
  server = await startAssigner((assigner) => {
    assigner.assign(first);
    assigner.snapshot(first, "normal");
    assigner.beat();
  });
  page = await browser.newPage({ viewport: { width: 960, height: 540 } });
  await page.goto(`${server.url}/wall?screen=hall`);
  await shows("overview");
  // What is loaded ahead is there when the network has been idle for half a second.
  await page.waitForLoadState("networkidle");
  requests.length = 0;
  page.on("request", (request) => requests.push(request.url()));
});
afterEach(async () => {
  await page.close();
  await server.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 15_000, interval: 20 });
const shown = () => page.locator(".wall").getAttribute("data-scene");
const shows = (scene: Scene) => page.locator(`.wall[data-scene=${scene}] .scene:not([hidden])`).waitFor();
const link = () => page.locator(".wall").getAttribute("data-connection");

async function turn(scene: Scene, state: "normal" | "watch" | "broken" = "normal"): Promise<void> {
  server.assign(scene);
  const seq = server.snapshot(scene, state);
  await page.locator(`.wall[data-scene=${scene}][data-seq="${seq}"]`).waitFor();
}

/** How the targets of the scene that can be seen stand. */
const paces = () =>
  page
    .locator(".scene:not([hidden]) [data-pace]")
    .evaluateAll((tiles) => tiles.map((tile) => (tile as HTMLElement).dataset.pace));

/** What the figures of the scene that can be seen say, by their metric. */
const figures = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".scene:not([hidden]) [data-figure]")].map(({ dataset }) => [
      dataset.figure!,
      dataset.value!,
    ]),
  );

describe("a named screen", { timeout: 120_000 }, () => {
  it("keeps its address, and mounts each scene once", async () => {
    await page.evaluate(() => Object.assign(window, { isTheSame: true }));
    for (const scene of [...SCENES, ...SCENES]) await turn(scene);
    expect(await page.locator(".scene").count()).toBe(SCENES.length);
    expect(await page.evaluate(() => (window as { isTheSame?: true }).isTheSame)).toBe(true);
    expect(page.url()).toBe(`${server.url}/wall?screen=hall`);
  });

  it("starts in the language and theme that it had last, before it is told anything", async () => {
    server.assign("calls", { lang: "en", theme: "light" });
    server.snapshot("calls", "normal");
    await page.locator("html[lang=en][data-theme=light]").waitFor();
    server.away();
    await page.reload();
    const root = page.locator("html");
    await page.locator(".wall").waitFor();
    expect([await root.getAttribute("lang"), await root.getAttribute("data-theme")]).toEqual(["en", "light"]);
    expect(await page.locator("[lang=th]").count()).toBe(0);
  });

  it("makes no request during a turn, not even at a scene's first", async () => {
    for (const scene of [...SCENES, ...SCENES]) await turn(scene, "broken");
    await page.waitForTimeout(300);
    expect(requests).toEqual([]);
  });

  it("has in each scene the numbers that it was told last, after it has come back", async () => {
    for (const scene of SCENES) await turn(scene, "normal");
    for (const scene of [...SCENES].reverse()) {
      await turn(scene, "broken");
      const scenery = server.sceneryOf(scene);
      const told: Record<string, Figure> = scenery.figures;
      if ("paces" in scenery) {
        const states = Object.values(scenery.paces)
          .sort((a, b) => Number(a.place) - Number(b.place))
          .map(({ state }) => state);
        expect(await paces()).toEqual(states);
        continue;
      }
      const known = (await figures()).filter(([id]) => told[id!]);
      expect(known.length, scene).toBeGreaterThan(1);
      for (const [id, value] of known) expect(value, `${scene} ${id}`).toBe(String(told[id!]!.value ?? ""));
    }
  });

  it("never shows an old number as a current one, not for one frame", async () => {
    await turn("freezes", "normal");
    await turn("overview", "normal");
    await page.evaluate(() => {
      const painted: string[] = [];
      Object.assign(window, { painted });
      const look = () => {
        const scene = document.querySelector<HTMLElement>(".wall")!.dataset.scene;
        const open = document.querySelector<HTMLElement>(
          '.scene:not([hidden]) [data-figure="freezes.open@7days"]',
        )?.dataset.value;
        painted.push(`${scene} ${open}`);
        requestAnimationFrame(look);
      };
      look();
    });
    for (let n = 0; n < 5; n++) {
      await turn("freezes", "broken");
      await turn("overview", "broken");
    }
    const painted = await page.evaluate(() => (window as unknown as { painted: string[] }).painted);
    // Of before the first turn; from then on both scenes have been told of 200.
    expect([...new Set(painted)].sort()).toEqual(["freezes 200", "overview 200", "overview 41"]);
    expect(painted.lastIndexOf("overview 41")).toBeLessThan(painted.indexOf("freezes 200"));
  });

  it("keeps the old scene until the snapshot of the next one is there", async () => {
    server.assign("calls");
    await page.waitForTimeout(300);
    expect(await shown()).toBe("overview");
    server.snapshot("calls", "normal");
    await shows("calls");
  });

  it("keeps the old scene when a snapshot comes before its assignment", async () => {
    server.snapshot("losses", "normal");
    await page.waitForTimeout(300);
    expect([await shown(), await link()]).toEqual(["overview", "live"]);
    server.assign("losses");
    await shows("losses");
  });

  it("changes nothing for an assignment to the scene that it shows", async () => {
    const before = await page.locator(".scene").innerHTML();
    server.assign("overview", { reason: "rotation" });
    const seq = server.snapshot("overview", "normal");
    await page.locator(`[data-seq="${seq}"]`).waitFor();
    expect(await page.locator(".scene").count()).toBe(1);
    expect((await page.locator(".scene").innerHTML()).length).toBeGreaterThan(before.length / 2);
  });

  it("changes theme, language and numerals in place, in the charts too", async () => {
    const pixels = () =>
      page.evaluate(() =>
        document.querySelector<HTMLCanvasElement>(".scene:not([hidden]) canvas")!.toDataURL(),
      );
    const dark = await pixels();
    server.assign("overview", { theme: "light", lang: "en", thaiDigits: true });
    await until(() => page.locator("time").textContent()).toMatch(/^[๐-๙]{2}:/);
    expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toEqual({ theme: "light" });
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    expect(await page.locator(".scene:not([hidden])").textContent()).toContain("Open now");
    await until(pixels).not.toBe(dark);
    // A scene that was mounted before speaks the new language when it comes back, and one that was not does too.
    server.assign("freezes", { theme: "light", lang: "en" });
    server.snapshot("freezes", "normal");
    await shows("freezes");
    expect(await page.locator(".scene:not([hidden])").textContent()).toContain("Will miss");
  });

  it("says that the server went away in the middle of a turn, and takes the turn when it is back", async () => {
    server.assign("losses");
    first = "losses";
    server.away();
    await until(link).toBe("lost");
    expect(await shown()).toBe("overview");
    server.back();
    await shows("losses");
    expect(await link()).toBe("live");
    expect(server.joins.at(-1)).toMatchObject({ screen: "hall", scene: "overview" });
  });
});
