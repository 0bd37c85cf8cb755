import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ScreensAnswer } from "#wire/screens.ts";
import { PERIOD_SECONDS } from "../../dashboard/wall/tone.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";

/** As a kiosk is started that may sound, and as every other browser is: the one of the tests is neither by itself. */
const ALLOWING = "--autoplay-policy=no-user-gesture-required";
const STRICT = "--autoplay-policy=document-user-activation-required";
const clock = movedClock();

let program: Program;
let allowing: Browser;
let strict: Browser;
beforeAll(async () => {
  program = await startProgram({ clock });
  [allowing, strict] = await Promise.all([openBrowser([ALLOWING]), openBrowser([STRICT])]);
});
afterAll(async () => {
  await allowing.close();
  await strict.close();
  await program.close();
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 50 });
const call = (method: string, path: string, body?: object) =>
  fetch(`${program.url}/v1/screens/${path}`, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
const find = async (name: string) =>
  ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).screens.find(
    (screen) => screen.name === name,
  )!;

const sessions = new WeakMap<Page, CDPSession>();
/** What the page says to this; Playwright's own way of asking would pass for a person's gesture. */
async function ask<T>(page: Page, expression: string): Promise<T> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  const { result } = await session.send("Runtime.evaluate", { expression, returnByValue: true });
  return result.value as T;
}

/** Opens a wall, and listens to all that reaches the browser's loudspeaker. */
async function openWall(browser: Browser, name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(10_000);
  pages.push(page);
  await page.addInitScript(() => {
    const heard: AnalyserNode[] = [];
    const connect = AudioNode.prototype.connect as (...args: unknown[]) => unknown;
    (AudioNode.prototype as { connect: unknown }).connect = function (this: AudioNode, ...args: unknown[]) {
      if (args[0] instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(this.context, { fftSize: 32_768 });
        connect.call(this, analyser);
        heard.push(analyser);
      }
      return connect.apply(this, args);
    };
    const levelOf = (analyser: AnalyserNode) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples.map(Math.abs));
    };
    Object.assign(window, { level: () => Math.max(0, ...heard.map(levelOf)) });
  });
  await page.goto(`${program.url}/wall?screen=${name}`);
  await until(() => ask(page, `document.querySelector("[data-connection=live]") !== null`)).toBe(true);
  return page;
}
const level = (page: Page) => ask<number>(page, "level()");
/** The loudest of more than a whole period. */
async function loudest(page: Page): Promise<number> {
  let most = 0;
  const end = Date.now() + 2 * PERIOD_SECONDS * 1_000;
  while (Date.now() < end) {
    most = Math.max(most, await level(page));
    await page.waitForTimeout(100);
  }
  return most;
}
const mark = (page: Page) => ask<string>(page, `document.querySelector("[data-sound]")?.dataset.sound`);
const said = (page: Page) => ask<string>(page, `document.querySelector("[data-sound]")?.textContent`);

/** Something breaks: a freeze that will miss its hour. Returns what mends it. */
let count = 0;
async function breakIt(): Promise<() => Promise<void>> {
  const freeze = { freezeId: `f-${++count}`, bank: "KBANK", hop: 1 };
  const more = { reportId: "r", amountSatang: 1_00, accountToken: "t" };
  await program.tell(event("freeze.requested", clock.now() - 56 * 60_000, { ...freeze, ...more }));
  return async () => {
    await program.tell(event("freeze.confirmed", clock.now(), { ...freeze, heldSatang: 1_00 }));
  };
}

/** Longer than an alert lasts that was mended, also one that was called unstable: they count from when that is seen. */
async function pass(): Promise<void> {
  const open = () => program.store.run<{ is_bad: boolean }>("callingAlerts");
  await until(async () => (await open()).some(({ is_bad }) => is_bad)).toBe(false);
  clock.ahead += 30 * 60_000;
  await until(async () => (await open()).length).toBe(0);
}

describe("a wall with sound", () => {
  it("in a browser that allows it sounds when something breaks, until a person taps on it", async () => {
    await call("PUT", "hall", { scene: "overview", sound: true });
    const wall = await openWall(allowing, "hall");
    await until(() => mark(wall)).toBe("ready");
    expect(await said(wall)).toBe("เสียงพร้อม");
    await until(async () => (await find("hall")).connections.map(({ audioReady }) => audioReady)).toEqual([
      true,
    ]);
    expect(await loudest(wall)).toBe(0);

    const mend = await breakIt();
    await until(() => level(wall)).toBeGreaterThan(0.3);
    await until(() => mark(wall)).toBe("due");
    await wall.mouse.click(900, 500);
    await until(() => mark(wall)).toBe("ready");
    await until(async () => (await find("hall")).assignment!.alarm).toBe(null);
    await until(() => level(wall)).toBe(0);
    expect(await loudest(wall)).toBe(0);
    // What was seen is seen after the page was loaded anew, too.
    await wall.reload();
    await until(() => mark(wall)).toBe("ready");
    expect(await loudest(wall)).toBe(0);

    // A new episode sounds again; a key is as good as a tap.
    await mend();
    await pass();
    expect(await level(wall)).toBe(0);
    const mendAgain = await breakIt();
    await until(() => level(wall)).toBeGreaterThan(0.3);
    await wall.keyboard.press("Space");
    await until(() => level(wall)).toBe(0);
    await mendAgain();
    await pass();
  });

  it("is silenced from the page of screens, and only that screen is", async () => {
    await call("PUT", "left", { scene: "calls", sound: true });
    await call("PUT", "right", { scene: "losses", sound: true });
    const [left, right] = [await openWall(allowing, "left"), await openWall(allowing, "right")];
    const page = await strict.newPage();
    pages.push(page);
    const mend = await breakIt();
    await until(() => level(left)).toBeGreaterThan(0.3);
    await until(() => level(right)).toBeGreaterThan(0.3);
    await page.goto(`${program.url}/screens?lang=en`);
    const row = page.locator('[data-screen="left"]');
    await until(() => row.textContent()).toMatch(/Sound ready.*Broken since \d\d:\d\d/);
    await row.getByRole("button", { name: "Acknowledge" }).click();
    await until(() => level(left)).toBe(0);
    await until(() => row.textContent()).not.toMatch(/Broken since/);
    await until(() => level(right)).toBeGreaterThan(0.3);
    await mend();
    await pass();
    await until(() => level(right)).toBe(0);
  });

  it("in a browser that waits for a person says that its audio is not ready, and is ready after a tap", async () => {
    await call("PUT", "strict", { scene: "overview", lang: "en", sound: true });
    const wall = await openWall(strict, "strict");
    await until(() => mark(wall)).toBe("off");
    // English comes with its assignment: its words are loaded then.
    await until(() => said(wall)).toBe("Sound off");
    const mend = await breakIt();
    await until(async () => (await find("strict")).assignment!.alarm).not.toBe(null);
    expect(await loudest(wall)).toBe(0);
    expect(await mark(wall)).toBe("off");
    expect((await find("strict")).connections[0]!.audioReady).toBe(false);
    await wall.mouse.click(900, 500);
    await until(() => mark(wall)).toBe("ready");
    expect(await said(wall)).toBe("Sound on");
    await until(async () => (await find("strict")).connections[0]!.audioReady).toBe(true);
    await mend();
    await pass();
    const mendAgain = await breakIt();
    await until(() => level(wall)).toBeGreaterThan(0.3);
    await mendAgain();
    await pass();
  });

  it("is off by default: it has no audio and no mark, and nothing on it takes the keyboard", async () => {
    const wall = await openWall(allowing, "quiet");
    const mend = await breakIt();
    await until(() => wall.locator("[data-situation=broken]").count()).toBe(1);
    expect(await loudest(wall)).toBe(0);
    expect(await wall.locator("[data-sound]").count()).toBe(0);
    expect((await find("quiet")).assignment!.alarm).toBe(null);
    await call("PUT", "quiet", { scene: "overview", sound: true });
    await until(() => level(wall)).toBeGreaterThan(0.3);
    await wall.keyboard.press("Tab");
    expect(await wall.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    await mend();
    await pass();
  });

  it("takes no seeing of what has not begun, and none that is no moment", async () => {
    await call("PUT", "odd", { scene: "overview", sound: true });
    const wall = await openScreen(program.url, { screen: "odd", scene: null, epoch: null, seq: 0 });
    await until(() => wall.snapshots.length).toBe(1);
    wall.socket.emit("acknowledge", 9e15);
    const mend = await breakIt();
    await until(() => wall.assignments.at(-1)!.alarm).not.toBe(null);
    wall.socket.emit("acknowledge", 9e15);
    await until(() => wall.assignments.at(-1)!.alarm).toBe(null);
    expect((await find("odd")).acknowledgedAt).toBeLessThanOrEqual(clock.now());
    await mend();
    await pass();
    wall.socket.emit("acknowledge", "now" as never);
    await until(() => wall.left).toBe(true);
  });
});
