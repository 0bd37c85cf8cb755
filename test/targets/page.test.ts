import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readDate, startOf } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import type { PaceInFull, TargetVersion } from "#wire/targets.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { eventsOf, MILLION } from "./events.ts";

const TODAY = readDate("2026-11-26")!;
const FIRST = TODAY - 40;
/** Each day as the last one but for a million baht. */
const lossOf = (day: number) => (60 + (day % 2)) * MILLION;

const clock = movedClock();
let browser: Browser;
let program: Program;
let admin: Client;
beforeAll(async () => {
  clock.off = startOf(TODAY) + 16 * HOUR - clock.now();
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
  for (let day = FIRST; day <= TODAY; day++)
    await program.tell(...eventsOf(day, { lossSatang: lossOf(day), held: 4, minutes: 9, count: 3 }));
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await Promise.all([browser?.close(), program?.close()]);
});

async function open(
  path: string,
  { width = 1440, height = 900, as }: { width?: number; height?: number; as?: Client } = {},
) {
  const context = await browser.newContext({ viewport: { width, height } });
  const value = as?.cookies.get("war-room-session");
  if (value) await context.addCookies([{ name: "war-room-session", value, url: program.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const text = (page: Page) => page.getByRole("article").textContent();
const dialog = (page: Page) => page.getByRole("dialog");
const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
const versionsOf = async (id: string) =>
  (await admin.ask("GET", `/v1/targets/${id}/versions`)).body as TargetVersion[];
const rowOf = (page: Page, id: string) => page.locator("tr", { has: page.locator(`[data-target="${id}"]`) });

describe("GET /v1/targets/:id", () => {
  it("has each day with what was, what is planned and what is expected, which ends at the landing", async () => {
    const pace = (await admin.ask("GET", "/v1/targets/losses-per-day")).body as PaceInFull;
    const of = (day: string) => pace.course.find((each) => each.day === day)!;
    expect(pace.course[0]!.day).toBe("2026-09-03");
    expect(pace.course.at(-1)!.day).toBe("2026-12-31");
    expect(of("2026-11-25")).toMatchObject({ value: lossOf(TODAY - 1), expected: null });
    const week = [1, 2, 3, 4, 5, 6, 7].reduce((sum, back) => sum + lossOf(TODAY - back), 0);
    expect(of("2026-11-25").mean).toBe(week / 7);
    expect(of("2026-11-26")).toMatchObject({ value: null, mean: null });
    expect(of("2026-12-31").expected).toEqual(pace.landing);
    expect(of("2026-09-30").planned).toBeNull();
    expect(of("2026-10-01").planned).toBe(709_700_000_000 / 121);
    expect(of("2026-12-31").planned).toBe(50 * MILLION);
    expect(of("2026-10-13")).toMatchObject({ isHoliday: true, value: null });
  });
  it("is of a target that is followed, as it was known then", async () => {
    expect((await admin.ask("GET", "/v1/targets/none")).status).toBe(404);
    const past = await admin.ask("GET", "/v1/targets/losses-per-day?at=2026-11-20");
    // All was told today.
    expect(past.body).toMatchObject({ value: null, state: "too-early", why: "no-data" });
  });
});

describe("the page of the targets", () => {
  it("lists each with its value, plan, landing and state, and says of one why, in the server's numbers", async () => {
    const page = await open("/targets?lang=en");
    await rowOf(page, "losses-per-day").waitFor();
    await until(() => rowOf(page, "losses-per-day").textContent()).toMatch(
      /Losses per day\s*Off course\s*60\.[0-9] m baht a day\s*5\d\.\d m baht a day\s*[\d.–]+ m baht a day\s*50\.0 m baht a day\s*31 Dec\s*1/,
    );
    await page.locator('[data-target="losses-per-day"]').click();
    await until(() => text(page)).toMatch(
      /The last week \(to 31 Dec\) is expected at .* none of which reaches the goal/,
    );
    await until(() => text(page)).toContain("An assumption: nobody has declared it the centre’s goal");
    expect(await text(page)).toContain("The Nation, 5 March 2024");
    expect(await text(page)).toMatch(/Today so far\s*6\d\.\d m baht/);
    await page.locator("[data-chart] canvas").waitFor();
    expect(await page.getByRole("img", { name: /Chart of Losses per day/ }).count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByText("Day by day", { exact: true }).click();
    const day = page.locator("details tr", { hasText: "25 Nov" });
    await until(() => day.textContent()).toMatch(
      new RegExp(`25 Nov\\s*${(lossOf(TODAY - 1) / MILLION).toFixed(1)}`),
    );
    expect(await axeFaults(page)).toEqual([]);
  });

  it("says that it reads, until the list is there", async () => {
    const page = await open("/notices");
    await page.route(/\/v1\/targets/, () => {});
    await page.goto(`${program.url}/targets?lang=en`);
    await page.getByRole("status").getByText("Reading the targets").waitFor();
  });

  it("sets a target of a bank in steps; it can be undone", async () => {
    const page = await open("/targets?lang=en");
    await page.getByRole("button", { name: "Set a target" }).click();
    await dialog(page).getByRole("button", { name: "Set a target" }).click();
    await until(() => dialog(page).textContent()).toMatch(
      /Enter both names.*Enter a number.*Enter the source of the goal/s,
    );
    await dialog(page).getByLabel("Thai name").fill("KBANK ระงับได้");
    await dialog(page).getByLabel("English name").fill("KBANK holds");
    await dialog(page).getByLabel("Figure").selectOption("freezes.held_share_of_requested");
    await dialog(page).getByLabel("Of", { exact: true }).selectOption("bank");
    await dialog(page).getByLabel("Only").selectOption("KBANK");
    await dialog(page).getByRole("radio", { name: "when higher" }).check();
    await dialog(page).getByLabel("Goal (%)").fill("52.5");
    await dialog(page).getByLabel("Source of the goal").fill("a decision");
    await dialog(page).getByRole("radio", { name: "in steps" }).check();
    await dialog(page).getByLabel("Day").fill("2026-12-01");
    await dialog(page).getByLabel("From then on (%)").fill("45");
    expect(await axeFaults(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Set a target" }).click();
    await until(() => text(page)).toMatch(/KBANK holds.*40\.0 %/s);
    const [version] = await versionsOf("kbank-holds");
    expect(version!.target).toMatchObject({
      slice: { by: "bank", of: "KBANK" },
      goal: { kind: "number", amount: { p: 525, q: 1_000 } },
      path: { kind: "steps", steps: [{ day: "2026-12-01", amount: { p: 45, q: 100 } }] },
    });
    await page.getByRole("button", { name: "Undo" }).click();
    await until(async () => (await versionsOf("kbank-holds")).at(-1)?.target.enabled).toBe(false);
    await until(() => rowOf(page, "kbank-holds").textContent()).toContain("Not followed");
  });

  it("changes one as a new version, says what changed, and goes back to an earlier one", async () => {
    const page = await open("/targets?lang=en&target=losses-per-day");
    await page.getByRole("button", { name: "Change as a new version" }).click();
    // What is not touched stays what it was, to the last digit.
    expect(await dialog(page).getByLabel("Baseline (m baht a day)").inputValue()).toBe("58.6529");
    await dialog(page).getByLabel("Goal (m baht a day)").fill("61.5");
    await dialog(page).getByRole("button", { name: "Save the version" }).click();
    await until(() => dialog(page).textContent()).toMatch(/goal: lies on the wrong side of the baseline/);
    expect(await dialog(page).getByLabel("Goal (m baht a day)").inputValue()).toBe("61.5");
    await dialog(page).getByLabel("Goal (m baht a day)").fill("48");
    await dialog(page).getByRole("button", { name: "Save the version" }).click();
    const second = page.locator('[data-version="2"]');
    await until(() => second.textContent()).toMatch(
      /Version 2\s*In force from 26 Nov 16:\d\d · anong|goal: 50 to 48/,
    );
    expect(await second.textContent()).toContain("goal: 50 to 48");
    const versions = await versionsOf("losses-per-day");
    expect(versions[1]!.target.baseline).toEqual(versions[0]!.target.baseline);
    expect(versions[1]!.target.goal).toEqual({ kind: "number", amount: { p: 48 * MILLION, q: 1 } });
    await page.locator('[data-version="1"]').getByRole("button").click();
    await until(() => page.locator('[data-version="3"]').textContent()).toContain("goal: 48 to 50");
    expect((await versionsOf("losses-per-day"))[2]!.target).toEqual(versions[0]!.target);
  });

  it("notes what happened, on the chart and below it, and takes it off again, which can be undone", async () => {
    const page = await open("/targets?lang=en&target=losses-per-day");
    await page.getByRole("button", { name: "Note an event" }).click();
    await dialog(page).getByLabel("Text").fill("A new law is in force");
    await dialog(page).getByLabel("Day", { exact: true }).fill("2026-11-02");
    await dialog(page).getByLabel("To the day (if any)").fill("2026-11-03");
    expect(await axeFaults(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Note an event" }).click();
    const noted = page.locator("[data-annotation]");
    await until(() => noted.allTextContents()).toEqual([
      expect.stringMatching(/2 Nov – 3 Nov\s*A new law is in force/),
    ]);
    // 60 of the 120 days of the chart lie before it, and it lasts two of them.
    const mark = await page.locator(".ink i.note").evaluate((node) => [node.style.left, node.style.width]);
    expect(mark.map(Number.parseFloat)).toEqual([50, expect.closeTo(200 / 120, 3)]);
    await page.getByRole("button", { name: "Take off: A new law is in force" }).click();
    await until(() => noted.count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await until(() => noted.count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
  });

  it("offers a viewer no change, and tells who is limited that nothing is of its own", async () => {
    const { client } = await newPerson(program, admin, "malee", "viewer");
    const page = await open("/targets?lang=en&target=losses-per-day", { as: client });
    await until(() => text(page)).toMatch(/Losses per day/);
    for (const name of [/^Change/, /^Set a target/, /^Use version/, /^Note an event/, /^Take off/])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
  });

  it("offers to who is limited what the server takes: of its own bank, nothing of the whole", async () => {
    const { target } = (await versionsOf("losses-per-day"))[0]!;
    const own = { by: "bank", of: "KBANK" } as const;
    const amount = { p: 1, q: 2 };
    await admin.ask("PUT", "/v1/targets/own", {
      ...target,
      en: "Own",
      th: "ของตน",
      metric: "freezes.held_share_of_requested",
      slice: own,
      baseline: { kind: "number", amount, source: "a count" },
      goal: { kind: "number", amount },
      path: { kind: "linear" },
    });
    for (const [text, slice] of [
      ["Of everybody", { by: "all", of: null }],
      ["Of the bank", own],
    ])
      await admin.ask("POST", "/v1/annotations", { from: "2026-11-20", text, slice });
    const limit = { banks: ["KBANK"], provinces: null, agencies: null };
    const { client } = await newPerson(program, admin, "of-kbank", "admin", limit);
    const page = await open("/targets?lang=en&target=own", { as: client });
    await until(() => text(page)).toMatch(/Of everybody/);
    const off = page.getByRole("button", { name: "Take off" });
    expect(await off.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))).toEqual([
      "Take off: Of the bank",
    ]);
    await off.click();
    await until(() => off.count()).toBe(0);
    await page.getByRole("button", { name: "Note an event" }).click();
    expect(await dialog(page).getByLabel("Of", { exact: true }).count()).toBe(0);
    await dialog(page).getByLabel("Text").fill("Said by the bank");
    await dialog(page).getByRole("button", { name: "Note an event" }).click();
    await page.getByRole("button", { name: "Take off: Said by the bank" }).waitFor();
    await page.getByRole("button", { name: "Set a target" }).click();
    await dialog(page).getByLabel("Figure").selectOption("freezes.held_share_of_requested");
    const optionsOf = (label: string) =>
      dialog(page)
        .getByLabel(label, { exact: true })
        .locator("option")
        .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
    expect([await optionsOf("Of"), await optionsOf("Only")]).toEqual([["bank"], ["", "KBANK"]]);
  });

  it("a link fixes the target and the day as it was known then", async () => {
    const page = await open("/targets?lang=en&target=reports-per-day&on=2026-11-24");
    await until(() => text(page)).toMatch(/Too early to say\s*There is no data of this figure yet/);
    await page.getByRole("button", { name: "Today" }).click();
    await until(() => text(page)).toMatch(/On course/);
  });

  it.each([
    ["th", "light"],
    ["en", "dark"],
  ])("on a phone it is one thing at a time, without overflow: %s", async (lang, theme) => {
    const page = await open(`/targets?lang=${lang}&theme=${theme}`, { width: 390, height: 844 });
    await page.locator('[data-target="losses-per-day"]').waitFor();
    expect(await page.getByRole("article").isVisible()).toBe(false);
    expect(await width(page)).toBe(390);
    expect(await axeFaults(page)).toEqual([]);
    await page.locator('[data-target="losses-per-day"]').click();
    await page.locator("[data-chart] canvas").waitFor();
    await page.locator("[data-anomalies]").waitFor();
    expect(await page.locator('[data-target="losses-per-day"]').isVisible()).toBe(false);
    expect(await width(page)).toBe(390);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: lang === "th" ? "กลับไปที่รายการ" : "Back to the list" }).click();
    await until(() => page.locator('[data-target="losses-per-day"]').isVisible()).toBe(true);
  });

  it("copies a link that shows others the same target, as it stood at that moment", async () => {
    const page = await open("/targets?lang=en&target=reports-per-day");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const row = rowOf(page, "reports-per-day");
    await row.waitFor();
    const shown = () => row.locator("td").allTextContents();
    const before = await shown();
    await page.getByRole("button", { name: "Copy link to this moment" }).click();
    await page.getByText("Link copied").first().waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(link.searchParams.get("target")).toBe("reports-per-day");
    clock.off += 60_000;
    const late = Array.from({ length: 14 }, (_, n) =>
      event("report.filed", startOf(TODAY - 2) + (8 + (n % 9)) * HOUR, {
        reportId: `late-${n}`,
        channel: "1441",
        agency: "aoc",
        province: "TH-10",
        scamType: "job",
        lossSatang: 0,
      }),
    );
    await program.tell(...late);
    await page.reload();
    await until(shown).not.toEqual(before);
    await page.goto(link.href);
    await until(shown).toEqual(before);
    // Of a past moment nothing is changed.
    expect(await page.getByRole("button", { name: "Note an event" }).count()).toBe(0);
    await page.getByRole("button", { name: "Today" }).click();
    await until(shown).not.toEqual(before);
  });
});
