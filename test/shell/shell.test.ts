import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import { openBrowser } from "../browser.ts";
import { movedClock, type Program, startProgram } from "../program.ts";

/** The server's clock is not this machine's. */
const AHEAD = 5 * HOUR;
const clock = movedClock(AHEAD);

let browser: Browser;
let program: Program;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  const source = { types: ["source.beat"], banks: null, beatSeconds: 15 };
  await program.sources.register({ ...source, name: "CFR", nameTh: "ศูนย์ CFR", simulated: false });
  await program.sources.register({ ...source, name: "played", nameTh: "ตัวเล่น", simulated: true });
});
afterAll(() => Promise.all([browser.close(), program.close()]));
beforeEach(async () => {
  context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
afterEach(() => context.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 50 });
async function open(path: string, width = 1440): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(program.url + path);
  await page.locator("main h2").first().waitFor();
}

describe("the shell of a page", () => {
  it("leads to the pages that there are, and to the wall, in the same language and theme", async () => {
    await open("/screens?lang=en&theme=dark");
    const rail = page.getByRole("navigation", { name: "Main pages" });
    const links = await rail
      .getByRole("link")
      .evaluateAll((all) =>
        all.map((link) => [
          link.textContent?.trim(),
          link.getAttribute("href"),
          link.getAttribute("aria-current"),
        ]),
      );
    expect(links).toEqual([
      ["Alerts", "/alerts?lang=en&theme=dark", null],
      ["Service level", "/sla?lang=en&theme=dark", null],
      ["Targets", "/targets?lang=en&theme=dark", null],
      ["Explore", "/explore?lang=en&theme=dark", null],
      ["Reports", "/reports?lang=en&theme=dark", null],
      ["System", "/screens?lang=en&theme=dark", "page"],
      ["Open the wall", "/wall/overview?lang=en", null],
      ["Licences", "/notices?lang=en&theme=dark", null],
    ]);
    expect(await page.title()).toBe("Screens · AOC 1441");
    expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject({
      theme: "dark",
    });
    await page.getByRole("link", { name: "ภาษาไทย" }).click();
    await page.waitForURL("**/screens?theme=dark");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("th");
  });

  it("has the server's time in seconds, what is simulated, and which source is silent", async () => {
    await open("/screens?lang=en");
    const shown = async () => {
      const [hours = 0, minutes = 0, seconds = 0] = (await page.locator("time").textContent())!
        .split(":")
        .map(Number);
      return Math.abs(timeOfDay(clock.now()) / 1_000 - (hours * 3_600 + minutes * 60 + seconds));
    };
    await until(shown).toBeLessThan(2);
    await until(() => page.getByRole("banner").textContent()).toMatch(/AOC 1441 .*Simulated/);
    await until(() => page.getByRole("navigation").first().textContent()).toMatch(
      /0\/3 sources.*is silent and 2 more/,
    );
  });

  it("copies the address, which fixes what is seen, by a button and by its key", async () => {
    await fetch(`${program.url}/v1/screens/hall`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ scene: "calls" }),
    });
    await open("/screens?lang=en");
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Not connected" }).click();
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    expect(await copied()).toBe(`${program.url}/screens?lang=en&state=gone`);
    await page.getByRole("button", { name: "Frozen" }).click();
    expect(await page.locator("[data-screen]").count()).toBe(0);
    await page.getByRole("button", { name: "Frozen" }).press(".");
    await until(copied).toBe(`${program.url}/screens?lang=en&state=frozen`);
    await page.reload();
    await page.getByRole("button", { name: "Frozen", pressed: true }).waitFor();
    await page.getByRole("button", { name: "All" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("HAL");
    await page.locator("[data-screen=hall]").waitFor();
    await page.keyboard.type(".");
    await page.getByText("No screen matches the filter").waitFor();
    expect(new URL(page.url()).search).toBe("?lang=en&name=HAL.");
    await fetch(`${program.url}/v1/screens/hall`, { method: "DELETE" });
  });

  it("lists its keys, which can be switched off", async () => {
    await open("/screens?lang=en");
    await page.keyboard.press("Shift+Slash");
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await dialog.getByLabel("Single keys are on").uncheck();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("Shift+Slash");
    await page.keyboard.press(".");
    expect([await dialog.count(), await page.getByText("Link copied").count()]).toEqual([0, 0]);
    await page.getByRole("button", { name: "Keys" }).first().click();
    await dialog.getByLabel("Single keys are on").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press(".");
    await page.getByText("Link copied").waitFor();
  });

  it.each([
    [1_440, 176, "left"],
    [1_023, 56, "left"],
    [639, 639, "bottom"],
  ])("has its rail where %i px want it", async (width, want, side) => {
    await open("/screens", width);
    const rail = await page.getByRole("navigation", { name: "หน้าหลัก" }).boundingBox();
    expect(rail!.width).toBe(want);
    expect(side === "left" ? rail!.x : rail!.y + rail!.height).toBe(side === "left" ? 0 : 900);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // A word that has no room is still there for who hears the page.
    await page.getByRole("link", { name: "ระบบ", exact: true }).waitFor();
  });
});
