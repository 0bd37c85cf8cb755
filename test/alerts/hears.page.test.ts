/** What somebody hears, as it is entered and shown in a real browser: of a recipient and of a rota. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { Heard, Recipient } from "#wire/alerts.ts";
import type { Rotas } from "#wire/rota.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
  program = await startProgram({ config: { webhookNetworks: ["127.0.0.1"] } });
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await program.close();
  await browser.close();
});

const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const dialog = (page: Page) => page.getByRole("dialog");
const hearsOf = async (name: string) =>
  (await ask<Recipient[]>("GET", "/v1/alerts/recipients")).find((each) => each.name === name)?.hears;

describe("a recipient", () => {
  const WORDS = {
    en: {
      ...{ add: "Add a recipient", name: "Name", channel: "Channel", address: /Webhook’s address/ },
      ...{ entry: "Entry", medium: "Medium", low: "Low", some: /^Some only/, more: "Add an entry" },
      ...{ after: /How long after/, search: /^Search/, make: "Add" },
      ...{ kbank: /Kasikorn/i, krabi: /Krabi/, missing: "Choose at least one severity" },
      said: /the centre’s work .* at once, only high severity\s*the centre’s work .* after 10 min, only about Bank: .*Kasikorn.*, Province: Krabi/is,
    },
    th: {
      ...{ add: "เพิ่มผู้รับ", name: "ชื่อ", channel: "ช่องทาง", address: /ที่อยู่ของ Webhook|Webhook/ },
      ...{ entry: "เรื่องที่", medium: "กลาง", low: "ต่ำ", some: /^เฉพาะที่เลือก/, more: "เพิ่มเรื่องที่รับแจ้ง" },
      ...{ after: /แจ้งหลังเกิดเหตุ/, search: /^ค้นหา/, make: "เพิ่ม" },
      ...{ kbank: /กสิกร/, krabi: /กระบี่/, missing: "เลือกความรุนแรง" },
      said: /งานศูนย์ .* ทันที · เฉพาะความรุนแรงสูง\s*งานศูนย์ .* หลัง 10 นาที · เฉพาะธนาคาร: .*กสิกร.*, จังหวัด: กระบี่/s,
    },
  } as const;

  it.each([
    ["en", 1440],
    ["th", 390],
  ] as const)("hears of some alerts only, as it was entered, in %s at %i px", async (lang, width) => {
    const said = WORDS[lang];
    const name = `liaison ${lang}`;
    const page = await open(`/alerts?lang=${lang}&tab=recipients`, width);
    await page.getByRole("button", { name: said.add }).click();
    const form = dialog(page);
    await form.getByLabel(said.name, { exact: true }).fill(name);
    await form.getByLabel(said.channel, { exact: true }).selectOption("webhook");
    await form.getByLabel(said.address).fill("http://127.0.0.1:9/in");
    const entry = (number: number) =>
      form.getByRole("group", { name: `${said.entry} ${number}`, exact: true });
    await entry(1).getByLabel(said.medium, { exact: true }).uncheck();
    await entry(1).getByLabel(said.low, { exact: true }).uncheck();
    await form.getByRole("button", { name: said.more }).click();
    await entry(2).getByLabel(said.after).fill("10");
    await entry(2).getByRole("radio", { name: said.some }).check();
    // Nothing is chosen: it cannot be saved.
    await until(() => form.textContent()).toContain(said.missing);
    for (const [text, option] of [
      ["KBANK", said.kbank],
      ["TH-81", said.krabi],
    ] as const) {
      await entry(2).getByLabel(said.search).fill(text);
      await entry(2).getByLabel(option).check();
    }
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await form.getByRole("button", { name: said.make, exact: true }).click();
    await until(() => page.locator("[data-secret]").count()).toBe(1);
    await page.keyboard.press("Escape");
    const expected: Heard[] = [
      { policy: "duty", severities: ["high"], afterMinutes: 0 },
      { policy: "duty", subjects: ["bank:KBANK", "province:TH-81"], afterMinutes: 10 },
    ];
    expect(await hearsOf(name)).toEqual(expected);
    await until(() => page.locator(`[data-recipient="${name}"]`).textContent()).toMatch(said.said);
    expect(await axeFaults(page)).toEqual([]);
  });
});

describe("a rota", () => {
  it("shows what it hears, and keeps what is not changed, also of a source that the form does not know", async () => {
    const [{ id }] = (await ask<Recipient[]>("GET", "/v1/alerts/recipients")) as [Recipient];
    const hears: Heard[] = [
      {
        policy: "system",
        severities: ["high", "low"],
        subjects: ["source:TTB-2", "bank:KBANK"],
        afterMinutes: 5,
      },
      { policy: "duty", afterMinutes: 0 },
    ];
    const shifts = [{ from: 0, until: 0, turn: "daily", people: [id] }];
    await ask("POST", "/v1/alerts/rotas", { name: "Liaison", firstDay: "2026-11-23", hears, shifts });
    const page = await open("/rota?lang=en");
    const rota = page.locator('[data-rota="Liaison"]');
    await until(() => rota.textContent()).toMatch(
      /Hears of the system after 5 min, only high or low severity, only about Source: TTB-2, Bank: .*kasikorn.*; Hears of the centre’s work at once/i,
    );
    await rota.getByRole("button", { name: /^Change/ }).click();
    const form = dialog(page);
    expect(await form.getByLabel("Source: TTB-2").isChecked()).toBe(true);
    await form.getByRole("button", { name: "Remove entry 2" }).click();
    expect(await axeFaults(page)).toEqual([]);
    await form.getByRole("button", { name: "Save the rota" }).click();
    await until(async () =>
      (await ask<Rotas>("GET", "/v1/alerts/rotas")).rotas.map((each) => each.hears),
    ).toEqual([hears.slice(0, 1)]);
  });
});

describe("what nobody hears", () => {
  it.each([
    [
      "en",
      1440,
      /Nobody is told of Bangkok Bank, .* and \d+ more/,
      "Nobody is told: no recipient and no rota hears of this rule",
    ],
    ["th", 390, /ไม่มีผู้รับแจ้งเหตุของธนาคารกรุงเทพ, .* และอีก \d+ รายการ/, "ไม่มีผู้รับที่รับแจ้งกฎนี้"],
  ] as const)("is said of each rule, in %s at %i px", async (lang, width, some, all) => {
    for (const { id } of await ask<Recipient[]>("GET", "/v1/alerts/recipients"))
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
    for (const { id } of (await ask<Rotas>("GET", "/v1/alerts/rotas")).rotas)
      await ask("DELETE", `/v1/alerts/rotas/${id}`);
    const hears: Heard[] = [
      { policy: "duty", subjects: ["bank:KBANK"], afterMinutes: 0 },
      { policy: "system", afterMinutes: 0 },
    ];
    await ask("POST", "/v1/alerts/recipients", {
      ...{ name: "liaison", lang: "th", hears, mostIn10Minutes: 10 },
      channels: [{ kind: "mail", to: "a@b.go.th" }],
    });
    const page = await open(`/alerts?lang=${lang}&tab=rules`, width);
    const rule = (id: string) => page.locator(`[data-rule="${id}"]`);
    await until(() => rule("freeze-overdue").textContent()).toMatch(some);
    expect(await rule("freeze-60m").textContent()).toContain(all);
    expect(await rule("source-silent").locator("[data-unheard]").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await axeFaults(page)).toEqual([]);
  });

  it("is said of an alert, in the list and beside what is known of it", async () => {
    const at = Date.now() - HOUR - SECOND;
    await program.tell(
      event("freeze.requested", at, {
        ...{ freezeId: "f", reportId: "r", bank: "SCB", hop: 1, amountSatang: 100, accountToken: "t" },
      }),
    );
    const page = await open("/alerts?lang=en");
    const line = page.locator("[data-episode]", { hasText: "SCB" }).first();
    await until(() => line.textContent()).toContain("Nobody is told of this");
    await line.click();
    await until(() => page.locator("article [data-unheard]").count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
  });
});
