import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayOf, isoDate, timeOfDay } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { NewRota, Rotas } from "#wire/rota.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
const ids = new Map<string, number>();
beforeAll(async () => {
  browser = await openBrowser();
  program = await startProgram();
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await program.close();
  await browser.close();
});

async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: width < 640 });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const list = () => ask<Rotas>("GET", "/v1/alerts/rotas");
const text = (page: Page) => page.locator("main").textContent();
const dialog = (page: Page) => page.getByRole("dialog");
const minuteOf = (at: number) => Math.floor(timeOfDay(at) / MINUTE);
/** A shift from an hour ago to eleven hours ahead, every day. */
const half = (people: string[]): NewRota => ({
  name: "หัวหน้าเวร",
  firstDay: isoDate(dayOf(Date.now() - HOUR)),
  hears: [],
  shifts: [
    {
      from: minuteOf(Date.now() - HOUR),
      until: minuteOf(Date.now() + 11 * HOUR),
      turn: "daily",
      people: people.map((name) => ids.get(name)!),
    },
  ],
});
async function only(rota: NewRota): Promise<void> {
  for (const { id } of (await list()).rotas) await ask("DELETE", `/v1/alerts/rotas/${id}`);
  await ask("POST", "/v1/alerts/rotas", rota);
}

describe("the page of rotas", () => {
  it("says that there are no rotas, what they are for, and what is needed first", async () => {
    const page = await open("/rota?lang=en");
    await until(() => text(page)).toMatch(/There is no rota yet.*There are no recipients of alerts yet/s);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "Add recipients" }).click();
    await page.getByRole("button", { name: "Add a recipient" }).waitFor();
    for (const name of ["สมชาย ใจดี", "สุดา แก้วใส", "ประเสริฐ ทองคำ"]) {
      const channels = [{ kind: "mail", to: "duty@example.go.th" }];
      const { id } = await ask<{ id: number }>("POST", "/v1/alerts/recipients", {
        name,
        lang: "th",
        channels,
        hears: [],
        mostIn10Minutes: 10,
      });
      ids.set(name, id);
    }
  });

  it("makes a rota of days and nights, says who is on duty now, and removes it", async () => {
    const page = await open("/rota?lang=en");
    await page.getByRole("button", { name: "Add a rota" }).click();
    const form = dialog(page);
    expect(await form.textContent()).toContain("Enter a name, the first day");
    await form.getByLabel("Name").fill("Head of the shift");
    for (const [shift, name] of [
      ["Shift 1", "สมชาย ใจดี"],
      ["Shift 2", "สุดา แก้วใส"],
    ] as const)
      await form.getByRole("group", { name: shift, exact: true }).getByRole("button", { name }).click();
    await form.getByLabel("First day").fill(isoDate(dayOf(Date.now()) - 1));
    expect(await axeFaults(page)).toEqual([]);
    await form.getByRole("button", { name: "Save the rota" }).click();
    const rota = page.locator('[data-rota="Head of the shift"]');
    const isDay = minuteOf(Date.now()) >= 480 && minuteOf(Date.now()) < 1_200;
    const [now, next] = isDay ? ["สมชาย ใจดี", "สุดา แก้วใส"] : ["สุดา แก้วใส", "สมชาย ใจดี"];
    await until(() => rota.locator("[data-now]").textContent()).toMatch(
      new RegExp(`On duty now\\s*${now}\\s*until .*${isDay ? "20:00" : "08:00"} · next: ${next} from`),
    );
    expect(await rota.textContent()).toContain("Somebody is on duty at all times of the next 14 days");
    expect(await rota.textContent()).toContain("Hears of the centre’s work at once");
    expect(await rota.locator("[data-from]").count()).toBeGreaterThanOrEqual(28);
    expect(await axeFaults(page)).toEqual([]);
    await rota.getByRole("button", { name: /^Remove/ }).click();
    await dialog(page).getByRole("button", { name: "Remove" }).click();
    await until(() => text(page)).toContain("There is no rota yet");
  });

  it.each([
    ["th", "light"],
    ["en", "dark"],
  ])("on a phone somebody stands in after three touches, and it can be undone: %s", async (lang, theme) => {
    await only(half(["สมชาย ใจดี"]));
    const page = await open(`/rota?lang=${lang}&theme=${theme}`, 390, 844);
    const th = lang === "th";
    const turns = page.locator("[data-from] button");
    await turns.nth(2).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect((await turns.nth(2).boundingBox())!.height).toBeGreaterThanOrEqual(44);
    expect(await axeFaults(page)).toEqual([]);
    const from = await page.locator("[data-from]").nth(2).getAttribute("data-from");
    await turns.nth(2).tap();
    const person = dialog(page).getByRole("button", { name: "สุดา แก้วใส" });
    await person.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    for (const target of [person, dialog(page).locator('[type="submit"]')]) {
      const { y, height } = (await target.boundingBox())!;
      // In reach of the thumb.
      expect([height >= 44, y > 844 / 2, y + height <= 844]).toEqual([true, true, true]);
    }
    await person.tap();
    await dialog(page)
      .getByRole("button", { name: th ? "ให้ สุดา แก้วใส เข้าเวร" : "Put สุดา แก้วใส on duty" })
      .tap();
    const turn = page.locator(`[data-from="${from}"]`);
    await until(() => turn.textContent()).toMatch(th ? /สุดา แก้วใส\s*เข้าเวรแทน/ : /สุดา แก้วใส\s*Stands in/);
    const [{ overrides, turns: planned }] = (await list()).rotas as [Rotas["rotas"][number]];
    expect(overrides).toMatchObject([{ from: Date.parse(from!), recipient: ids.get("สุดา แก้วใส") }]);
    expect(planned.find((each) => each.from === Date.parse(from!))!.until).toBe(overrides[0]!.until);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole("button", { name: th ? /^เลิกทำ/ : /^Undo/ }).tap();
    await until(async () => (await list()).rotas[0]!.overrides).toEqual([]);
    await until(() => turn.textContent()).not.toContain("สุดา");
  });

  it("names loudly where nobody is on duty, now and in the next 14 days, and fills it from there", async () => {
    await only({ ...half(["สมชาย ใจดี"]), firstDay: isoDate(dayOf(Date.now()) + 13) });
    const page = await open("/rota?lang=en");
    const rota = page.locator('[data-rota="หัวหน้าเวร"]');
    await until(() => rota.locator("[data-now]").textContent()).toContain("Nobody is on duty now");
    await until(() => rota.getByRole("status").textContent()).toMatch(
      /Nobody is on duty in \d+ parts? of the next 14 days.*the next step of the chain is told at once/s,
    );
    expect(await axeFaults(page)).toEqual([]);
    await rota
      .getByRole("button", { name: /^Choose somebody/ })
      .first()
      .click();
    await dialog(page).getByRole("button", { name: "ประเสริฐ ทองคำ" }).click();
    await dialog(page).getByRole("button", { name: "Put ประเสริฐ ทองคำ on duty" }).click();
    await until(() => rota.locator("[data-now]").textContent()).toMatch(/On duty now\s*ประเสริฐ ทองคำ/);
    await rota.locator("[data-from] button").first().click();
    await dialog(page).getByRole("button", { name: "Back to the plan" }).click();
    await until(() => rota.locator("[data-now]").textContent()).toContain("Nobody is on duty now");
  });

  it.each(["th", "en"] as const)(
    "on a phone makes a rota of working days alone, and names its nights and days off as holes: %s",
    async (lang) => {
      for (const { id } of (await list()).rotas) await ask("DELETE", `/v1/alerts/rotas/${id}`);
      const th = lang === "th";
      const page = await open(`/rota?lang=${lang}`, 390, 844);
      await page.getByRole("button", { name: th ? "เพิ่มตารางเวร" : "Add a rota" }).tap();
      const form = dialog(page);
      await form.getByLabel(th ? "ชื่อตาราง" : "Name").fill("ในเวลาราชการ");
      await form.getByRole("button", { name: th ? "ลบกะที่ 2" : "Remove shift 2" }).tap();
      const shift = form.getByRole("group", { name: th ? "กะที่ 1" : "Shift 1", exact: true });
      await shift.getByRole("button", { name: "สมชาย ใจดี" }).tap();
      const holidays = form.getByRole("checkbox", { name: th ? "วันหยุดราชการนับเป็น" : "Public holidays" });
      expect(await holidays.count()).toBe(0);
      await shift.getByRole("radio", { name: th ? "วันทำการ" : "Working days", exact: true }).tap();
      expect(await holidays.isChecked()).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
      await form.locator('[type="submit"]').tap();
      const rota = page.locator('[data-rota="ในเวลาราชการ"]');
      await until(() => rota.getByRole("status").textContent()).toMatch(
        th ? /ไม่มีผู้อยู่เวร \d+ ช่วง ใน 14 วันข้างหน้า/ : /Nobody is on duty in \d+ parts of the next 14 days/,
      );
      const [{ shifts, holidaysOff, daysOff, turns }] = (await list()).rotas as [Rotas["rotas"][number]];
      expect(shifts).toMatchObject([{ from: 480, until: 1_200, days: "working", turn: "daily" }]);
      expect([holidaysOff, daysOff.length >= 4]).toEqual([true, true]);
      // A card for each day, days off among them, though their turn began before; what is now is on one.
      expect(await rota.locator("h3").count()).toBeGreaterThanOrEqual(14);
      expect(await rota.locator(".turn.now").count()).toBe(1);
      // Whoever is on duty never begins on a day off.
      for (const { from, person } of turns) if (person) expect(daysOff).not.toContain(isoDate(dayOf(from)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
    },
  );

  it("is only read by whoever may not change it: a viewer, and a commander of one bank", async () => {
    await only(half(["สมชาย ใจดี"]));
    const admin = await firstAdministrator(program);
    const limit = { banks: ["KBANK"], provinces: null, agencies: null };
    const visitors = [
      await newPerson(program, admin, "viewer", "viewer"),
      await newPerson(program, admin, "limited", "commander", limit),
    ];
    for (const { client } of visitors) {
      const page = await open("/rota?lang=en");
      const value = client.cookies.get("war-room-session")!;
      await page.context().addCookies([{ name: "war-room-session", value, url: program.url }]);
      await page.goto("about:blank");
      await page.goto(`${program.url}/rota?lang=en`);
      await until(() => text(page)).toMatch(/On duty now\s*สมชาย ใจดี/);
      expect(await page.locator("[data-from] button").count()).toBe(0);
      expect(
        await page.getByRole("button", { name: /Add a rota|^Change|^Remove|Choose somebody/ }).count(),
      ).toBe(0);
      expect(await axeFaults(page)).toEqual([]);
    }
  });
});
