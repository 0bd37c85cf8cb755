/** A second factor in a real browser: it is asked for; an administrator hears that one is due, and sets one up. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { codeOf, stepAt } from "../../backend/access/otp.ts";
import { words as english } from "../../dashboard/signIn/words.en.ts";
import { words as thai } from "../../dashboard/signIn/words.th.ts";
import { axeFaults } from "../axe.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { addTotp, type Client, firstAdministrator, fromBase32, newPerson, PASSWORD } from "./client.ts";

const clock = movedClock();
let browser: Browser;
let program: Program;
let admin: Client;
let page: Page;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowserOfNobody(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  page.setDefaultTimeout(20_000);
});
afterAll(() => Promise.all([browser.close(), program.close()]));

const button = (name: string) => page.getByRole("button", { name, exact: true });
const notice = () => page.locator("[data-second-due]");
async function signIn(to: string) {
  // The page that is left would go to its own sign-in, and might do so after the next line.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await page.goto(`${program.url}/sign-in?lang=en&to=${encodeURIComponent(to)}`);
  await page.getByLabel("Name", { exact: true }).fill("anong");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button("Next").click();
}
async function lookAt(path: string) {
  for (const [width, height] of [
    [390, 844],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(program.url + path);
    await notice().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
}

describe("the second step of a sign-in", () => {
  const WORDS = { th: thai, en: english };
  const SIZES = [
    [390, 844],
    [1280, 720],
  ] as const;

  it.each(["th", "en"] as const)("is whole, and nothing that axe finds is wrong: %s", async (lang) => {
    const words = WORDS[lang];
    const { client } = await newPerson(program, admin, `wipa-${lang}`, "viewer");
    await addTotp(client, () => clock.now());
    const faults: string[] = [];
    const look = async (what: string) => {
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        faults.push(...(await axeFaults(page)).map((fault) => `${what}, ${width} px: ${fault}`));
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (beyond > 0) faults.push(`${what}, ${width} px: ${beyond} px lie beyond its side`);
      }
    };
    await page.goto(`${program.url}/sign-in?lang=${lang}`);
    await page.getByLabel(words.name, { exact: true }).fill(`wipa-${lang}`);
    await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
    await button(words.next).click();
    await page.getByRole("heading", { name: words.second }).waitFor();
    await look("the code");
    await page.getByLabel(words.code).fill("000000");
    await page.getByText(words.codeWrong).waitFor();
    await look("a wrong code");
    await button(words.useRecovery).click();
    await page.getByLabel(words.recovery).waitFor();
    await look("a recovery code");
    await button(words.signIn).click();
    await page.getByText(words.recoveryMissing, { exact: true }).waitFor();
    await look("no recovery code");
    expect(faults).toEqual([]);
  });
});

describe("an administrator without a second factor", () => {
  it("is told after the sign-in until when, and by every page; a wall, which would not say it, is not the first", async () => {
    await signIn("/people?lang=en");
    await page.waitForURL(`${program.url}/people?lang=en`);
    const told = /Set one up by \d+ \w+ \d{4}, \d\d:\d\d; after that you can do nothing else/;
    expect(await notice().textContent()).toMatch(told);
    await page.getByRole("link", { name: "Set it up in my account" }).click();
    await page.waitForURL(/\/account/);
    expect(await notice().textContent()).toMatch(told);
    await signIn("/wall/overview");
    await page.waitForURL(`${program.url}/alerts?lang=en`);
    await notice().waitFor();
  });

  it.each([
    ["th", /ตั้งค่าภายใน \d+ \S+ 25\d\d เวลา \d\d:\d\d น\./],
    ["en", /Set one up by/],
  ])("finds it in its own language, on a telephone too: %s", async (lang, words) => {
    await lookAt(`/account?lang=${lang}`);
    expect(await notice().textContent()).toMatch(words);
  });

  it("can open nothing but its account when the days are over, and all again once it has one", async () => {
    clock.ahead += 14 * DAY;
    await signIn("/people?lang=en");
    await page.getByText("Your account may not open this page").waitFor();
    expect(await notice().textContent()).toMatch(/the days without one are over/);
    for (const lang of ["th", "en"]) await lookAt(`/account?lang=${lang}`);
    // The server is heard, though it tells of no sources.
    await page.getByText("this computer’s time").waitFor({ state: "detached" });
    await button("Set up an authenticator").click();
    const secret = (await page.locator("dialog b[lang=en]").textContent())!;
    const seed = fromBase32(secret.replace(/\s/g, ""));
    await page.getByLabel("The 6 digits that the app shows").fill(codeOf(seed, stepAt(clock.now())));
    await button("Use it from now on").click();
    await page.getByRole("dialog", { name: /Recovery codes/ }).waitFor();
    await button("I have kept them").click();
    await notice().waitFor({ state: "detached" });
    await page.goto(`${program.url}/people?lang=en`);
    await page.getByRole("cell", { name: "anong" }).first().waitFor();
  });
});
