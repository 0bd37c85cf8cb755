import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { SCENES } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { busyDay } from "../live/busyDay.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Cable, layCable } from "./cable.ts";
import { expectSame } from "./whole.ts";

let browser: Browser;
beforeAll(async () => {
  // Ink is compared pixel by pixel: it must come from one pen, and a canvas that is read often gets another one.
  browser = await openBrowser(["--disable-accelerated-2d-canvas"]);
});
afterAll(() => browser.close());
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Centre {
  program: Program;
  cable: Cable;
  /** A wall of each scene, at the far end of the cable. */
  walls: Page[];
  clock: MovedClock;
  /** Starts the program again, on what it had or on nothing. */
  restart(folder: "the same" | "an empty one"): Promise<void>;
  /** Time passes on both sides of the cable. */
  pass(ms: number): Promise<void>;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openWalls(context: BrowserContext, url: string): Promise<Page[]> {
  const pages = await Promise.all(SCENES.map(() => context.newPage()));
  await Promise.all(pages.map((page, place) => page.goto(`${url}/wall/${SCENES[place]}`)));
  await untilAll(pages, "live", 15_000);
  return pages;
}

const links = (pages: Page[]) =>
  Promise.all(pages.map((page) => page.locator("[data-connection]").getAttribute("data-connection")));
const untilAll = (pages: Page[], link: string, timeout: number) =>
  expect.poll(() => links(pages), { timeout, interval: 100 }).toEqual(SCENES.map(() => link));

/** A day's events, a program that has them, and the four walls; `turned`: the browser's clock can be turned too. */
async function openCentre(turned: boolean): Promise<Centre> {
  const clock = movedClock();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  closers.push(() => context.close());
  if (turned) {
    await context.clock.install({ time: new Date() });
    await context.clock.resume();
  }
  const folder = newFolder();
  const start = async (folder: string) => {
    const program = await startProgram({ folder, clock });
    closers.push(program.close);
    return program;
  };
  const program = await start(folder);
  await program.tell(...busyDay(clock.now(), "before"));
  const cable = await layCable(program.url);
  closers.push(cable.close);
  const walls = await openWalls(context, cable.url);
  for (const wall of walls) await wall.evaluate(() => Object.assign(window, { sameLoad: true }));
  const centre: Centre = {
    program,
    cable,
    walls,
    clock,
    async restart(which) {
      await centre.program.close();
      closers.splice(closers.indexOf(centre.program.close), 1);
      centre.program = await start(which === "the same" ? folder : newFolder());
    },
    async pass(ms) {
      clock.ahead += ms;
      await context.clock.fastForward(ms);
    },
  };
  return centre;
}

/** How many screens the server believes that it has. */
const watching = async ({ program }: Centre) =>
  ((await (await fetch(`${program.url}/v1/screens`)).json()) as { unnamed: unknown[] }).unnamed.length;

/** All figures that a reader could take for the present. */
const shown = async (walls: Page[]) =>
  (
    await Promise.all(
      walls.map((wall) =>
        wall
          .locator("[data-figure]:not([data-state=missing])")
          .evaluateAll((all) => all.map((one) => one.outerHTML)),
      ),
    )
  ).flat();

/** After the cable is whole again: live in time, never loaded anew, and the same as a wall that was loaded just now. */
async function expectWhole({ program, walls }: Centre) {
  await untilAll(walls, "live", 30_000);
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  closers.push(() => context.close());
  const fresh = await openWalls(context, program.url);
  await Promise.all(walls.map((wall, place) => expectSame(wall, fresh[place]!)));
  for (const wall of walls)
    expect(await wall.evaluate(() => (window as { sameLoad?: true }).sameLoad)).toBe(true);
}

describe("a wall whose cable", { timeout: 180_000 }, () => {
  for (const [name, ms] of [
    ["five seconds", 0],
    ["five minutes", 5 * MINUTE],
    ["twelve hours", 12 * HOUR],
  ] as const) {
    it(`is cut for ${name} says so, and is whole again`, async () => {
      const centre = await openCentre(ms > 0);
      const { cable, walls, clock } = centre;
      cable.cut();
      await untilAll(walls, "lost", 7_000);
      if (ms > 0) {
        await centre.pass(ms);
        await expect.poll(() => shown(walls), { timeout: 10_000 }).toEqual([]);
      }
      await centre.program.tell(...busyDay(clock.now(), "meanwhile"));
      cable.mend(centre.program.url);
      await expectWhole(centre);
    });
  }

  for (const which of ["the same", "an empty one"] as const) {
    it(`leads to a server that was restarted on ${which} shows what that one knows, and nothing else`, async () => {
      const centre = await openCentre(false);
      const { cable, walls } = centre;
      cable.cut();
      await centre.restart(which);
      await untilAll(walls, "lost", 7_000);
      cable.mend(centre.program.url);
      await expectWhole(centre);
    });
  }

  it("is dead while both ends believe it whole says so, and is whole again", async () => {
    const centre = await openCentre(false);
    const { cable, walls, clock } = centre;
    cable.die();
    await untilAll(walls, "lost", 7_000);
    // Long enough for it to knock, and to get no answer.
    await walls[0]!.waitForTimeout(13_000);
    expect(await links(walls)).toEqual(SCENES.map(() => "lost"));
    await centre.program.tell(...busyDay(clock.now(), "meanwhile"));
    cable.mend(centre.program.url);
    await expectWhole(centre);
  });

  it("is whole, but its tab slept for longer than the server waits, is whole again once it is awake", async () => {
    const centre = await openCentre(false);
    const { clock } = centre;
    const devtools = await browser.newBrowserCDPSession();
    const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
    // A stopped process is what a sleeping machine leaves: sockets that stay open, timers that do not run.
    const tabs = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    for (const tab of tabs) process.kill(tab, "SIGSTOP");
    try {
      clock.ahead += 5 * MINUTE;
      await centre.program.tell(...busyDay(clock.now(), "meanwhile"));
      await expect.poll(() => watching(centre), { timeout: 30_000 }).toBe(0);
    } finally {
      for (const tab of tabs) process.kill(tab, "SIGCONT");
    }
    await expectWhole(centre);
  });
});
