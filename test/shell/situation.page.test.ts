/** The header of pages and that of the wall, side by side. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Rule } from "#wire/alerts.ts";
import type { Situation } from "#wire/situation.schema.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser, openBrowserOfNobody } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let stranger: Browser;
let program: Program;
beforeAll(async () => {
  [browser, stranger] = await Promise.all([openBrowser(), openBrowserOfNobody()]);
  program = await startProgram();
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await program.close();
  await Promise.all([browser.close(), stranger.close()]);
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const ask = askOf(() => program);

async function open(path: string, width = 1440, height = 900, from = browser): Promise<Page> {
  const page = await (await from.newContext({ viewport: { width, height } })).newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const plain = (text: string | null) => (text ?? "").replace(/\s+/g, " ").trim();
const inHeader = (page: Page) => page.locator("[data-situation]");
const sentence = async (page: Page) => plain(await inHeader(page).textContent());
let count = 0;
/** A freeze of the bank is late by so many minutes. */
const late = (bank: string, minutes: number) => {
  const freezeId = `f-${++count}`;
  return program.tell(
    event("freeze.requested", Date.now() - HOUR - minutes * MINUTE, {
      ...{ freezeId, reportId: freezeId, bank, hop: 2 },
      ...{ amountSatang: 100, accountToken: `t-${freezeId}` },
    }),
  );
};

it.each([
  ["th", 1440],
  ["en", 390],
] as const)("says what the wall says, live, and leads to the alert: %s", async (lang, width) => {
  const page = await open(`/sla?lang=${lang}`, width, width === 390 ? 844 : 900);
  const wall = await open(`/wall/overview?lang=${lang}&still`, 1920, 1080);
  const both = async () => ({ page: await sentence(page), wall: await sentence(wall) });
  const agree = () => until(async () => new Set(Object.values(await both())).size).toBe(1);
  await until(() => sentence(wall)).toMatch(/\+\d|60 /);
  await agree();

  // Of another bank each time, so that what is newest changes.
  const bank = lang === "th" ? "KBANK" : "SCB";
  await late(bank, lang === "th" ? 5 : 1);
  await until(() => sentence(wall)).toContain(bank);
  await agree();
  expect(await sentence(page)).toContain(bank);
  await until(() => inHeader(page).getAttribute("data-situation")).toBe("broken");
  const link = inHeader(page).getByRole("link");
  await until(() => link.getAttribute("href")).toMatch(/\/alerts\?.*episode=\d+|\/alerts\?episode=\d+/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(await link.isVisible()).toBe(true);
  expect(await axeFaults(page)).toEqual([]);
  await link.click();
  await until(() => page.getByRole("article").textContent()).toContain(bank);

  // The line is cut: what was true then is not said as if it were so now.
  await page.context().setOffline(true);
  await until(() => inHeader(page).getAttribute("data-situation")).toBe("lost");
  expect(await sentence(page)).toMatch(lang === "th" ? /^ขาดการเชื่อมต่อ — ข้อมูลล่าสุด/ : /\d\d:\d\d:\d\d/);
  expect(await sentence(page)).not.toContain(bank);
  await page.context().setOffline(false);
  await until(() => sentence(page)).toContain(bank);
});

it("tells who is limited of his own alone", async () => {
  await late("GSB", 2);
  const ask = await firstAdministrator(program);
  const { client } = await newPerson(program, ask, "somchai", "viewer", { ...EVERYTHING, banks: ["KBANK"] });
  const { body } = await client.ask("GET", "/v1/situation");
  const told = body as Situation;
  expect(told.scenery).toBeNull();
  await until(async () =>
    ((await client.ask("GET", "/v1/situation")).body as Situation).alerts.map(({ subject }) => subject.of),
  ).toEqual(["KBANK"]);
  const value = client.cookies.get("war-room-session")!;
  const context = await stranger.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name: "war-room-session", value, url: program.url }]);
  const page = await context.newPage();
  pages.push(page);
  await page.goto(`${program.url}/sla?lang=en`);
  await until(() => sentence(page)).toMatch(/^KBANK over 60 min · of your part alone$|^KBANK over 60 min/);
  expect(await sentence(page)).not.toMatch(/GSB|SCB|accounts/);
});

it("tells since when alerts are not judged", async () => {
  const judgedUntil = async () => (await ask<Situation>("GET", "/v1/situation")).judgedUntil;
  await until(judgedUntil).toBe(null);
  const stoppedAt = Date.now();
  await program.alerts.stop();
  await until(judgedUntil).toBeGreaterThan(stoppedAt - MINUTE);
});

it("does not call it normal while no rule watches", async () => {
  for (const { id, version: _, from: __, ...rule } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
    if (rule.isOn) await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
  await until(async () => (await ask<Situation>("GET", "/v1/situation")).rules).toBe(0);
});
