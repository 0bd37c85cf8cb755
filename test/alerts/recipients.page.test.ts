/** A recipient is changed on the page, in a real browser: what is not touched stays, and nobody overwrites another's change. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { NewRecipient, Recipient } from "#wire/alerts.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { byKeyboard } from "../keyboard.ts";
import { type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
  program = await startProgram({
    config: { webhookNetworks: ["127.0.0.1"], mail: { url: "smtp://127.0.0.1:9", from: "a@example.go.th" } },
  });
});
const pages: Page[] = [];
beforeEach(async () => {
  for (const { id } of await recipients()) await ask("DELETE", `/v1/alerts/recipients/${id}`);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await program.close();
  await browser.close();
});

const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const recipients = () => ask<Recipient[]>("GET", "/v1/alerts/recipients");
const HOOK = { kind: "webhook", url: "http://127.0.0.1:9/in", format: "alertmanager" } as const;
const MAIL = { kind: "mail", to: "duty@example.go.th" } as const;
/** In all of it unlike what the form has for a new one. */
const DUTY: NewRecipient = {
  name: "Duty room",
  lang: "en",
  channels: [HOOK, MAIL],
  hears: [
    { policy: "system", severities: ["high"], subjects: ["source:TTB-2", "bank:KBANK"], afterMinutes: 5 },
    { policy: "duty", afterMinutes: 20 },
  ],
  mostIn10Minutes: 33,
};
const make = (more: Partial<NewRecipient> = {}) =>
  ask<Recipient>("POST", "/v1/alerts/recipients", { ...DUTY, ...more });
const only = async () => {
  const [recipient, ...others] = await recipients();
  expect(others).toEqual([]);
  const { id: _, gone: __, secret: ___, ...rest } = recipient!;
  return rest;
};
async function open(lang: "th" | "en", width = 1440, height = 900): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: width < 640 });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(`${program.url}/alerts?lang=${lang}&tab=recipients`);
  return page;
}
const dialog = (page: Page) => page.getByRole("dialog");
async function change(page: Page, button: RegExp | string = /^Change/) {
  await page.getByRole("button", { name: button }).click();
  return dialog(page);
}

it.each([
  ["en", 1440, /^Change: Duty room/, "Name", "Save", "Undo", "Duty room is saved", /Duty hall is saved/],
  ["th", 390, /^แก้ไข: Duty room/, "ชื่อ", "บันทึก", "เลิกทำ", "บันทึก Duty room แล้ว", /บันทึก Duty hall แล้ว/],
] as const)(
  "what is not touched stays as it was, and the change can be undone, in %s at %i px",
  async (lang, width, button, name, save, undo, undone, saved) => {
    await make();
    const page = await open(lang, width, 844);
    const form = await change(page, button);
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await form.getByLabel(name, { exact: true }).fill("Duty hall");
    await form.getByRole("button", { name: save, exact: true }).click();
    await until(() => page.getByRole("status").allTextContents()).toContainEqual(
      expect.stringMatching(saved),
    );
    expect(await only()).toEqual({ ...DUTY, name: "Duty hall", version: 2 });
    // Its key stays: none is shown.
    expect(await page.locator("[data-secret]").count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: undo }).click();
    await until(only).toEqual({ ...DUTY, version: 3 });
    await until(() => page.locator("main").textContent()).toContain("Duty room");
    await until(() => page.getByRole("status").allTextContents()).toContainEqual(
      expect.stringContaining(undone),
    );
  },
);

it("by the keyboard alone: a further channel, fewer messages, and Enter", async () => {
  await make({ channels: [HOOK] });
  const page = await open("en");
  const keys = byKeyboard(page);
  await keys.tabTo("Change: Duty room");
  await keys.press("Enter");
  await keys.tabTo("Add a further channel");
  await keys.press("Enter");
  // The new one has the focus: the button stands behind it, or is gone.
  expect(await keys.focused()).toBe("Channel");
  await keys.tabTo("Mail address");
  await keys.type(MAIL.to);
  await keys.tabTo("Most messages in 10 minutes");
  await page.keyboard.press("Control+a");
  await keys.type("7");
  await keys.press("Enter");
  await until(only).toEqual({ ...DUTY, channels: [HOOK, MAIL], mostIn10Minutes: 7, version: 2 });
  await until(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
    "Change: Duty room",
  );
});

it("says what is missing, and cannot be saved meanwhile", async () => {
  await make();
  const form = await change(await open("en"));
  const save = form.getByRole("button", { name: "Save", exact: true });
  for (const [field, sentence] of [
    ["Webhook’s address", "Enter the address of each channel"],
    ["Most messages in 10 minutes", "Enter how many messages, from 1 to 100"],
  ] as const) {
    const before = await form.getByLabel(field).inputValue();
    await form.getByLabel(field).fill("");
    await until(() => form.textContent()).toContain(sentence);
    expect(await save.getAttribute("aria-disabled")).toBe("true");
    await form.getByLabel(field).fill(before);
  }
  expect(await save.getAttribute("aria-disabled")).toBeNull();
});

it("a new key is made when it is asked for, and shown once; so is that of a first webhook", async () => {
  const { secret } = await make();
  const page = await open("en");
  let form = await change(page);
  expect(await form.textContent()).toContain("The key that it has stays");
  await form.getByLabel("Make a new signing key").check();
  await until(() => form.textContent()).toContain("the old key is void at once");
  expect(await axeFaults(page)).toEqual([]);
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await until(() => page.locator("[data-secret]").textContent()).toMatch(/^whsec_/);
  expect(await page.locator("[data-secret]").textContent()).not.toBe(secret);
  // What is void stays so.
  expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await until(() => page.locator("[data-secret]").count()).toBe(0);

  const { version, ...now } = await only();
  const [{ id }] = (await recipients()) as [Recipient];
  await ask("PUT", `/v1/alerts/recipients/${id}`, { ...now, channels: [MAIL] });
  await until(() => page.locator("[data-recipient]").textContent()).not.toContain("Webhook");
  form = await change(page);
  expect(await form.getByLabel("Make a new signing key").count()).toBe(0);
  await form.getByLabel("Channel", { exact: true }).selectOption("webhook");
  await form.getByLabel("Webhook’s address").fill(HOOK.url);
  await until(() => form.textContent()).toContain("It had no webhook before");
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await until(() => page.locator("[data-secret]").textContent()).toMatch(/^whsec_/);
  expect((await only()).version).toBe(version + 2);
});

it.each([
  [
    "en",
    1440,
    /^Change/,
    "Save",
    "Most messages in 10 minutes",
    "somebody else has changed",
    "Replace it by",
  ],
  ["th", 390, /^แก้ไข/, "บันทึก", "จำนวนข้อความสูงสุด", "มีผู้อื่นแก้ไข", "แทนที่ด้วยค่าปัจจุบัน"],
] as const)(
  "whom somebody else has changed meanwhile is not overwritten: that is said, and shown on demand, in %s at %i px",
  async (lang, width, button, save, field, sentence, replace) => {
    const { id } = await make();
    const page = await open(lang, width, 844);
    const form = await change(page, button);
    await ask("PUT", `/v1/alerts/recipients/${id}`, { ...DUTY, mostIn10Minutes: 50 });
    await form.getByLabel(field).fill("40");
    await form.getByRole("button", { name: save, exact: true }).click();
    await until(() => form.getByRole("alert").textContent()).toContain(sentence);
    expect(await axeFaults(page)).toEqual([]);
    expect(await only()).toEqual({ ...DUTY, mostIn10Minutes: 50, version: 2 });
    expect(await form.getByLabel(field).inputValue()).toBe("40");
    await form.getByRole("button", { name: replace }).click();
    await until(() => form.getByLabel(field).inputValue()).toBe("50");
    expect(await form.getByRole("alert").count()).toBe(0);
    await form.getByLabel(field).fill("41");
    await form.getByRole("button", { name: save, exact: true }).click();
    await until(only).toEqual({ ...DUTY, mostIn10Minutes: 41, version: 3 });
  },
);

it.each([
  ["en", 1440, /^Change: Duty/, "Name", "Save"],
  ["th", 390, /^แก้ไข.*Duty/, "ชื่อ", "บันทึก"],
] as const)(
  "a refusal comes into view with the focus, each time that something is refused: %s at %i px",
  async (lang, width, button, name, save) => {
    await make();
    await make({ name: "Night room" });
    const page = await open(lang, width, 500);
    const form = await change(page, button);
    await form.getByLabel(name, { exact: true }).fill("Night room");
    const send = form.getByRole("button", { name: save, exact: true });
    for (let n = 0; n < 2; n++) {
      // Whoever has filled in a long form is at its end.
      await form.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await until(() => form.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
      await send.click();
      const alert = form.getByRole("alert");
      await until(() => alert.evaluate((element) => element.parentElement === document.activeElement)).toBe(
        true,
      );
      const [box, end] = [(await alert.boundingBox())!, (await send.boundingBox())!];
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThan(end.y);
    }
  },
);

it("one that was removed meanwhile is said to be gone, and a name that another one has is refused", async () => {
  const { id } = await make();
  await make({ name: "Night room" });
  const page = await open("en");
  const form = await change(page, "Change: Duty room");
  await form.getByLabel("Name", { exact: true }).fill("Night room");
  const save = form.getByRole("button", { name: "Save", exact: true });
  await save.click();
  await until(() => form.getByRole("alert").textContent()).toMatch(
    /The server does not take this.*there is a recipient Night room already/s,
  );
  await ask("DELETE", `/v1/alerts/recipients/${id}`);
  await save.click();
  await until(() => form.getByRole("alert").textContent()).toContain("not there any more");
});
