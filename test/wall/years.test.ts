import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { SCENES } from "#wire/scenery.ts";
import { root } from "../../backend/build/root.ts";
import { HEAP_LIMIT } from "../../dashboard/wall/memory.ts";
import { openBrowser } from "../browser.ts";
import { startProcess } from "../process.ts";
import { event, movedClock, startProgram } from "../program.ts";
import { faultsOf } from "./layout.ts";
import { lendEyes } from "./texts.ts";

interface Memory {
  usedJSHeapSize: number;
}

let browser: Browser;
beforeAll(async () => {
  // Chromium rounds what it says of its memory, and says it anew every twenty minutes only, unless told otherwise.
  browser = await openBrowser(["--enable-precise-memory-info"]);
});
afterAll(() => browser.close());
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 100 });

/** The real clock, set to a time of the day in Bangkok. */
function clockAt(hours: number) {
  const clock = Object.assign(movedClock(), { to });
  function to(hours: number) {
    clock.ahead += (hours * HOUR - timeOfDay(clock.now()) + DAY) % DAY;
  }
  clock.to(hours);
  return clock;
}

async function newPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(15_000);
  await lendEyes(page);
  closers.push(() => page.close());
  return page;
}
async function openWall(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/wall/overview`);
  await page.locator("[data-connection=live]").waitFor();
  await page.evaluate(() => Object.assign(window, { sameLoad: true }));
}
const isSameLoad = (page: Page) =>
  page.evaluate(() => (window as { sameLoad?: true }).sameLoad === true).catch(() => null);

describe("a wall that runs for years", { timeout: 120_000 }, () => {
  it("is loaded anew at night when its memory is full, and comes back whole", async () => {
    const clock = clockAt(1);
    const program = await startProgram({ clock });
    closers.push(program.close);
    await program.tell(event("call.offered", clock.now(), { callId: "c-1", queue: "report" }));
    const page = await newPage();
    await openWall(page, program.url);
    const devtools = await page.context().newCDPSession(page);
    const heap = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return page.evaluate(() => (performance as Performance & { memory: Memory }).memory.usedJSHeapSize);
    };
    expect(await heap()).toBeLessThan(HEAP_LIMIT / 10);
    await until(() => page.locator("time").textContent()).toMatch(/^01:00/);
    clock.to(4.95);
    await until(() => page.locator("time").textContent()).toMatch(/^04:57/);
    // It is quiet and the page is old, but there is nothing to give back.
    await page.waitForTimeout(2_500);
    expect(await isSameLoad(page)).toBe(true);

    await page.evaluate(
      (bytes) => {
        Object.assign(window, { leak: new Array(bytes / 8).fill(0.5) });
      },
      HEAP_LIMIT + 2 ** 20,
    );
    await until(() => isSameLoad(page)).toBe(false);
    await page.locator("[data-connection=live]").waitFor();
    await until(() => page.locator("[data-chart]").count()).toBe(2);
    expect(await faultsOf(page)).toEqual([]);
    expect(await heap()).toBeLessThan(HEAP_LIMIT / 10);
    await page.evaluate(() => Object.assign(window, { sameLoad: true }));
    // And it stays: a young page is not loaded anew, whatever it holds.
    await page.waitForTimeout(2_500);
    expect(await isSameLoad(page)).toBe(true);
  });

  it("is not loaded anew while the server is gone: there would be nothing to come back to", async () => {
    const clock = clockAt(1);
    const program = await startProgram({ clock });
    const page = await newPage();
    await openWall(page, program.url);
    await until(() => page.locator("time").textContent()).toMatch(/^01:00/);
    clock.to(4.95);
    await until(() => page.locator("time").textContent()).toMatch(/^04:57/);
    await program.close();
    await page.evaluate(
      (bytes) => {
        Object.assign(window, { leak: new Array(bytes / 8).fill(0.5) });
      },
      HEAP_LIMIT + 2 ** 20,
    );
    await page.locator("[data-connection=lost]").waitFor();
    await page.waitForTimeout(2_500);
    expect(await isSameLoad(page)).toBe(true);
  });

  it("loads a new release by itself, once it is there, and asks for none in a loop", async () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const environment = { DATA_DIR: join(folder, "data") };
    const first = await startProcess(environment);
    const { port } = new URL(first.url);
    const page = await newPage();
    await page.clock.install({ time: new Date() });
    await page.clock.resume();
    await openWall(page, first.url);
    const build = () => page.locator('meta[name="build"]').getAttribute("content");
    const before = await build();

    const release = join(folder, "release");
    for (const part of ["dist/backend", "dist/dashboard", "sql", "package.json"])
      cpSync(join(root, part), join(release, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(release, "node_modules"));
    const index = join(release, "dist/dashboard/index.html");
    const old = readFileSync(index, "utf8");
    writeFileSync(index, old.replace(`content="${before}"`, 'content="the-next-one"'));
    await first.kill();
    await page.locator("[data-connection=lost]").waitFor();
    // Something on the way still gives the old page.
    let asked = 0;
    await page.route("**/wall/overview", (route) => {
      asked++;
      return route.fulfill({ body: old, contentType: "text/html; charset=utf-8" });
    });
    const second = await startProcess({ ...environment, PORT: port }, [], release);
    closers.push(() => second.kill());
    await page.locator("[data-connection=live]").waitFor();
    for (let minutes = 1; minutes <= 4; minutes++) {
      await page.clock.fastForward(71_000);
      await until(() => asked).toBeGreaterThanOrEqual(minutes);
      // What it got is read before it waits again.
      await page.waitForTimeout(500);
    }
    expect(asked).toBeLessThanOrEqual(8);
    expect(await isSameLoad(page)).toBe(true);
    expect(await build()).toBe(before);

    await page.unroute("**/wall/overview");
    await page.clock.fastForward(71_000);
    // Ten answers in a row must name it, three seconds apart.
    await expect.poll(build, { timeout: 60_000, interval: 500 }).toBe("the-next-one");
    expect(await isSameLoad(page)).toBe(false);
    await page.locator("[data-connection=live]").waitFor();
  });

  it("stands elsewhere on the panel each minute, whole, and is dim at night", async () => {
    const clock = clockAt(12);
    const program = await startProgram({ clock });
    closers.push(program.close);
    await program.tell(event("call.offered", clock.now(), { callId: "c-1", queue: "report" }));
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    closers.push(() => page.close());
    await lendEyes(page);
    const night = page.locator(".night");
    const faults: string[] = [];
    for (const scene of SCENES) {
      const places = new Set<string>();
      await page.goto(`${program.url}/wall/${scene}`);
      await page.locator("[data-connection=live]").waitFor();
      // The four ends of its way round the middle.
      for (const place of [2, 4, 6, 8]) {
        const wait = (place * MINUTE - (clock.now() % (10 * MINUTE)) + 10 * MINUTE) % (10 * MINUTE);
        clock.ahead += wait;
        const minute = stamp(clock.now()).slice(14, 16);
        await until(() => page.locator("time").textContent()).toMatch(new RegExp(`^\\d\\d:${minute}`));
        const box = await page.locator(".wall").boundingBox();
        places.add(`${box!.x.toFixed(1)} ${box!.y.toFixed(1)}`);
        faults.push(...(await faultsOf(page)).map((fault) => `${scene}: ${fault}`));
      }
      // Two thirds of the box's pixels on this panel.
      expect([...places].sort()).toEqual(["-0.7 2.7", "-2.7 0.0", "0.0 -2.7", "2.7 0.0"]);
    }
    expect(faults).toEqual([]);
    expect(await night.isVisible()).toBe(false);
    clock.to(23);
    await until(() => night.isVisible()).toBe(true);
    expect(await night.evaluate((element) => Number(getComputedStyle(element).opacity))).toBeCloseTo(0.25);
  });
});
