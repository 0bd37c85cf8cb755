import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow } from "#wire/alerts.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

let browser: Browser;
let program: Program;
let hook: Hook;
beforeAll(async () => {
  [browser, hook] = await Promise.all([openBrowser(), openHook()]);
  program = await startProgram({
    config: { webhookNetworks: ["127.0.0.1"], rates: { ...readRates({}), webhook: 1_000 } },
  });
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  expectOwn();
});
afterAll(async () => {
  await program.close();
  expectOwn();
  await Promise.all([browser.close(), hook.close()]);
});

async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const ask = askOf(() => program);
let first: Client | null = null;
const administrator = async () => {
  first ??= await firstAdministrator(program);
  return first;
};
const dialog = (page: Page) => page.getByRole("dialog");
const article = (page: Page) => page.getByRole("article");
let count = 0;
/** The alerts of all tests. */
const made = new Set<number>();
/** The recipient of one test hears of the alerts of the others. */
const expectOwn = () => hook.pick(({ body }) => made.has(body.data.episode!));
/** A freeze of this bank is overdue: gives the id of its alert. */
async function late(bank: string): Promise<number> {
  const id = `late-${++count}`;
  await program.tell(
    event("freeze.requested", Date.now() - HOUR - SECOND, {
      freezeId: id,
      reportId: id,
      bank,
      hop: 1,
      amountSatang: 184_250_000,
      accountToken: `t-${id}`,
    }),
  );
  const find = async () => {
    const { rows } = (await (await fetch(`${program.url}/v1/alerts`)).json()) as { rows: EpisodeRow[] };
    return rows.find(
      ({ subject, rule, state }) => subject.of === bank && rule === "freeze-overdue" && state === "firing",
    );
  };
  await until(async () => (await find())?.state).toBe("firing");
  const { id: alert } = (await find())!;
  made.add(alert);
  return alert;
}

describe("the page of alerts", () => {
  it("says that nothing is wrong and when that was checked; and that nobody is told while there are no recipients", async () => {
    const rules = (await program.alerts.rules()).filter(({ isOn }) => isOn);
    const page = await open("/alerts?lang=en");
    await until(() => page.locator("main").textContent()).toMatch(
      new RegExp(`No open alerts.*last checked \\d\\d:\\d\\d:\\d\\d, by ${rules.length} rules`, "s"),
    );
    expect(await page.locator("main").textContent()).toContain("There are no recipients");
    expect(await axeFaults(page)).toEqual([]);
  });

  it("makes a recipient and shows its secret once; a test reaches it; it can be removed", async () => {
    const page = await open("/alerts?lang=en&tab=recipients");
    await page.getByRole("button", { name: "Add a recipient" }).click();
    await dialog(page).getByLabel("Name", { exact: true }).fill("Duty room");
    await dialog(page).getByLabel("Channel").selectOption("webhook");
    await dialog(page)
      .getByLabel(/Webhook’s address/)
      .fill(hook.url);
    expect(await axeFaults(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Add", exact: true }).click();
    await until(() => page.locator("[data-secret]").textContent()).toMatch(/^whsec_/);
    await page.keyboard.press("Escape");
    await until(() => dialog(page).count()).toBe(0);
    const row = page.locator('[data-recipient="Duty room"]');
    await until(() => row.textContent()).toMatch(/freezes, calls\) at once/);
    await row.getByRole("button", { name: /^Send a test/ }).click();
    await until(() => hook.got.map(({ body }) => body.type)).toEqual(["alert.test"]);
    await until(() => row.locator("[data-test]").textContent()).toMatch(
      /Delivered.*Webhook says that it arrived \(204\)/,
    );
    hook.next.push({ status: 404 });
    await row.getByRole("button", { name: /^Send a test/ }).click();
    await until(() => row.locator("[data-test]").textContent()).toMatch(
      /Not sent.*Webhook did not take the test · the receiver refused it · 404/,
    );
    expect(hook.got.map(({ body }) => body.type)).toEqual(["alert.test", "alert.test"]);
    // What was refused is not counted.
    await until(() => page.locator('[data-rate="webhook"]').textContent()).toMatch(
      /^\s*Webhook 1 of 1,000\s*$/,
    );
    expect(await axeFaults(page)).toEqual([]);
  });

  it.each([
    ["en", 1440, "Gone", "Switch on again", "Send a test"],
    ["th", 390, "เลิกใช้แล้ว", "เปิดส่งอีกครั้ง", "ส่งทดสอบ"],
  ])(
    "shows a webhook as gone whose receiver says so, and switches it on again: %s",
    async (lang, width, gone, switchOn, test) => {
      const page = await open(`/alerts?lang=${lang}&tab=recipients`, width);
      const row = page.locator('[data-recipient="Duty room"]');
      const button = row.getByRole("button", { name: new RegExp(`^${switchOn}`) });
      const tested = row.locator("[data-test]");
      const before = hook.got.length;
      hook.next.push({ status: 410 });
      await row.getByRole("button", { name: new RegExp(`^${test}`) }).click();
      await until(() => row.locator("[data-gone]").textContent()).toContain(gone);
      expect(await row.locator("[data-gone]").getAttribute("data-gone")).toBe(hook.url);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await axeFaults(page)).toEqual([]);
      // Nothing is sent there.
      await row.getByRole("button", { name: new RegExp(`^${test}`) }).click();
      await until(() => tested.getAttribute("data-test")).toBe("refused");
      expect(hook.got.length).toBe(before + 1);

      await button.click();
      await until(() => row.locator("[data-gone]").count()).toBe(0);
      expect(await button.count()).toBe(0);
      await row.getByRole("button", { name: new RegExp(`^${test}`) }).click();
      await until(() => tested.getAttribute("data-test")).toBe("delivered");
      expect(hook.got.length).toBe(before + 2);
    },
  );

  it.each([
    ["line", "LINE user or group id", "not the LINE ID by which friends are added"],
    ["telegram", "Telegram chat id", "first add the bot to the group"],
    ["sms", "Mobile number", "such as 0812345678"],
    ["mail", "Mail address", "such as duty@example.go.th"],
  ])(
    "asks for the address of %s with a label and a hint, and says that it is not set up",
    async (kind, label, hint) => {
      const page = await open("/alerts?lang=en&tab=recipients", 390, 844);
      await page.getByRole("button", { name: "Add a recipient" }).click();
      const channel = dialog(page).getByLabel("Channel");
      const option = channel.locator(`option[value="${kind}"]`);
      await until(() => option.textContent()).toContain("not set up on this server");
      expect(await option.isDisabled()).toBe(true);
      // As on a server where it is.
      await option.evaluate((element: HTMLOptionElement) => {
        element.disabled = false;
      });
      await channel.selectOption(kind);
      await until(() => dialog(page).getByLabel(label).count()).toBe(1);
      expect(await dialog(page).textContent()).toContain(hint);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
    },
  );

  it("shows an alert with what happened and who was told, and acknowledges it with a note", async () => {
    const id = await late("KBANK");
    const page = await open("/alerts?lang=en");
    await page.locator(`[data-episode="${id}"]`).click();
    await until(() => article(page).textContent()).toMatch(
      /KBANK not frozen within 60 min: 1.*million baht 1\.84.*What to do/s,
    );
    await until(() => article(page).textContent()).toMatch(
      /over the limit for long enough.*Duty room.*Delivered/s,
    );
    await article(page).getByLabel("Note").fill("Called them");
    await article(page).getByRole("button", { name: "1 h" }).click();
    await article(page).getByRole("button", { name: "Acknowledge" }).click();
    await until(() => article(page).textContent()).toMatch(/Acknowledged.*tester · Called them/s);
    expect(await axeFaults(page)).toEqual([]);
    // It is kept for longer with one more touch; what was noted goes on.
    const ends = async () => (await ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`)).episode.ackUntil!;
    const before = await ends();
    await article(page).getByRole("button", { name: "Keep it, or take it over" }).click();
    await article(page).getByRole("button", { name: "4 h" }).click();
    expect(await article(page).getByLabel("Note").inputValue()).toBe("Called them");
    expect(await axeFaults(page)).toEqual([]);
    await article(page).getByRole("button", { name: "Keep it, or take it over" }).click();
    await until(ends).toBeGreaterThan(before + 2 * HOUR);
    await until(() => article(page).getByLabel("Note").count()).toBe(0);
    expect(await article(page).textContent()).toMatch(/tester · Called them/);
    await page.getByRole("button", { name: "Mine" }).click();
    await until(() => page.locator(`[data-episode="${id}"]`).count()).toBe(1);
  });

  it("is used by single keys: open, acknowledge, undo, mute, close, and on to another page", async () => {
    const id = await late("CIMBT");
    const page = await open("/alerts?lang=en");
    await page.locator(`[data-episode="${id}"]`).waitFor();
    await page.locator(`[data-key="${id}"]`).focus();
    await page.keyboard.press("Enter");
    await until(() => article(page).textContent()).toMatch(/CIMBT.*Acknowledge/s);
    const stateOf = async () => (await ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`)).episode.state;
    await page.keyboard.press("a");
    await until(stateOf).toBe("acknowledged");
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("z");
    await until(stateOf).toBe("firing");
    await page.keyboard.press("m");
    await until(() => dialog(page).textContent()).toContain("Mute this alert");
    // In a dialog they are dead.
    await page.keyboard.press("e");
    await page.keyboard.press("Escape");
    await until(() => dialog(page).count()).toBe(0);
    await page.keyboard.press("e");
    await until(() => dialog(page).textContent()).toContain("Close this alert by hand");
    await page.keyboard.press("Escape");
    await until(() => dialog(page).count()).toBe(0);
    // The second of two keys is no deed of the page.
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL(/\/sla/);
    await page.goBack();
    await article(page).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.waitForURL(/\/alerts(\?lang=en)?$/);
    expect(await stateOf()).toBe("firing");
  });

  it("says of each message why it was made, and what became of it", async () => {
    const id = await late("BBL");
    const page = await open(`/alerts?lang=en&episode=${id}`);
    const log = article(page).locator("li", { hasText: "Duty room" });
    await until(() => log.textContent()).toMatch(/Delivered.*taken by the receiver \(204\)/s);
    expect(await article(page).textContent()).toMatch(/Messages\s*Delivered 1/);
    await log.locator("summary").click();
    await until(() => log.textContent()).toMatch(/Told because: over the limit for long enough/);
    expect(await axeFaults(page)).toEqual([]);
  });

  it.each([
    ["en", "Recovered", "As known at", "See the figures as known at"],
    ["th", "กลับสู่ปกติ", "ตามที่ทราบเมื่อ", "ดูตัวเลขตามที่ทราบเมื่อ"],
  ])(
    "opens a message's link with what was known then beside what is known now, and leads to the figures as of then: %s",
    async (lang, recovered, told, figures) => {
      const bank = lang === "en" ? "BAY" : "GSB";
      const id = await late(bank);
      const asOf = new Date().toISOString();
      await ask("POST", `/v1/alerts/${id}/resolve`, {});
      const page = await open(`/alerts?lang=${lang}&episode=${id}&asOf=${asOf}`, 390, 844);
      await until(() => article(page).textContent()).toMatch(
        new RegExp(`${recovered}.*${told}.*${bank}.* 60 `, "s"),
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
      const asked = page.waitForRequest((request) => request.url().includes("/v1/figures?"));
      await article(page).getByRole("link", { name: figures }).click();
      const question = new URL((await asked).url()).searchParams;
      expect([question.get("metric"), question.get("bank")]).toEqual(["freezes.sla_60m", bank]);
      expect(Date.parse(question.get("asOf")!)).toBe(Date.parse(asOf));
      // Chosen from the list, the same alert is shown as it is now.
      await page.goto(`${program.url}/alerts?lang=${lang}&tab=history&episode=${id}&asOf=${asOf}`);
      await article(page).getByRole("button").first().click();
      await page.locator(`[data-episode="${id}"]`).click();
      await article(page).waitFor();
      expect(await page.getByRole("heading", { name: told }).count()).toBe(0);
      expect(new URL(page.url()).searchParams.has("asOf")).toBe(false);
    },
  );

  it("asks on its beat, not once more for each answer, also while an alert is looked at", async () => {
    const id = await late("TTB");
    const page = await open("/alerts?lang=en");
    await page.clock.install();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/\/v1\/alerts\/\d+$/.test(new URL(request.url()).pathname)) asked.push(request.url());
    });
    await page.goto(`${program.url}/alerts?lang=en&episode=${id}`);
    // Before the clock leaps: a question that is under way would be given up.
    await article(page).waitFor();
    await page.clock.pauseAt(Date.now() + HOUR);
    const before = asked.length;
    // Long enough for several answers: its own clock stands still.
    for (let n = 0; n < 20; n++)
      await page.evaluate(() => fetch("/v1/alerts").then((answer) => answer.text()));
    expect(asked.length - before).toBeLessThanOrEqual(1);
  });

  it("opens a digest's link with what was open then, each as it is now, also after one was looked at", async () => {
    const id = await late("BAAC");
    const asOf = new Date().toISOString();
    await ask("POST", `/v1/alerts/${id}/resolve`, {});
    const page = await open(`/alerts?lang=en&asOf=${asOf}`, 390, 844);
    const row = page.locator(`[data-episode="${id}"]`);
    await until(() => row.textContent()).toContain("Recovered");
    const status = page.getByRole("status").filter({ hasText: "What was open at" });
    expect(await status.count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await axeFaults(page)).toEqual([]);
    await row.click();
    await until(() => article(page).textContent()).toContain("As known at");
    await article(page).getByRole("button").first().click();
    await row.waitFor();
    await page.getByRole("button", { name: "See what is open now" }).click();
    await until(() => row.count()).toBe(0);
    expect([await status.count(), new URL(page.url()).searchParams.has("asOf")]).toEqual([0, false]);
  });

  it("mutes with a reason and unmutes; closes with a reason, after which it is in the history", async () => {
    const id = await late("SCB");
    const page = await open(`/alerts?lang=en&episode=${id}`);
    await article(page).getByRole("button", { name: "Mute" }).click();
    expect(await dialog(page).textContent()).toContain("Enter a reason");
    await dialog(page).getByLabel("Reason").fill("planned work");
    await dialog(page).getByRole("button", { name: "Mute" }).click();
    await until(() => article(page).textContent()).toMatch(/muted until/);
    // By night alone is said so: not that it is muted all week.
    await article(page).getByRole("button", { name: "Mute" }).click();
    await dialog(page).getByLabel("For").selectOption("night");
    await dialog(page).getByLabel("Reason").fill("by night");
    await dialog(page).getByRole("button", { name: "Mute" }).click();
    await page
      .getByRole("status")
      .filter({ hasText: /Muted daily 22:00–06:00 until / })
      .waitFor();
    await page.getByRole("button", { name: "Mutes" }).click();
    await until(() => page.locator("main").textContent()).toMatch(
      /Freezes over 60 min, by bank · Bank: Siam Commercial Bank/,
    );
    for (const left of [1, 0]) {
      await page
        .getByRole("button", { name: /^Unmute/ })
        .first()
        .click();
      await until(() => page.getByRole("button", { name: /^Unmute/ }).count()).toBe(left);
    }
    await until(() => page.locator("main").textContent()).toContain("Nothing is muted");
    await page.goto(`${program.url}/alerts?lang=en&episode=${id}`);
    await article(page).getByRole("button", { name: "Close" }).click();
    await dialog(page).getByLabel("Reason").fill("a test");
    await dialog(page).getByRole("button", { name: "Close", exact: true }).click();
    await until(() => article(page).textContent()).toMatch(/Recovered.*closed by a person/s);
    await page.getByRole("button", { name: "History" }).click();
    await until(() => page.locator(`[data-episode="${id}"]`).textContent()).toContain("Recovered");
  });

  it.each([
    ["th", "light"],
    ["en", "dark"],
  ])(
    "on a phone it is one thing at a time, without overflow, and its deeds are in reach of the thumb: %s",
    async (lang, theme) => {
      const id = await late(lang === "th" ? "BBL" : "KTB");
      const page = await open(`/alerts?lang=${lang}&theme=${theme}&episode=${id}`, 390, 844);
      const acknowledge = article(page).getByRole("button", {
        name: lang === "th" ? "รับทราบ" : "Acknowledge",
      });
      await acknowledge.waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      const box = (await acknowledge.boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(44);
      expect(box.y).toBeGreaterThan(844 / 2);
      expect(box.y + box.height).toBeLessThan(844);
      expect(await axeFaults(page)).toEqual([]);
      await article(page)
        .getByRole("button", { name: lang === "th" ? "กลับไปที่รายการ" : "Back to the list" })
        .click();
      await page.locator(`[data-episode="${id}"]`).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    },
  );

  it.each([
    ["th", "กำลังอ่านเหตุนี้", "ยังอ่านเหตุนี้ไม่ได้", "ไม่พบเหตุนี้", "กลับไปที่รายการ"],
    ["en", "Reading this alert", "could not be read yet", "There is no such alert", "Back to the list"],
  ])(
    "on a phone one that was chosen is known at once from the list, and why it cannot be read: %s",
    async (lang, reading, unread, gone, back) => {
      const id = await late(lang === "th" ? "UOB" : "LH");
      const page = await open(`/alerts?lang=${lang}`, 390, 844);
      const main = page.locator("main");
      let answer: "late" | "never" | "as it is" = "late";
      const waiting: (() => void)[] = [];
      await page.route(`**/v1/alerts/${id}`, async (route) => {
        if (answer === "never") return route.abort();
        if (answer === "late") await new Promise<void>((resolve) => waiting.push(resolve));
        await route.continue();
      });
      await page.locator(`[data-episode="${id}"]`).click();
      const head = page.getByRole("heading", { level: 2 });
      await until(() => head.textContent()).toContain(lang === "th" ? "UOB" : "LH");
      expect(await main.textContent()).toContain(reading);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
      answer = "as it is";
      for (const go of waiting) go();
      await article(page).waitFor();
      await article(page).getByRole("button", { name: back }).click();

      // Without an answer it is not said to be gone.
      answer = "never";
      await page.locator(`[data-episode="${id}"]`).click();
      await until(() => main.textContent()).toContain(unread);
      expect(await main.textContent()).not.toContain(gone);
      answer = "as it is";
      await article(page).waitFor();

      await page.goto(`${program.url}/alerts?lang=${lang}&episode=999999999`);
      await until(() => main.textContent()).toContain(gone);
      await page.getByRole("button", { name: back }).click();
      await page.locator(`[data-episode="${id}"]`).waitFor();
    },
  );

  it("asks for recipients for administrators only: others are refused, which counts against their address", async () => {
    const { client } = await newPerson(program, await administrator(), "somchai", "commander");
    const value = client.cookies.get("war-room-session")!;
    const page = await open("/alerts?lang=en");
    await page.getByRole("button", { name: "Recipients" }).waitFor();
    await page.context().addCookies([{ name: "war-room-session", value, url: program.url }]);
    const asked: string[] = [];
    await page.goto("about:blank");
    page.on("response", (response) => asked.push(`${response.status()} ${new URL(response.url()).pathname}`));
    await page.goto(`${program.url}/alerts?lang=en&tab=recipients`);
    const lists = () => asked.filter((each) => each === "200 /v1/alerts").length;
    await until(lists).toBeGreaterThan(1);
    expect(asked.filter((each) => each.startsWith("4") || each.includes("recipients"))).toEqual([]);
    expect(await page.getByRole("button", { name: "Recipients" }).count()).toBe(0);
  });

  it("shows how many messages people get and which alerts nobody had, with links to them", async () => {
    const page = await open("/alerts?lang=en&tab=load");
    const main = page.locator("main");
    await until(() => main.textContent()).toMatch(/EEMUA 191.*Duty room.*Rules that cause most/s);
    expect(await axeFaults(page)).toEqual([]);
    await main.getByRole("link", { name: /^\d+$/ }).first().click();
    await article(page).waitFor();
    const phone = await open("/alerts?tab=load", 390, 844);
    await until(() => phone.locator("main").textContent()).toContain("กฎที่ทำให้แจ้งมากที่สุด");
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await axeFaults(phone)).toEqual([]);
  });

  it("tries a rule on the past as it stands in the form, and saves it as a new version", async () => {
    const requestedAt = Date.now() - 3 * HOUR;
    const freeze = { freezeId: "past", bank: "GSB", hop: 1 };
    await program.tell(
      event("freeze.requested", requestedAt, {
        ...freeze,
        reportId: "r",
        amountSatang: 100,
        accountToken: "t",
      }),
      event("freeze.confirmed", requestedAt + 1.5 * HOUR, {
        ...freeze,
        heldSatang: 100,
        requestedAt: new Date(requestedAt).toISOString(),
      }),
    );
    const page = await open("/alerts?lang=en&tab=rules");
    const main = page.locator("main");
    await page.getByRole("button", { name: "View: Freezes over 60 min, by bank" }).click();
    await page.getByLabel("Only these codes").fill("GSB");
    await page.getByRole("button", { name: "Try it on the past" }).click();
    await until(() => main.textContent()).toMatch(/It would have fired once in the last 30 days/);
    await until(() => main.textContent()).toMatch(/Duty room.*GSB.*1 at once/s);
    expect(await axeFaults(page)).toEqual([]);
    // It was late for half an hour: what must be so for an hour is another rule than the one that was tried.
    await page.getByLabel("Must hold so long").fill("60");
    await until(() => main.textContent()).toMatch(/The form was changed after this/);
    await page.getByRole("button", { name: "Try it on the past" }).click();
    await until(() => main.textContent()).toMatch(
      /It would not have told anybody.*Another one was over too soon/s,
    );
    await page.getByLabel("Must hold so long").fill("0");
    await page.getByLabel("Only these codes").fill("");
    await page.getByLabel("Name in English").fill("Freezes over the hour, by bank");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await until(() => main.textContent()).toContain("Rule: Freezes over the hour, by bank");
    expect((await (await fetch(`${program.url}/v1/alerts/rules`)).json()) as object[]).toContainEqual(
      expect.objectContaining({ id: "freeze-overdue", version: 2, only: null, forSeconds: 0 }),
    );
    const phone = await open("/alerts?tab=rules&rule=freeze-overdue", 390, 844);
    await phone.getByRole("button", { name: "ลองกับข้อมูลย้อนหลัง" }).click();
    await until(() => phone.locator("main").textContent()).toMatch(/จะแจ้ง \d+ ครั้งใน 30 วัน/);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await axeFaults(phone)).toEqual([]);
  });

  it("lets a commander try rules, and change none", async () => {
    const { client } = await newPerson(program, await administrator(), "trier", "commander");
    const value = client.cookies.get("war-room-session")!;
    const page = await open("/alerts?lang=en");
    await page.context().addCookies([{ name: "war-room-session", value, url: program.url }]);
    await page.goto("about:blank");
    await page.goto(`${program.url}/alerts?lang=en&tab=rules&rule=freeze-overdue`);
    await until(() => page.locator("main").textContent()).toContain("Only administrators can save it");
    await page.getByRole("button", { name: "Try it on the past" }).click();
    await until(() => page.locator("main").textContent()).toMatch(/It would have fired/);
  });

  it("shows a viewer no deeds that are not his", async () => {
    const id = await late("KKP");
    const { client } = await newPerson(program, await administrator(), "viewer", "viewer");
    const value = client.cookies.get("war-room-session")!;
    const page = await open("/alerts?lang=en");
    await page.context().addCookies([{ name: "war-room-session", value, url: program.url }]);
    await page.goto("about:blank");
    await page.goto(`${program.url}/alerts?lang=en&episode=${id}`);
    await until(() => article(page).textContent()).toMatch(/KKP not frozen within 60 min: 1/);
    for (const name of ["Acknowledge", "Mute", "Close"])
      expect(await article(page).getByRole("button", { name, exact: true }).count()).toBe(0);
  });

  it("says since when nothing has been judged, and not that nothing is wrong", async () => {
    const stopped = await startProgram();
    try {
      const page = await open("/alerts?lang=en");
      await page.goto(`${stopped.url}/alerts?lang=en`);
      const text = () => page.locator("main").textContent();
      await until(text).toMatch(/No open alerts/);
      await stopped.alerts.stop();
      await until(text).toMatch(/Not judging.*nothing has been judged since \d\d:\d\d:\d\d/);
      expect(await text()).not.toContain("No open alerts");
      expect(await axeFaults(page)).toEqual([]);
    } finally {
      await stopped.close();
    }
  });
});

describe("the list of alerts", () => {
  it("counts what the wall counts: nothing that is pending; and says where its list ends", async () => {
    const id = await late("TISCO");
    const { episode: over } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`);
    const { open: counted } = await program.alerts.strip(program.store.run);
    const page = await open("/notices?lang=en");
    let more: EpisodeRow[] = [{ ...over, id: 900_000, state: "pending" }];
    await page.route(/\/v1\/alerts\?/, async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, rows: [...more, ...answer.rows].slice(0, 500) } });
    });
    await page.goto(`${program.url}/alerts?lang=en`);
    const tab = page.locator(".title a[aria-current=page]");
    await until(() => page.locator("[data-episode]").count()).toBeGreaterThan(counted);
    await until(() => tab.textContent()).toMatch(new RegExp(`Alerts\\s*${counted}$`));
    expect(await page.getByText("Only the newest 500 are listed").count()).toBe(0);
    more = Array.from({ length: 500 }, (_, n) => ({ ...over, id: 900_000 + n, state: "firing" }));
    await page.getByText("Only the newest 500 are listed").waitFor();
    await until(() => tab.textContent()).toMatch(/Alerts\s*$/);
  });
});
