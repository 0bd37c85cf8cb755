import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { startProgram } from "../program.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("the page of screens", () => {
  it.each(["th", "en"] as const)("has nothing that axe finds wrong: %s", async (lang) => {
    const program = await startProgram();
    const open = async (path: string) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(program.url + path);
      return page;
    };
    const tell = (method: string, path: string, body: object) =>
      fetch(`${program.url}/v1/screens/${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const page = await open(`/screens?lang=${lang}`);
    const row = (name: string) => page.locator(`[data-screen="${name}"]`);
    const faults: string[] = [];
    const look = async (what: string) =>
      faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
    await page.getByText(lang === "th" ? "ยังไม่มีจอ" : "No screens yet").waitFor();
    await look("empty");
    await tell("PUT", "hall", { rotation: [{ scene: "calls", seconds: 20 }], sound: true });
    await tell("PUT", "desk", { scene: "calls" });
    await tell("POST", "desk/takeover", { scene: "losses" });
    await open("/wall?screen=hall");
    await row("hall")
      .getByText(lang === "th" ? "ทำงาน" : "Working")
      .waitFor();
    for (const [width, height] of [
      [1_280, 720],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await look(`filled, ${width} px wide`);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (beyond > 0) faults.push(`${width} px wide: ${beyond} px lie beyond its side`);
    }
    await row("hall").getByRole("button").nth(1).click();
    await look("settings");
    await page.keyboard.press("Escape");
    await row("desk").getByRole("button").nth(2).click();
    await page.locator(".toast").waitFor();
    await look("removed");
    await page.goto(`${program.url}/screens?lang=${lang}&theme=dark`);
    await row("hall").getByRole("button").nth(0).click();
    await look("takeover, dark");
    await program.close();
    await page.locator(".shell.lost").waitFor();
    await look("lost");
    expect(faults).toEqual([]);
  });
});
