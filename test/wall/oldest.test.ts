import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCENES } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";
import { age } from "./aged.ts";
import { type Feed, startFeed } from "./feed.ts";
import { told } from "./sceneries.ts";

let browser: Browser;
let feed: Feed;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(told("broken"));
  program = await startProgram();
});
afterAll(async () => {
  await browser.close();
  await feed.close();
  await program.close();
});

/** A page of a browser that is as old as may be, and the errors of its scripts. */
async function openAged(): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await age(page);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  return { page, errors };
}

/** Until each chart has ink. */
const untilDrawn = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll("canvas")].every((canvas) =>
      canvas
        .getContext("2d")!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((part) => part > 0),
    ),
  );

describe("without what is newer than the oldest browser", () => {
  it("a page has neither methods nor functions nor options that came later, and has those that were there", async () => {
    const { page } = await openAged();
    await page.goto(`${feed.url}/wall/overview`);
    const has = await page.evaluate(() => ({
      later: [
        "at" in [],
        "findLast" in [],
        "toReversed" in new Uint8Array(),
        "hasOwn" in Object,
        "fromAsync" in Array,
        "any" in AbortSignal,
        "size" in new URLSearchParams(),
        "structuredClone" in window,
        "union" in new Set(),
        "map" in [].values(),
        "checkVisibility" in document.body,
        "navigation" in window,
        "DurationFormat" in Intl,
      ],
      before: [
        "flatMap" in [],
        "any" in Promise,
        "replaceAll" in String.prototype,
        "Collator" in Intl,
        "fonts" in document,
      ],
    }));
    expect(has.later).not.toContain(true);
    expect(has.before).not.toContain(false);
    await expect(
      page.evaluate(() => new Intl.NumberFormat("th", { roundingMode: "floor" } as object).format(1)),
    ).rejects.toThrow(/roundingMode/);
    await page.close();
  });

  it.each(SCENES)("the scene paints: %s", async (scene) => {
    const { page, errors } = await openAged();
    await page.goto(`${feed.url}/wall/${scene}`);
    await page.waitForSelector('[data-connection="live"]');
    await page.waitForSelector(".wall [data-value]");
    await untilDrawn(page);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("a named screen loads all scenes and paints the one that the server assigns", async () => {
    const { page, errors } = await openAged();
    await page.goto(`${feed.url}/wall?screen=hall`);
    await page.waitForSelector("[data-sound]");
    await page.waitForSelector(".wall [data-value]");
    // The other scenes follow.
    await page.waitForFunction(() =>
      performance.getEntriesByType("resource").some(({ name }) => name.includes("/LossesScene-")),
    );
    await untilDrawn(page);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("the page of screens paints and takes a screen over", async () => {
    const { page, errors } = await openAged();
    await fetch(`${program.url}/v1/screens/hall`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ rotation: [{ scene: "overview", seconds: 60 }], theme: "dark", lang: "th" }),
    });
    await page.goto(`${program.url}/screens?lang=en`);
    await page.getByRole("button", { name: "Take over" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take over" }).click();
    await page.getByRole("button", { name: "Give back" }).waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("a browser that cannot run the scripts says what it takes, in both languages,", () => {
  const says = [/เบราว์เซอร์เก่าเกินไป.*Chromium\s+รุ่น 87/s, /the browser is too old.*Chromium 87/s];

  it("without JavaScript", async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${feed.url}/wall/overview`);
    await page.locator("#unopened").waitFor({ state: "visible" });
    const [th, en] = await page.locator("#unopened p").allTextContents();
    expect(th).toMatch(says[0]!);
    expect(en).toMatch(says[1]!);
    await page.close();
  });

  it.each([
    ["does not read their syntax", "const a = @;"],
    ["does not have what they call", "[].missing();"],
  ])("when it %s", async (_, script) => {
    const page = await browser.newPage();
    await page.route("**/assets/*.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: script }),
    );
    await page.goto(`${feed.url}/wall/overview`);
    await page.locator("#unopened").waitFor({ state: "visible" });
    await page.close();
  });

  it("and no other: it is gone when the wall stands, and was not to be seen before", async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const look = () => {
        const text = document.getElementById("unopened");
        if (text && getComputedStyle(text).visibility === "visible") document.title = "seen";
        if (!document.querySelector(".wall")) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(`${feed.url}/wall/overview`);
    await page.waitForSelector('[data-connection="live"]');
    expect(await page.locator("#unopened").count()).toBe(0);
    expect(await page.title()).not.toBe("seen");
    await page.close();
  });
});
