import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { axeFaults } from "../axe.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { addTotp, type Client, firstAdministrator, newPerson, PASSWORD, tokenOf } from "./client.ts";

const clock = movedClock();
let browser: Browser;
let program: Program;
let admin: Client;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowserOfNobody(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
});
afterAll(() => Promise.all([browser.close(), program.close()]));
beforeEach(async () => {
  context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
afterEach(() => context.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const dialog = (name: string) => page.getByRole("dialog", { name });
async function enter(name: string, password = PASSWORD) {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button("Next").click();
}
/** A further person; the administrator proves for it who it is. */
async function person(name: string, role: string) {
  await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
  return newPerson(program, admin, name, role);
}
/** The administrator's page, signed in. */
async function openAsAdmin(path: string) {
  await page.goto(`${program.url}/sign-in?lang=en&to=${encodeURIComponent(path)}`);
  await enter("anong");
  await page.waitForURL(program.url + path);
  await page.locator("main h2").first().waitFor();
}

describe("signing in", () => {
  it("leads to the page that was asked for, and nobody sees one before", async () => {
    await page.goto(`${program.url}/people?lang=en&state=active`);
    await page.waitForURL(/\/sign-in\?to=/);
    expect(await page.locator("table").count()).toBe(0);
    await enter("anong");
    await page.waitForURL(`${program.url}/people?lang=en&state=active`);
    await page.getByRole("cell", { name: "anong" }).first().waitFor();
  });

  it("never leads to another site", async () => {
    await page.goto(`${program.url}/sign-in?lang=en&to=//evil.example/`);
    await enter("anong");
    await page.waitForURL(`${program.url}/alerts?lang=en`);
  });

  it("a field for a password hides it until one asks, and takes what is pasted", async () => {
    await page.goto(`${program.url}/sign-in?lang=en`);
    const field = page.getByLabel("Password", { exact: true });
    expect([await field.getAttribute("type"), await field.getAttribute("autocomplete")]).toEqual([
      "password",
      "current-password",
    ]);
    await page.evaluate((text) => navigator.clipboard.writeText(text), PASSWORD);
    await field.focus();
    await page.keyboard.press("ControlOrMeta+v");
    expect(await field.inputValue()).toBe(PASSWORD);
    await button("Show").click();
    expect(await field.getAttribute("type")).toBe("text");
    await button("Hide").click();
    expect(await field.getAttribute("type")).toBe("password");
  });

  it("says in a sentence what is wrong, keeps the name, and how long to wait", async () => {
    await page.goto(`${program.url}/sign-in?lang=en`);
    await button("Next").click();
    await page.getByText("Enter your name").waitFor();
    await enter("nobody", "wrong");
    await until(() => page.getByRole("alert").textContent()).toMatch(/name or the password is not right/);
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("nobody");
    expect(page.url()).not.toMatch(/wrong|nobody/);
    for (let n = 0; n < 8 && (await page.getByText(/Too many tries/).count()) === 0; n++) {
      const answered = page.waitForResponse(/v1\/session$/);
      await enter("nobody", "wrong");
      await answered;
    }
    await page.getByText(/Too many tries. Wait \d+ s/).waitFor();
  });

  it("takes a code, or a recovery code, as the second step", async () => {
    const { client } = await person("wipa.s", "commander");
    const { codeAt, recoveryCodes } = await addTotp(client, () => clock.now());
    await page.goto(`${program.url}/sign-in?lang=en`);
    await enter("wipa.s");
    await page.getByRole("heading", { name: "One more step" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByLabel("6-digit code").fill("000000");
    await until(() => page.getByRole("alert").textContent()).toMatch(/code is not right/);
    clock.ahead += MINUTE;
    await page.getByLabel("6-digit code").fill(codeAt(clock.now()));
    await page.waitForURL(`${program.url}/alerts?lang=en`);
    await button("Sign out").click();
    await page.waitForURL(`${program.url}/sign-in?lang=en`);
    await enter("wipa.s");
    await button("Use a recovery code").click();
    await page.getByLabel("Recovery code").fill(recoveryCodes[0]!.toLowerCase());
    await button("Sign in").click();
    await page.waitForURL(`${program.url}/alerts?lang=en`);
  });

  it("begins anew when too many codes were wrong", async () => {
    const { client } = await person("tida", "viewer");
    await addTotp(client, () => clock.now());
    await page.goto(`${program.url}/sign-in?lang=en`);
    await enter("tida");
    for (let n = 0; n < 6 && (await page.getByText("Begin again").count()) === 0; n++) {
      const answered = page.waitForResponse(/session\/second$/);
      await page.getByLabel("6-digit code").fill("");
      await page.getByLabel("6-digit code").fill("000000");
      await answered;
      await page.getByRole("alert").waitFor();
      clock.ahead += 2_000;
    }
    await page.getByText(/wrong too often. Begin again/).waitFor();
    await page.getByLabel("Password", { exact: true }).waitFor();
  });

  it("loads at most 60 KB, gzipped, its letters included, and neither wall, charts nor sockets", async () => {
    let bytes = 0;
    let letters = 0;
    const loading: Promise<void>[] = [];
    let code = "";
    page.on("response", (response) => {
      if (response.request().resourceType() === "xhr" || response.request().resourceType() === "fetch")
        return;
      loading.push(
        response.body().then((body) => {
          if (response.request().resourceType() === "font") letters += body.length;
          else bytes += gzipSync(body).length;
          if (response.request().resourceType() === "script") code += body.toString();
        }),
      );
    });
    await page.goto(`${program.url}/sign-in`);
    await page.locator("h1").waitFor();
    await page.waitForLoadState("networkidle");
    await Promise.all(loading);
    console.log(`sign-in: ${bytes} bytes gzipped, and ${letters} of letters`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(letters).toBeGreaterThan(5_000);
    expect(bytes + letters).toBeLessThan(60_000);
    expect(code).not.toMatch(/zrender|["'`]EIO["'`]|ระงับเงินได้วันนี้/);
  });
});

describe("a single-use link", () => {
  it("invites: its token is nowhere in the address, and it counts once", async () => {
    await openAsAdmin("/people?lang=en");
    await button("Invite a person").click();
    await button("Make the link").click();
    await page.getByText("Enter the name that is shown").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("somchai");
    await page.getByLabel("Name that is shown").fill("สมชาย ใจดี");
    await page.getByLabel("Role").selectOption("Analyst");
    await page.getByRole("group", { name: "Banks" }).getByLabel("Some only").check();
    await page.getByLabel(/Kasikorn/i).check();
    await button("Make the link").click();
    const link = await dialog("Single-use link").getByLabel("Link").inputValue();
    await button("Copy the link").click();
    await until(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await axeFaults(page)).toEqual([]);

    const other = await browser.newContext();
    const invited = await other.newPage();
    await invited.goto(`${link.replace("#", "?lang=en#")}`);
    await invited.getByText("Welcome, สมชาย ใจดี").waitFor();
    expect(invited.url()).not.toContain(tokenOf(link));
    expect(await axeFaults(invited)).toEqual([]);
    await invited.getByLabel("New password").fill("short");
    await invited.getByRole("button", { name: "Save and sign in" }).click();
    await invited.getByText("At least 15 characters; it has 5").waitFor();
    await invited.getByLabel("New password").fill(PASSWORD);
    await invited.getByRole("button", { name: "Save and sign in" }).click();
    await invited.waitForURL(/\/account/);
    await until(() => invited.locator("main").textContent()).toMatch(/somchai.*Analyst.*banks KBANK/);
    expect(await invited.getByRole("link", { name: "People" }).count()).toBe(0);
    await invited.goto(`${program.url}/people?lang=en`);
    await invited.getByText("Your account may not open this page").waitFor();
    await invited.goBack();
    await invited.goto(`${link.replace("#", "?lang=en#")}`);
    await invited.getByText("This link was used already").waitFor();
    await other.close();
  });
});

describe("the page of people", () => {
  it("asks for a proof where the server wants one, and goes on; a deed can be undone", async () => {
    await person("malee", "viewer");
    await openAsAdmin("/people?lang=en");
    clock.ahead += 11 * MINUTE;
    await button("Manage malee").click();
    await page.getByLabel("Role").selectOption("Commander");
    await button("Save").click();
    const proof = dialog("Confirm that it is you");
    await proof.getByLabel("Password", { exact: true }).fill("wrong");
    await proof.getByRole("button", { name: "Confirm and go on" }).click();
    await until(() => proof.getByRole("alert").textContent()).toMatch(/not right/);
    expect(await axeFaults(page)).toEqual([]);
    await proof.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await proof.getByRole("button", { name: "Confirm and go on" }).click();
    await page.getByText("malee was changed").waitFor();
    const row = page.getByRole("row", { name: /malee/ });
    await until(() => row.textContent()).toMatch(/Commander/);
    await button("Undo").click();
    await until(() => row.textContent()).toMatch(/Viewer/);
    await button("Manage malee").click();
    await button("Disable").click();
    await until(() => row.textContent()).toMatch(/Disabled/);
    await button("Undo").click();
    await until(() => row.textContent()).toMatch(/Active/);
  });

  it("filters and sorts by its address, and exports what it shows", async () => {
    await openAsAdmin("/people?lang=en");
    await page.getByLabel("Filter All people").fill("anong");
    await until(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
    expect(page.url()).toMatch(/people-find=anong&people-sort=-name/);
    const [file] = await Promise.all([page.waitForEvent("download"), button("Export CSV").click()]);
    expect(file.suggestedFilename()).toBe("people.csv");
    const stream = await file.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(
      /^\uFEFFName,Role,.*\r\nอนงค์ \(anong\),Administrator,everything/,
    );
    const { rows } = (await admin.ask("GET", "/v1/audit?deed=list.exported")).body;
    expect(rows).toMatchObject([{ of: { kind: "list", id: "people" }, after: { rows: 1 } }]);
  });

  it("makes no file that the audit has not heard of, and says why", async () => {
    await openAsAdmin("/people?lang=en");
    await page.route("**/v1/exports", (route) => route.abort());
    const files: string[] = [];
    page.on("download", (file) => files.push(file.suggestedFilename()));
    await button("Export CSV").click();
    await until(() => page.getByRole("alert").allTextContents()).toEqual([
      "Not done: the server does not answer",
    ]);
    expect(files).toEqual([]);
    await page.unroute("**/v1/exports");
    const [file] = await Promise.all([page.waitForEvent("download"), button("Export CSV").click()]);
    expect(file.suggestedFilename()).toBe("people.csv");
    await until(() => page.getByRole("alert").count()).toBe(0);
  });
});

describe("the pages of people, of one's account and of a link", () => {
  const THAI_HEADS: Readonly<Record<string, string>> = { "/people": "ผู้ใช้ทั้งหมด", "/account": "รหัสผ่าน" };
  const isWhole = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  it.each(Object.entries(THAI_HEADS))("%s is whole in Thai, at a desk and on a phone", async (path, head) => {
    await openAsAdmin("/people?lang=en");
    const faults: string[] = [];
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(program.url + path);
      await page.getByRole("heading", { name: head, exact: true }).waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe("th");
      faults.push(...(await axeFaults(page)).map((fault) => `${path}, ${width} px: ${fault}`));
      expect(await isWhole()).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  it("whom one invites can read the link's page on a phone, in both languages", async () => {
    // Not the whole of it: one of ten such numbers is a national id.
    const name = `phone-${Date.now() % 100_000}`;
    const person = {
      name,
      displayName: "มาลี",
      role: "viewer",
      scope: { banks: null, provinces: null, agencies: null },
    };
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
    const { body } = await admin.ask("POST", "/v1/people", person);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const lang of ["th", "en"]) {
      await page.goto("about:blank");
      await page.goto(body.link.replace("#", `?lang=${lang}#`));
      await page.getByText(lang === "th" ? "สวัสดี มาลี" : "Welcome, มาลี").waitFor();
      expect(await axeFaults(page)).toEqual([]);
      expect(await isWhole()).toBe(0);
    }
  });
});

describe("a session that is over", () => {
  it("does not take what was typed: one signs in beside it and goes on", async () => {
    await openAsAdmin("/people?lang=en");
    await button("Invite a person").click();
    await page.getByLabel("Name that is shown").fill("typed");
    await context.clearCookies();
    await page.getByLabel("Name", { exact: true }).fill("typed");
    await button("Make the link").click();
    const over = dialog("Your session is over");
    const [second] = await Promise.all([
      context.waitForEvent("page"),
      over.getByRole("button", { name: "Sign in in a new tab" }).click(),
    ]);
    await second.getByLabel("Name", { exact: true }).fill("anong");
    await second.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await second.getByRole("button", { name: "Next" }).click();
    await until(() => second.isClosed()).toBe(true);
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await over.waitFor({ state: "detached" });
    expect(await page.getByLabel("Name that is shown").inputValue()).toBe("typed");
    await button("Make the link").click();
    await dialog("Single-use link").waitFor();
  });
});

describe("one's own account", () => {
  it("sets up a second factor with recovery codes, shown once, and ends other sessions", async () => {
    const { client } = await person("ploy", "analyst");
    await page.goto(`${program.url}/sign-in?lang=en&to=%2Faccount%3Flang%3Den`);
    await enter("ploy");
    await page.getByRole("heading", { name: "Second factor" }).waitFor();
    await until(() => page.locator("tbody tr").count()).toBe(2);
    expect(await axeFaults(page)).toEqual([]);
    await button("Set up an authenticator").click();
    await page.getByRole("img", { name: "QR code" }).waitFor();
    await page.getByLabel("The 6 digits that the app shows").fill("000000");
    await button("Use it from now on").click();
    await until(() => page.getByRole("alert").textContent()).toMatch(/not the code/);
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await button("End all others").click();
    await dialog("End all others").getByRole("button", { name: "End all others" }).click();
    await until(() => page.locator("tbody tr").count()).toBe(1);
    expect((await client.ask("GET", "/v1/session")).body.person).toBeNull();
    await button("Change the password").click();
    const change = dialog("Change the password");
    await change.getByLabel("New password").fill("a longer sentence than before");
    await button("Save").click();
    await change.getByText("Type the password that you have now").waitFor();
    await change.getByLabel("Password until now").fill("not the password");
    await button("Save").click();
    await change.getByText("This is not your password until now").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await change.getByLabel("Password until now").fill(PASSWORD);
    await button("Save").click();
    await page.getByText("The password was changed").waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
