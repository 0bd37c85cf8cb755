import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Strip, StripAlert } from "#wire/sceneParts.ts";
import { SCENES, type Scenery } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed, type Told } from "./feed.ts";
import { told } from "./sceneries.ts";

const { now: NOW, sceneryOf } = told("normal");
const alertOf = (key: string, more: Partial<StripAlert>): StripAlert => ({
  key,
  what: { th: `เหตุ ${key}`, en: `alert ${key}` },
  look: "watch",
  since: NOW - 13 * MINUTE,
  takenBy: null,
  ...more,
});
const withStrip = (strip: Partial<Strip>): Told => ({
  now: NOW,
  sceneryOf: (scene, now) =>
    ({
      ...sceneryOf(scene, now),
      strip: { alerts: [], open: 0, unacknowledged: 0, judgedUntil: null, ...strip },
    }) as Scenery,
});
const three = withStrip({
  alerts: [
    alertOf("1", { look: "broken" }),
    alertOf("2", {}),
    alertOf("3", { look: "broken", takenBy: "commander" }),
  ],
  open: 3,
  unacknowledged: 2,
});

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(three);
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

async function open(path: string, viewport = { width: 1920, height: 1080 }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.goto(`${feed.url}/wall/${path}`);
  await page.waitForSelector('[data-connection="live"] [data-place]');
  await page.evaluate(() => document.fonts.ready);
  return page;
}
const boxesOf = (page: Page, what: string) =>
  page.locator(what).evaluateAll((all) =>
    all.map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    }),
  );
/** How each place looks: its words, their weight and colour, and whether its mark is filled. */
const looksOf = (page: Page) =>
  page.locator(".strip article").evaluateAll((all) =>
    all.map((each) => {
      const root = getComputedStyle(document.documentElement);
      const words = each.querySelector("b")!;
      const { color, fontWeight } = getComputedStyle(words);
      const probe = document.body.appendChild(document.createElement("i"));
      const named = ["--primary", "--secondary", "--watch", "--broken"].find((name) => {
        probe.style.color = root.getPropertyValue(name);
        return getComputedStyle(probe).color === color;
      });
      probe.remove();
      const mark = each.querySelector("svg")!;
      const fill = getComputedStyle(mark).fill === "none" ? "hollow" : "solid";
      const said = words.textContent ?? "";
      const line = [...each.querySelectorAll("p span")]
        .filter((part) => part.checkVisibility())
        .map((part) => part.textContent)
        .join(" | ");
      return [said, line, named?.slice(2), fontWeight, mark.checkVisibility() ? fill : "no mark"];
    }),
  );

describe("the strip", () => {
  it("stands below the header and above the scene, on its columns, on every scene", async () => {
    for (const scene of SCENES) {
      const page = await open(`${scene}?still`);
      expect(await boxesOf(page, ".strip article"), scene).toEqual([
        [37, 104, 602, 100],
        [659, 104, 602, 100],
        [1281, 104, 602, 100],
      ]);
      expect(await boxesOf(page, ".wall header"), scene).toEqual([
        [37, 16, 1846, 88],
        ...(await boxesOf(page, ".wall .scene header")),
      ]);
      expect((await boxesOf(page, ".wall .scene"))[0], scene).toEqual([37, 210, 1846, 848]);
      await page.close();
    }
  });

  it("is three rows on an upright panel", async () => {
    const page = await open("overview?still", { width: 1080, height: 1920 });
    const rows = await boxesOf(page, ".strip article");
    expect(rows).toEqual([186, 256, 326].map((y) => [37, y, 1006, 62]));
    await page.close();
  });

  it("says what is open, since when, and who has it, and looks as it asks for somebody or not", async () => {
    feed.tell(three);
    const page = await open("calls?still");
    expect(await looksOf(page)).toEqual([
      ["เหตุ 1", "ตั้งแต่ 14:19 · 13 นาที | ยังไม่มีผู้รับทราบ", "primary", "600", "solid"],
      ["เหตุ 2", "ตั้งแต่ 14:19 · 13 นาที | ยังไม่มีผู้รับทราบ", "watch", "600", "solid"],
      ["เหตุ 3", "ตั้งแต่ 14:19 · 13 นาที | ผู้บังคับบัญชารับทราบ", "primary", "500", "hollow"],
    ]);
    await page.close();
  });

  it("says in English that it may not be all, and what has no place", async () => {
    const page = await open("freezes?still&lang=en");
    const alerts = [alertOf("1", {}), alertOf("2", {}), alertOf("3", { takenBy: "admin" })];
    const seq = feed.tell(withStrip({ alerts, open: 7, unacknowledged: 4, judgedUntil: NOW - 40 * MINUTE }));
    await page.waitForSelector(`[data-seq="${seq}"]`);
    expect(await looksOf(page)).toEqual([
      ["New alerts are not known", "since 13:52 | ", "primary", "600", "hollow"],
      ["alert 1", "since 14:19 · 13 min | Nobody has it", "watch", "600", "solid"],
      ["6 more", "3 nobody has | ", "primary", "600", "no mark"],
    ]);
    await page.close();
  });

  it("says that it does not know once the line is dead, and tells nothing of the sources then", async () => {
    const dead = await startFeed(withStrip({}));
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${dead.url}/wall/overview?still`);
    await page.waitForSelector('[data-place="sources"]');
    expect((await looksOf(page))[0]).toEqual([
      "แหล่งข้อมูลครบ 2/2",
      expect.stringMatching(/^ช้าที่สุด ตู้สาขา \d+ วิ \| $/),
      ...["secondary", "400", "hollow"],
    ]);
    dead.fallSilent(0);
    await page.waitForSelector('[data-place="unjudged"]');
    expect((await looksOf(page)).map(([said]) => said)).toEqual(["ไม่ทราบว่ามีเหตุใหม่หรือไม่", "", ""]);
    await page.close();
    await dead.close();
  });
});
