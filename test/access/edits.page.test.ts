/** Two administrators change the same person, in a real browser: an old form gives no right back. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EVERYTHING, type Person } from "#wire/access.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(() => Promise.all([browser.close(), program.close()]));

const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const person = async (id: number) => {
  const { displayName, role, version } = (await ask<Person[]>("GET", "/v1/people")).find(
    (each) => each.id === id,
  )!;
  return { displayName, role, version };
};

it.each([
  {
    ...{ lang: "en", width: 1440, name: "somchai", manage: "Manage Somchai", shown: "Name that is shown" },
    ...{ role: "Role", save: "Save", sentence: "Not saved: somebody else has changed it meanwhile" },
    ...{ kept: "What you filled in is kept", replace: "Replace it by what is there now", undo: "Undo" },
  },
  {
    ...{ lang: "th", width: 390, name: "somying", manage: "จัดการ Somchai", shown: "ชื่อที่แสดง" },
    ...{ role: "สิทธิ์", save: "บันทึก", sentence: "ไม่ได้บันทึก เพราะมีผู้อื่นแก้ไขระหว่างที่คุณกรอก" },
    ...{ kept: "สิ่งที่กรอกไว้ยังอยู่", replace: "แทนที่ด้วยค่าปัจจุบัน", undo: "เลิกทำ" },
  },
] as const)(
  "the second one is told so, keeps what was filled in, and is shown what is there now: $lang at $width px",
  async ({ lang, width, name, manage, shown, role, save, sentence, kept, replace, undo }) => {
    const { person: made } = await ask<{ person: Person }>("POST", "/v1/people", {
      ...{ name, displayName: "Somchai", role: "admin", scope: EVERYTHING },
    });
    async function open() {
      const context = await browser.newContext({
        viewport: { width, height: 844 },
        hasTouch: width < 640,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      pages.push(page);
      await page.goto(`${program.url}/people?lang=${lang}&state=invited`);
      await page.getByRole("button", { name: manage }).click();
      return { page, form: page.getByRole("dialog") };
    }
    const [first, second] = [await open(), await open()];

    await first.form.getByLabel(role, { exact: true }).selectOption("viewer");
    await first.form.getByRole("button", { name: save, exact: true }).click();
    await until(() => person(made.id)).toEqual({ displayName: "Somchai", role: "viewer", version: 2 });
    // A toast that is pointed at stays.
    await first.page.getByRole("button", { name: undo }).hover();

    const field = second.form.getByLabel(shown, { exact: true });
    await field.fill("Somchai J.");
    const send = second.form.getByRole("button", { name: save, exact: true });
    await send.click();
    await until(() => second.form.getByRole("alert").textContent()).toContain(sentence);
    expect(await second.form.getByRole("alert").textContent()).toContain(kept);
    expect(await axeFaults(second.page)).toEqual([]);
    expect(await field.inputValue()).toBe("Somchai J.");
    expect(await person(made.id)).toEqual({ displayName: "Somchai", role: "viewer", version: 2 });

    await second.form.getByRole("button", { name: replace }).click();
    await until(() => field.inputValue()).toBe("Somchai");
    expect(await second.form.getByLabel(role, { exact: true }).inputValue()).toBe("viewer");
    expect(await second.form.getByRole("alert").count()).toBe(0);
    await field.fill("Somchai J.");
    await send.click();
    await until(() => person(made.id)).toEqual({ displayName: "Somchai J.", role: "viewer", version: 3 });

    // What was done since is not undone by an older undo either.
    await first.page.getByRole("button", { name: undo }).click();
    await until(() => first.page.getByRole("alert").textContent()).toMatch(/somebody else|ผู้อื่นแก้ไข/);
    expect(await person(made.id)).toEqual({ displayName: "Somchai J.", role: "viewer", version: 3 });
    await ask("POST", `/v1/people/${made.id}/disable`);
  },
);
