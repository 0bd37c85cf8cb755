import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SceneTrend } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed, type Told } from "../wall/feed.ts";
import { type State, told } from "../wall/sceneries.ts";

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(told("normal"));
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

/** The scenery of a state, with other targets. */
const withTrends = (
  change: (trends: Record<string, SceneTrend>) => Record<string, SceneTrend>,
  state: State = "normal",
): Told => {
  const { now, sceneryOf } = told(state);
  return {
    now,
    sceneryOf: (scene, at) => {
      const scenery = sceneryOf(scene, at);
      return scene === "overview"
        ? ({ ...scenery, trends: change((scenery as Scenery<"overview">).trends) } as Scenery)
        : scenery;
    },
  };
};

async function open(as: Told, lang = "th"): Promise<Page> {
  feed.tell(as);
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${feed.url}/wall/overview?still&lang=${lang}`);
  await page.locator('.wall[data-connection="live"] .columns').waitFor();
  return page;
}
/** The state beside the money's name, the line below its share, and the line of the other targets. */
async function said(page: Page) {
  const money = page.locator(".column").nth(2);
  const textOf = async (what: string) =>
    (await money.locator(what).allTextContents()).map((text) => text.replace(/\s+/g, " ").trim()).join("");
  return {
    own: await textOf("[data-trend]"),
    day: await textOf(".formula"),
    others: await textOf("[data-trends]"),
  };
}
const only =
  (...ids: string[]) =>
  (trends: Record<string, SceneTrend>) =>
    Object.fromEntries(Object.entries(trends).filter(([id]) => ids.includes(id)));
const as =
  (states: Record<string, SceneTrend["state"]>) =>
  (trends: Record<string, SceneTrend>): Record<string, SceneTrend> =>
    Object.fromEntries(
      Object.entries(trends).map(([id, trend]) => [id, { ...trend, state: states[id] ?? "on-course" }]),
    );

describe("the overview's targets", () => {
  it("stand beside their figure with where the day will land, and the worst of the others is named", async () => {
    const th = await open(told("normal"));
    expect(await said(th)).toEqual({
      own: "เสี่ยงไม่ถึงเป้า",
      day: "คาดถึงเที่ยงคืน 42–48 % · ตามแผน 45.6 %",
      others: "คาดไม่ถึงเป้า เงินเสียหายต่อวัน อีก 1",
    });
    await th.close();
    const en = await open(told("normal"), "en");
    expect(await said(en)).toEqual({
      own: "At risk",
      day: "By midnight 42–48 % · plan 45.6 %",
      others: "Off course Losses per day +1",
    });
    await en.close();
  });
  it.each<[what: string, told: Told, want: Awaited<ReturnType<typeof said>>]>([
    ["none", withTrends(() => ({})), { own: "", day: "7 วันก่อน ณ เวลานี้ 47.0 %", others: "" }],
    [
      "its own alone",
      withTrends(only("held")),
      { own: "เสี่ยงไม่ถึงเป้า", day: "คาดถึงเที่ยงคืน 42–48 % · ตามแผน 45.6 %", others: "" },
    ],
    [
      "another alone",
      withTrends(only("losses")),
      { own: "", day: "7 วันก่อน ณ เวลานี้ 47.0 %", others: "คาดไม่ถึงเป้า เงินเสียหายต่อวัน" },
    ],
    [
      "all on course",
      withTrends(as({})),
      { own: "ตามแผน", day: "คาดถึงเที่ยงคืน 42–48 % · ตามแผน 45.6 %", others: "ตามแผน 4 จาก 4 เป้าหมาย" },
    ],
    [
      "one of them off course",
      withTrends(as({ minutes: "off-course" })),
      {
        own: "ตามแผน",
        day: "คาดถึงเที่ยงคืน 42–48 % · ตามแผน 45.6 %",
        others: "คาดไม่ถึงเป้า เวลาระงับ (มัธยฐาน)",
      },
    ],
    [
      "nobody can say yet where the day will land",
      withTrends((trends) => ({ held: { ...trends.held!, midnight: null } })),
      { own: "เสี่ยงไม่ถึงเป้า", day: "ตามแผน ณ วันนี้ 45.6 %", others: "" },
    ],
  ])("are said as they are: %s", async (_, told, want) => {
    const page = await open(told);
    expect(await said(page)).toEqual(want);
    await page.close();
  });
  it("are told apart without colour: each state has its own shape", async () => {
    const shapes = new Set<string>();
    for (const state of ["on-course", "at-risk", "off-course", "too-early"] as const) {
      const page = await open(withTrends(as({ held: state })));
      const mark = page.locator(`[data-trend="${state}"] svg path`);
      shapes.add((await mark.getAttribute("d"))!);
      await page.close();
    }
    expect(shapes.size).toBe(4);
  });
  it("are not said while their sources are silent", async () => {
    const page = await open(told("no-data"));
    expect(await said(page)).toMatchObject({ own: "", others: "" });
    await page.close();
  });
  it("give way to the source that is missing, as every line below a figure does", async () => {
    const page = await open(told("watch"));
    const money = page.locator(".column").nth(2);
    expect(await money.locator(".formula > span:visible").allTextContents()).toEqual(["ขาด 1 แหล่ง"]);
    await page.close();
  });
});
