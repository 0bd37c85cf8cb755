import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { words as pairEn } from "../../dashboard/screens/pairWords.en.ts";
import { words as pairTh } from "../../dashboard/screens/pairWords.th.ts";
import { words as shellEn } from "../../dashboard/shell/words.en.ts";
import { words as shellTh } from "../../dashboard/shell/words.th.ts";
import { addTotp, type Client, openClient, PASSWORD, tokenOf } from "../access/client.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser, openBrowserOfNobody } from "../browser.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { ask, newPanel } from "./pair.ts";

let clock: MovedClock;
let browser: Browser;
/** Of panels: nobody is signed in there. */
let panels: Browser;
let program: Program;
beforeAll(async () => {
  clock = movedClock();
  [browser, panels, program] = await Promise.all([
    openBrowser(),
    openBrowserOfNobody(),
    startProgram({ clock }),
  ]);
});
afterAll(() => Promise.all([browser.close(), panels.close(), program.close()]));
const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** Each with cookies of its own, as a panel and a phone have. */
async function open(path: string, viewport = { width: 1_280, height: 720 }): Promise<Page> {
  const context = await (path.startsWith("/wall") ? panels : browser).newContext({ viewport });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(program.url + path);
  return page;
}
const PHONE = { width: 390, height: 844 };
/** An administrator of its own, who has signed in now. */
async function newAdministrator(name: string): Promise<Client> {
  const response = await fetch(`${program.url}/v1/people`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, displayName: name, role: "admin", scope: EVERYTHING }),
  });
  const client = openClient(program.url);
  const said = { token: tokenOf((await response.json()).link), password: PASSWORD };
  expect((await client.ask("POST", "/v1/link/use", said)).status).toBe(200);
  return client;
}
const codeOn = (wall: Page) => wall.locator("[data-pairing]").getAttribute("data-pairing");
const scene = (wall: Page, name: string) =>
  wall.locator(`.wall[data-connection=live][data-scene=${name}]`).waitFor();

describe("a screen", () => {
  it("shows a code, is approved on a phone, shows its wall without a reload by hand, and asks again when it is revoked", async () => {
    const wall = await open("/wall");
    const code = (await codeOn(wall))!;
    expect(await wall.locator(".code").textContent()).toBe(`${code.slice(0, 3)} ${code.slice(3)}`);
    expect(await wall.context().cookies()).toMatchObject([
      { name: "display", httpOnly: true, sameSite: "Strict" },
    ]);

    const phone = await open("/pair?lang=en", PHONE);
    await phone.getByLabel("The code on the screen").fill(code.toLowerCase());
    await phone.getByRole("button", { name: "Look it up" }).click();
    await phone.getByText(`${code.slice(0, 3)} ${code.slice(3)}`).waitFor();
    expect(await phone.locator("dl").textContent()).toMatch(
      /From\s*127\.0\.0\.1\s*Device\s*Chrome on Linux · 1280 × 720/,
    );
    await phone.getByRole("button", { name: "Approve" }).click();
    await phone.getByText("Use Thai letters").waitFor();
    await phone.getByRole("combobox", { name: "Name" }).fill("ห้องบัญชาการ 3");
    await phone.getByRole("combobox", { name: "Place" }).fill("อาคาร NT ชั้น 3");
    await phone.getByRole("radio", { name: "Calls" }).check();
    await phone.getByRole("button", { name: "Approve" }).click();
    await phone.getByText("Approved: this screen is ห้องบัญชาการ 3").waitFor();
    await scene(wall, "calls");
    await wall.reload();
    await scene(wall, "calls");

    const page = await open("/screens?lang=en", { width: 1_440, height: 900 });
    const card = page.locator('[data-screen="ห้องบัญชาการ 3"]');
    await card.getByText("Working").waitFor();
    expect(await card.locator("[data-place]").textContent()).toBe("อาคาร NT ชั้น 3");
    await card.getByRole("button", { name: "Name and device" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("ห้องบัญชาการ 4");
    await page.getByRole("button", { name: "Save" }).click();
    const renamed = page.locator('[data-screen="ห้องบัญชาการ 4"]');
    await renamed.getByText("Working").waitFor();
    await scene(wall, "calls");
    await renamed.getByRole("button", { name: "Name and device" }).click();
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("The device of ห้องบัญชาการ 4 was revoked").waitFor();
    await wall.locator("[data-pairing]").waitFor();
    expect(await codeOn(wall)).not.toBe(code);
  });

  it("says that it was refused, and that too many wait", async () => {
    const wall = await open("/wall?lang=en");
    const code = (await codeOn(wall))!;
    const phone = await open(`/pair?code=${code}`, PHONE);
    await phone.getByRole("button", { name: "ไม่ใช่จอของเรา ปฏิเสธ" }).click();
    await phone.getByText("ปฏิเสธแล้ว").waitFor();
    await wall.locator("[data-said=refused]").waitFor();
    for (let n = 0; n < 30; n++) await ask(program, newPanel()).catch(() => {});
    const other = await open("/wall");
    await other.locator("[data-said=full]").waitFor();
    clock.ahead += 600_000;
    await other.locator("[data-pairing]").waitFor();
  });

  it("is sought under a code that nothing shows", async () => {
    const phone = await open("/pair?lang=en&code=ABCDEF", PHONE);
    await phone.getByText("No screen shows this code").waitFor();
    await phone.getByLabel("The code on the screen").fill("ABC120");
    await phone.getByRole("button", { name: "Look it up" }).click();
    await phone.getByText("none of 0 O Q 1 I L 2 Z").waitFor();
  });
});

describe("whoever approves a screen on a phone, and proved long ago who it is", () => {
  it.each<["th" | "en", "password" | "code"]>([
    ["th", "password"],
    ["en", "code"],
  ])("is asked again in place, by %s and %s; what was typed is kept, and it goes on", async (lang, way) => {
    const name = `anong-${lang}`;
    const administrator = await newAdministrator(name);
    const { codeAt } = way === "code" ? await addTotp(administrator, clock.now) : { codeAt: null };
    clock.ahead += 11 * MINUTE;
    const wall = await open("/wall");
    const code = (await codeOn(wall))!;
    const context = await panels.newContext({ viewport: PHONE });
    contexts.push(context);
    for (const [cookie, value] of administrator.cookies)
      await context.addCookies([{ name: cookie, value, url: program.url }]);
    const phone = await context.newPage();
    phone.setDefaultTimeout(15_000);
    await phone.goto(`${program.url}/pair?lang=${lang}&code=${code}`);
    const [words, shell] = lang === "th" ? [pairTh, shellTh] : [pairEn, shellEn];
    await phone.getByRole("combobox", { name: words.name }).fill(`ห้อง ${lang}`);
    await phone.getByRole("combobox", { name: words.place }).fill("ชั้น 3");
    await phone.locator("input[type=radio][value=calls]").check();
    const approve = phone.getByRole("button", { name: words.approve, exact: true });
    await approve.click();
    const proof = phone.getByRole("dialog", { name: shell.proof });
    await proof.waitFor();
    expect(await axeFaults(phone)).toEqual([]);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await proof.evaluate((dialog) => dialog.scrollWidth)).toBe(PHONE.width);
    // Who does not want to has approved nothing, and lost nothing.
    await proof.getByRole("button", { name: shell.cancel }).click();
    await phone.getByText(words.failures["proof-needed"]!).waitFor();
    expect(await phone.getByRole("combobox", { name: words.name }).inputValue()).toBe(`ห้อง ${lang}`);
    expect(await phone.getByRole("combobox", { name: words.place }).inputValue()).toBe("ชั้น 3");
    expect(await axeFaults(phone)).toEqual([]);
    await approve.click();
    if (codeAt) {
      await proof.getByRole("radio", { name: shell.byCode, exact: true }).check();
      // With the sixth digit it goes on.
      await proof.getByLabel(shell.code).fill(codeAt(clock.now()));
    } else {
      await proof.getByLabel(shell.byPassword, { exact: true }).fill(PASSWORD);
      await proof.getByRole("button", { name: shell.prove }).click();
    }
    await phone.getByText(words.approved(`ห้อง ${lang}`)).waitFor();
    await scene(wall, "calls");
  });
});

describe("what axe finds wrong", () => {
  it.each(["th", "en"])(
    "is nothing: at the wall that asks, on the phone, and at the devices of screens: %s",
    async (lang) => {
      const faults: string[] = [];
      const look = async (page: Page, what: string) =>
        faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
      const wall = await open(`/wall?lang=${lang}`);
      const code = (await codeOn(wall))!;
      await look(wall, "wall");
      for (const viewport of [PHONE, { width: 1_440, height: 900 }]) {
        const page = await open(`/pair?lang=${lang}`, viewport);
        await page.locator("input.code").waitFor();
        await look(page, "code");
        await page.goto(`${program.url}/pair?lang=${lang}&code=${code}`);
        await page.locator("dl").waitFor();
        await look(page, "approve");
        await page.getByRole("radio").last().check();
        await look(page, "rotation");
      }
      expect(faults).toEqual([]);
    },
  );
});
