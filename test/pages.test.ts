import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageOf } from "../dashboard/pages.ts";
import { openBrowser } from "./browser.ts";
import { type Program, startProgram } from "./program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
});
afterAll(() => Promise.all([browser.close(), program.close()]));

/** A text that only one part of the dashboard contains: a name in a library's errors, or a page's own words. */
const MARKS = {
  ECharts: /zrender|\[ECharts\]/,
  "socket.io": /["'`]EIO["'`]|\.EIO\b/,
  "the wall": /ระงับเงินได้วันนี้/,
  "the page of screens": /ตั้งค่าจอ/,
};

/** The parts that a page has loaded. */
async function loadedBy(path: string, isOpen: (page: Page) => Promise<unknown>): Promise<string[]> {
  const page = await browser.newPage();
  const scripts: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.text());
  });
  await page.goto(program.url + path);
  await isOpen(page);
  await page.waitForLoadState("networkidle");
  const code = (await Promise.all(scripts)).join("\n");
  await page.close();
  return Object.entries(MARKS).flatMap(([part, mark]) => (mark.test(code) ? [part] : []));
}

describe("the pages", () => {
  it("are told apart by the first part of the path", () => {
    const at = (path: string) => pageOf(new URL(path, "http://wall"));
    expect(
      ["/screens", "/screens/", "/screens?lang=en", "/wall", "/wall/screens", "/wall?screen=a"].map(at),
    ).toEqual(["screens", "screens", "screens", "wall", "wall", "wall"]);
    expect(["/", "/screen", "/toString", "/v1/screens"].map(at)).toEqual([null, null, null, null]);
  });

  it("load nothing of each other", async () => {
    const isWall = (page: Page) => page.waitForSelector('[data-connection="live"] canvas');
    expect(await loadedBy("/wall/overview", isWall)).toEqual(["ECharts", "socket.io", "the wall"]);
    expect(await loadedBy("/screens", (page) => page.waitForSelector("h1"))).toEqual(["the page of screens"]);
  });

  it("have paths that the server knows: any other is its 404", async () => {
    for (const path of ["/screen", "/screens/hall", "/wall/nix", "/parts"])
      expect([path, (await fetch(program.url + path)).status]).toEqual([path, 404]);
  });
});
