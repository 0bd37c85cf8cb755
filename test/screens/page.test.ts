import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { NamedScreen, ScreensAnswer } from "#wire/screens.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";

/** The real clock, put forward by hand. */
const clock = movedClock();
const align = (span: number) => {
  clock.ahead += span - (clock.now() % span);
};

let browser: Browser;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  program = await startProgram({ clock });
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  await program.close();
});

async function open(path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(10_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 50 });
/** What a wall shows. */
const scene = (wall: Page) =>
  wall
    .locator(".wall[data-connection=live]")
    .getAttribute("data-scene", { timeout: 5_000 })
    .catch(() => null);
const row = (page: Page, name: string) => page.locator(`[data-screen="${name}"]`);
const button = (within: Page | ReturnType<Page["locator"]>, name: string) =>
  within.getByRole("button", { name, exact: true });
const kept = async (): Promise<NamedScreen[]> =>
  ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).screens;
const put = (name: string, plan: object) =>
  fetch(`${program.url}/v1/screens/${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(plan),
  });

describe("the page of screens", () => {
  it("says when there is none what will be here, and how to get it", async () => {
    const page = await open("/screens");
    await until(() => page.locator("main").textContent()).toMatch(/ยังไม่มีจอ.*กด “เพิ่มจอ”/);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
    await page.getByRole("link", { name: "English" }).click();
    await until(() => page.locator("main").textContent()).toMatch(/No screens yet.*Press “Add a screen”/);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  });

  it("says that the server's clock was set, by how much and when", async () => {
    const page = await open("/screens");
    clock.off = -HOUR;
    await until(() => page.locator("[data-warning=clock-set]").textContent()).toMatch(
      /นาฬิกาแม่ข่ายเปลี่ยน 1 ชม\.\s*เมื่อ \d\d:\d\d/,
    );
    clock.off = 0;
  });

  it("adds a screen with its rotation, its looks and its language, and the wall follows", async () => {
    const page = await open("/screens?lang=en");
    const wall = await open("/wall?screen=hall");
    await until(() => row(page, "hall").textContent()).toMatch(/Working/);
    await wall.goto("about:blank");

    await button(page, "Add a screen").click();
    await page.getByLabel("Name", { exact: true }).fill("hall");
    await until(() => page.getByRole("dialog").textContent()).toMatch(/There is a screen of this name/);
    expect(await button(page, "Save").isDisabled()).toBe(true);
    await page.getByLabel("Name", { exact: true }).fill("hall-2");
    expect(await page.getByRole("dialog").textContent()).toContain(`${program.url}/wall?screen=hall-2`);
    await page.getByLabel("Rotation").check();
    await page.getByLabel("Scene 1", { exact: true }).selectOption("Losses");
    await page.getByLabel("Seconds of scene 1").fill("4");
    expect(await button(page, "Save").isDisabled()).toBe(true);
    await page.getByLabel("Seconds of scene 1").fill("600");
    await button(page, "Take scene 2 out").click();
    await button(page, "Add a scene").click();
    await page.getByLabel("Seconds of scene 2").fill("600");
    await page.getByRole("group", { name: "Theme" }).getByLabel("Light").check();
    await page.getByRole("group", { name: "Language" }).getByLabel("English").check();
    await page.getByLabel("Thai numerals").check();
    await button(page, "Save").click();
    await until(() => row(page, "hall-2").textContent()).toMatch(
      /Not connected.*Losses 600 s, Calls 600 s.*Light · English · Thai numerals/,
    );
    expect(await page.getByRole("dialog").count()).toBe(0);

    align(1_200_000);
    await wall.goto(`${program.url}/wall?screen=hall-2`);
    await until(() => scene(wall)).toBe("losses");
    expect(await wall.evaluate(() => ({ ...document.documentElement.dataset }))).toEqual({ theme: "light" });
    expect(await wall.locator("time").textContent()).toMatch(/^[๐-๙]{2}:[๐-๙]{2}:[๐-๙]{2}$/);
    await until(() => row(page, "hall-2").textContent()).toMatch(/Working.*Losses · its turn/);
    clock.ahead += 600_000;
    await until(() => scene(wall)).toBe("calls");
    await until(() => row(page, "hall-2").textContent()).toMatch(/Calls · its turn/);

    // What is changed comes back in the form as it is, and the wall follows without being touched.
    await button(row(page, "hall-2"), "Settings").click();
    expect(await page.getByLabel("Seconds of scene 2").inputValue()).toBe("600");
    await page.getByLabel("One scene").check();
    await page.getByRole("group", { name: "Scene", exact: true }).getByLabel("Freezes").check();
    await page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
    await page.keyboard.press("Enter");
    await until(() => scene(wall)).toBe("freezes");
    expect(await wall.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    expect((await kept()).find(({ name }) => name === "hall-2")).toMatchObject({
      scene: "freezes",
      rotation: null,
      theme: "dark",
      lang: "en",
      thaiDigits: true,
    });
  });

  it("takes a screen over within two seconds and gives it back; a broken state moves a rotation", async () => {
    await put("hall", {
      rotation: [
        { scene: "overview", seconds: 3_600 },
        { scene: "freezes", seconds: 3_600 },
      ],
    });
    align(7_200_000);
    const wall = await open("/wall?screen=hall");
    await until(() => scene(wall)).toBe("overview");
    const page = await open("/screens");
    await button(row(page, "hall"), "เรียกใช้ทันที").click();
    await page.getByRole("group", { name: "ฉาก" }).getByLabel("ความเสียหาย").check();
    await page.getByLabel("นาที").fill("15");
    const asked = Date.now();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^เรียกใช้ถึง \d\d:\d\d$/ })
      .click();
    await until(() => scene(wall)).toBe("losses");
    expect(Date.now() - asked).toBeLessThan(2_000);
    await until(() => row(page, "hall").textContent()).toMatch(/ถูกเรียกใช้: ความเสียหาย ถึง \d\d:\d\d/);
    await button(row(page, "hall"), "คืนจอ").click();
    await until(() => scene(wall)).toBe("overview");

    const freeze = { freezeId: "f", bank: "KBANK", hop: 1, reportId: "r", accountToken: "t" };
    const requestedAt = clock.now() - 56 * 60_000;
    await program.tell(event("freeze.requested", requestedAt, { ...freeze, amountSatang: 1 }));
    await until(() => scene(wall)).toBe("freezes");
    await until(() => row(page, "hall").textContent()).toMatch(/ระงับบัญชี · หยุดรอบไว้เพราะมีเหตุ/);
  });

  it("removes a screen that is gone, and puts it back", async () => {
    await put("old", { rotation: [{ scene: "calls", seconds: 20 }], theme: "light" });
    const before = await kept();
    const page = await open("/screens");
    await button(row(page, "old"), "ลบ").click();
    await until(() => kept()).toEqual([]);
    await button(page, "เลิกทำ").click();
    await until(() => row(page, "old").count()).toBe(1);
    expect(await kept()).toMatchObject(before.map(({ updatedAt: _, version: __, ...screen }) => screen));
    expect(await button(page, "เลิกทำ").count()).toBe(0);
    // A screen that is on would be back at once, with nothing that was set.
    const wall = await open("/wall?screen=old");
    await until(() => scene(wall)).toBe("calls");
    await until(() => row(page, "old").textContent()).toMatch(/ทำงาน/);
    expect(await button(row(page, "old"), "ลบ").count()).toBe(0);
  });

  it("sorts, filters and exports the screens, by hand and by the keyboard alone, as the address says", async () => {
    for (const [name, scene] of [
      ["hall", "losses"],
      ["desk", "calls"],
      ["door", "freezes"],
    ] as const)
      await put(name, { scene });
    const page = await open("/screens?lang=en&name=d");
    const names = () =>
      page
        .locator("[data-screen]")
        .evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset.screen));
    await until(names).toEqual(["desk", "door"]);
    await page.getByLabel("Sort by").selectOption("Name");
    await button(page, "Ascending").click();
    await until(names).toEqual(["door", "desk"]);
    expect(new URL(page.url()).search).toBe("?lang=en&name=d&sort=-name");
    await page.keyboard.press("/");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("hall");
    await until(names).toEqual(["hall"]);
    // From the filter: what it is sorted by, the direction, the export.
    for (let times = 0; times < 3; times++) await page.keyboard.press("Tab");
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(file.suggestedFilename()).toBe("screens.csv");
    expect(readFileSync(await file.path(), "utf8")).toBe(
      "\uFEFFName,State,Shows now,Set to show,Looks,Last painted,Place\r\nhall,Not connected,,Losses,Dark · Thai,,\r\n",
    );
  });

  it("says in a sentence what was refused, and keeps what was filled in", async () => {
    await put("hall", { scene: "calls" });
    const page = await open("/screens");
    await button(row(page, "hall"), "เรียกใช้ทันที").click();
    await page.getByLabel("นาที").fill("7");
    await fetch(`${program.url}/v1/screens/hall`, { method: "DELETE" });
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^เรียกใช้ถึง \d\d:\d\d$/ })
      .click();
    await until(() => page.getByRole("alert").textContent()).toMatch(/ไม่มีจอนี้แล้ว.*\(there is no screen hall/);
    expect(await page.getByLabel("นาที").inputValue()).toBe("7");
  });

  it("says that the server is gone, since when, and that nothing was done", async () => {
    await put("hall", { scene: "calls" });
    const page = await open("/screens?lang=en");
    await until(() => row(page, "hall").count()).toBe(1);
    await program.close();
    await until(() => page.getByRole("alert").textContent()).toMatch(
      /^\s*No connection to the server as of \d\d:\d\d:\d\d · reconnecting; what you typed is kept/,
    );
    await button(row(page, "hall"), "Take over").click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Take over until/ })
      .click();
    await until(() => page.getByRole("dialog").getByRole("alert").textContent()).toMatch(
      /Not done: the server does not answer/,
    );
  });
});
