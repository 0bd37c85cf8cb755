import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../backend/build/root.ts";
import { pageOf } from "../dashboard/pages.ts";
import { axeFaults } from "./axe.ts";
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
  "the page of the service level": /ใช้เกณฑ์รุ่นที่มีผล/,
  "the page of sources": /เปลี่ยนกุญแจของ/,
  "the page of screens": /openOn/,
  "the page of the audit": /แก้หรือลบไม่ได้/,
  "the page that approves screens": /เทียบรหัสกับที่เห็น/,
  "the wall that asks": /จอนี้ยังไม่ได้จับคู่/,
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
    const isAsking = (page: Page) => page.waitForSelector("[data-pairing]");
    expect(await loadedBy("/wall", isAsking)).toContain("the wall that asks");
    const isThere = (page: Page) => page.waitForSelector("h1");
    expect(await loadedBy("/audit", isThere)).toEqual(["the page of the audit"]);
    expect(await loadedBy("/screens", (page) => page.waitForSelector("h1"))).toEqual(["the page of screens"]);
    expect(await loadedBy("/sources", (page) => page.waitForSelector("h1"))).toEqual(["the page of sources"]);
  });

  it("have paths that the server knows: any other is its 404", async () => {
    for (const path of ["/screen", "/screens/hall", "/wall/nix", "/parts"])
      expect([path, (await fetch(program.url + path)).status]).toEqual([path, 404]);
  });

  it("are told apart from an address that no page has: a person is told so in words, a program by a problem", async () => {
    const page = await browser.newPage();
    for (const path of ["/screen", "/wall/nix", "/alerts/outbox", "/%E0%B8"]) {
      const answer = await page.goto(program.url + path);
      expect([path, answer?.status(), answer?.headers()["content-type"]]).toEqual([
        path,
        404,
        "text/html; charset=utf-8",
      ]);
      await page.getByRole("heading", { name: "ไม่พบหน้านี้" }).waitFor();
      expect(await page.locator("code").textContent()).toBe(path);
    }
    await page.getByRole("button", { name: "EN (English)" }).click();
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const asked = { headers: { accept: "application/json, text/html;q=0.5" } };
    const problem = await fetch(`${program.url}/screen`, asked);
    expect(await problem.json()).toMatchObject({ status: 404, detail: "there is nothing at /screen" });
    const opened = { headers: { accept: "text/html" } };
    expect((await fetch(`${program.url}/v1/screen`, opened)).headers.get("content-type")).toMatch(/problem/);
    await page.close();
  });

  it("are asked for again each time; only a file that has a hash in its name is kept", async () => {
    const keeping = async (path: string) =>
      (await fetch(program.url + path)).headers.get("cache-control") ?? "nothing";
    const dist = join(root, "dist/dashboard");
    const files = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(dist, join(entry.parentPath, entry.name))}`);
    expect(files).toEqual(expect.arrayContaining(["/index.html", "/worker.js"]));
    const pages = [
      ...["/wall", "/wall/calls", "/screens", "/sources", "/people", "/account", "/sign-in", "/link"],
      ...["/docs", "/docs/docs.html", "/notices"],
    ];
    for (const path of [...files, ...pages]) {
      const isHashed = /^\/assets\/.+-[\w-]{7}\.\w+$/.test(path);
      expect([path, await keeping(path)]).toEqual([
        path,
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      ]);
    }
    expect(await keeping("/assets/gone-12345678.js")).toBe("no-store");
  });
});
