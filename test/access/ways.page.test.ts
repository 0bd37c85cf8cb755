/** Ways to sign in beside the password, in a real browser: by an identity provider, and with passkeys. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { words as english } from "../../dashboard/signIn/words.en.ts";
import { words as thai } from "../../dashboard/signIn/words.th.ts";
import { axeFaults } from "../axe.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, newPerson, PASSWORD } from "./client.ts";
import { freePort, type IdentityProvider, signed, startProvider } from "./provider.ts";

const clock = movedClock();
let browser: Browser;
let provider: IdentityProvider;
let program: Program;
let publicUrl: string;
let admin: Client;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://localhost:${port}`;
  [browser, provider] = await Promise.all([openBrowserOfNobody(), startProvider(publicUrl)]);
  program = await startProgram({ clock, config: { port, publicUrl, provider: provider.settings } });
  admin = await firstAdministrator(program);
});
afterAll(() => Promise.all([browser.close(), program.close(), provider.close()]));
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
afterEach(() => context.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const dialog = (name: string) => page.getByRole("dialog", { name });
async function enter(name: string, words = english) {
  await page.getByLabel(words.name, { exact: true }).fill(name);
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
  await button(words.next).click();
}
/** The provider's own page. */
async function enterAtProvider(at: Page, login: string) {
  await at.locator("input[name=login]").fill(login);
  await at.locator("input[name=password]").fill("any");
  await at.locator("button[type=submit]").click();
}
async function fitsATelephone() {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.setViewportSize({ width: 1280, height: 720 });
}

describe("the identity provider", () => {
  it("signs in, and leads to the page that was asked for; a proof is asked for there", async () => {
    provider.accounts.set("wipa", { name: "Wipa", preferred_username: "wipa", groups: ["aoc-admins"] });
    await page.goto(`${publicUrl}/people?lang=en`);
    await page.waitForURL(/\/sign-in\?to=/);
    expect(await axeFaults(page)).toEqual([]);
    await fitsATelephone();
    await page.getByRole("link", { name: "Sign in with AOC Login" }).click();
    await enterAtProvider(page, "wipa");
    await page.waitForURL(`${publicUrl}/people?lang=en`);
    await page.getByRole("cell", { name: /Wipa/ }).first().waitFor();

    // The provider's clock is the machine's, which the test does not turn.
    clock.ahead += 11 * MINUTE;
    provider.forge = (claims, header) =>
      signed({ ...claims, auth_time: Number(claims.auth_time) + clock.ahead / 1_000 }, header, provider.key);
    await button("Invite a person").click();
    await page.getByLabel("Name", { exact: true }).fill("somchai");
    await page.getByLabel("Name that is shown").fill("สมชาย");
    await button("Make the link").click();
    expect(await axeFaults(page)).toEqual([]);
    const [tab] = await Promise.all([
      context.waitForEvent("page"),
      dialog("Confirm that it is you").getByRole("button", { name: "Confirm at AOC Login" }).click(),
    ]);
    await enterAtProvider(tab, "wipa");
    await until(async () => tab.isClosed() || (await tab.getByText("Close this tab").count()) > 0).toBe(true);
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await dialog("Single-use link").waitFor();
    await page.keyboard.press("Escape");
    await button("Manage Wipa").click();
    await page.getByText(/Signs in by the identity provider/).waitFor();
    expect(await page.getByRole("button", { name: /reset/i }).count()).toBe(0);
    await page.goto(`${publicUrl}/account?lang=en`);
    await page.getByText(/You sign in with AOC Login/).waitFor();
    expect(await button("Change the password").count()).toBe(0);
    provider.forge = null;
  });

  it("says in both languages why somebody has no access, and that it is away", async () => {
    provider.accounts.set("ploy", { preferred_username: "ploy", groups: ["others"] });
    await page.goto(`${publicUrl}/sign-in`);
    await page.getByRole("link", { name: "เข้าสู่ระบบด้วย AOC Login" }).click();
    await enterAtProvider(page, "ploy");
    await until(() => page.getByRole("alert").textContent()).toMatch(/ไม่อยู่ในกลุ่มที่ใช้ระบบนี้ได้/);
    expect(await axeFaults(page)).toEqual([]);
    await fitsATelephone();
    await page.goto(`${publicUrl}/sign-in?lang=en&refused=away`);
    await until(() => page.getByRole("alert").textContent()).toMatch(/AOC Login does not answer now/);
    await page.goto(`${publicUrl}/sign-in?lang=en&refused=constructor`);
    await button("Next").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("leads to no other site, whatever the address says", async () => {
    provider.accounts.set("wipa", { name: "Wipa", preferred_username: "wipa", groups: ["aoc-admins"] });
    await page.goto(`${publicUrl}/sign-in?lang=en&to=//evil.example/`);
    await page.getByRole("link", { name: "Sign in with AOC Login" }).click();
    await enterAtProvider(page, "wipa");
    await page.waitForURL(`${publicUrl}/alerts?lang=en`);
  });
});

describe("a passkey", () => {
  async function plugIn() {
    const wire = await context.newCDPSession(page);
    await wire.send("WebAuthn.enable");
    const options = {
      ...({ protocol: "ctap2", transport: "internal", hasResidentKey: true } as const),
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await wire.send("WebAuthn.addVirtualAuthenticator", { options });
    return {
      credentials: async () => (await wire.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
      verify: (isUserVerified: boolean) =>
        wire.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    };
  }
  const person = async (name: string) => {
    await admin.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
    return newPerson(program, admin, name, "admin");
  };

  it("is added, named, signs in alone and after the password, proves, and is removed", async () => {
    await person("malee");
    const { credentials } = await plugIn();
    await page.goto(`${publicUrl}/sign-in?lang=en&to=${encodeURIComponent("/account?lang=en")}`);
    await enter("malee");
    await button("Add a passkey").click();
    await page.getByLabel("Name of the passkey").fill("");
    await button("Make the passkey").click();
    await page.getByText("Enter a name").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByLabel("Name of the passkey").fill("telephone");
    await button("Make the passkey").click();
    // Once, with the first one.
    await until(() => dialog("Recovery codes of malee").getByRole("listitem").count()).toBe(10);
    await button("I have kept them").click();
    expect(await credentials()).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);
    await page.getByRole("cell", { name: "telephone", exact: true }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await fitsATelephone();

    await button("Rename the passkey telephone").click();
    await page.getByLabel("Name of the passkey").fill("key ring");
    await button("Save").click();
    await page.getByRole("cell", { name: "key ring", exact: true }).waitFor();
    await button("Undo").click();
    await page.getByRole("cell", { name: "telephone", exact: true }).waitFor();

    await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${publicUrl}/sign-in?lang=en`);
    await button("Use a passkey").click();
    await page.waitForURL(`${publicUrl}/alerts?lang=en`);

    for (const [lang, words] of [
      ["th", thai],
      ["en", english],
    ] as const) {
      // The page that is left would go to its own sign-in, and might do so after the next line.
      await page.goto("about:blank");
      await context.clearCookies();
      await page.goto(`${publicUrl}/sign-in?lang=${lang}&to=${encodeURIComponent("/account?lang=en")}`);
      await enter("malee", words);
      await page.getByText(words.passkeyLead("malee")).waitFor();
      expect(await axeFaults(page)).toEqual([]);
      await fitsATelephone();
    }
    await button("Use a passkey").click();
    await page.waitForURL(`${publicUrl}/account?lang=en`);

    clock.ahead += 11 * MINUTE;
    await button("Remove the passkey telephone").click();
    await dialog("Remove the passkey telephone").getByRole("button", { name: "Remove" }).click();
    const proof = dialog("Confirm that it is you");
    await proof.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await proof.getByRole("button", { name: "Confirm and go on" }).click();
    await page.getByText("The passkey telephone was removed").waitFor();
    // A list holds its rows while somebody is in it.
    await page.getByRole("heading", { level: 1 }).click();
    await until(() => page.getByRole("cell", { name: "telephone", exact: true }).count()).toBe(0);
  });

  it("that does not verify the person is a sentence, and the other ways stay", async () => {
    await person("tida");
    const { verify } = await plugIn();
    await page.goto(`${publicUrl}/sign-in?lang=en`);
    await verify(false);
    await button("Use a passkey").click();
    await until(() => page.getByRole("alert").textContent()).toMatch(/No passkey was used/);
    await enter("tida");
    await page.waitForURL(`${publicUrl}/alerts?lang=en`);
  });

  it("is not offered on an address of digits", async () => {
    await page.goto(`${program.url}/sign-in?lang=en`);
    await button("Next").waitFor();
    expect(await button("Use a passkey").count()).toBe(0);
  });
});
