/** From the sign-in on without a mouse, in a real browser. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { ask as askPairing, newPanel } from "../displays/pair.ts";
import { byKeyboard } from "../keyboard.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { addTotp, type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const clock = movedClock();
let browser: Browser;
let program: Program;
let admin: Client;
let page: Page;
let codeAt: (at: number) => string;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowserOfNobody(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
  ({ codeAt } = await addTotp(admin, () => clock.now()));
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
afterAll(() => Promise.all([browser.close(), program.close()]));

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const asked = (name: string) => new URL(page.url()).searchParams.get(name);

describe("with the keyboard alone", () => {
  it("one signs in with password and code, and ends another session in one's account", async () => {
    const other = openClient(program.url);
    clock.ahead += MINUTE;
    const agent = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0" };
    await other.ask("POST", "/v1/session", { name: "anong", password: PASSWORD }, agent);
    const second = await other.ask("POST", "/v1/session/second", { code: codeAt(clock.now()) }, agent);
    expect([second.status, second.body]).toEqual([200, second.body]);
    await page.goto(`${program.url}/sign-in?lang=en&to=${encodeURIComponent("/account?lang=en")}`);
    const { focused, press, tabTo, type } = byKeyboard(page);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await tabTo("Name");
    await type("anong");
    await press("Tab");
    expect(await focused()).toBe("Password");
    await type(PASSWORD);
    await press("Enter");
    await until(focused).toBe("6-digit code");
    clock.ahead += MINUTE;
    await type(codeAt(clock.now()));
    await page.waitForURL(`${program.url}/account?lang=en`);
    const rows = page.getByRole("region", { name: "Where you are signed in" }).locator("tbody tr");
    await until(() => rows.count()).toBe(3);
    await tabTo("Filter Where you are signed in");
    await type("firefox");
    await until(() => rows.count()).toBe(1);
    await tabTo("End the session of Firefox · Windows");
    await press("Enter");
    await page.getByText("The session was ended").waitFor();
    expect((await other.ask("GET", "/v1/session")).body.person).toBeNull();
    expect((await admin.ask("GET", "/v1/session")).body.person).toMatchObject({ name: "anong" });
  });

  it("one filters the audit, sorts it and makes a file of it", async () => {
    await page.goto(`${program.url}/audit?lang=en`);
    const rows = page.locator("tbody tr");
    await rows.first().waitFor();
    const { press, tabTo, type } = byKeyboard(page);
    await tabTo("What");
    // As a list to choose from does it: the letters find the entry.
    await type("Signe");
    await tabTo("Of");
    await tabTo("Show");
    await press("Enter");
    await until(() => asked("deed")).toBe("session.opened");
    await until(async () => new Set(await rows.locator("td:nth-child(3)").allTextContents())).toEqual(
      new Set(["Signed in"]),
    );
    await tabTo("When");
    await press("Enter");
    await press("Enter");
    await until(() => asked("sort")).toBe("at");
    await page.locator('th[aria-sort="ascending"]').getByText("When").waitFor();
    await tabTo("Export as CSV");
    const [file] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
    expect(file.suggestedFilename()).toBe("audit.csv");
    const lines = readFileSync(await file.path(), "utf8")
      .trim()
      .split("\r\n")
      .slice(1);
    expect(lines).toHaveLength(await rows.count());
    for (const line of lines) expect(line).toContain("session.opened");
  });

  it("one finds a person, looks at it, and changes it", async () => {
    await newPerson(program, admin, "ratana", "viewer");
    await page.goto(`${program.url}/people?lang=en`);
    await page.getByRole("row", { name: /ratana/ }).waitFor();
    const { focused, press, tabTo, type } = byKeyboard(page);
    await press("/");
    await type("ratana");
    await until(() => page.locator("tbody tr").count()).toBe(1);
    await tabTo("Role");
    await press("Enter");
    await until(() => asked("people-sort")).toBe("-role");
    await tabTo("Manage ratana");
    await press("Enter");
    await page.getByRole("dialog", { name: "ratana" }).waitFor();
    await press("Escape");
    await until(focused).toBe("Manage ratana");
    await until(() => page.locator("dialog").count()).toBe(0);
    await until(focused).toBe("Manage ratana");
    await press("Enter");
    await page.getByRole("dialog", { name: "ratana" }).waitFor();
    await tabTo("Role");
    await press("A");
    expect(await page.getByLabel("Role").inputValue()).toBe("analyst");
    await tabTo("Save");
    await press("Enter");
    await page.getByText("ratana was changed").waitFor();
    await until(() => page.getByRole("row", { name: /ratana/ }).textContent()).toMatch(/Analyst/);
  });

  it("one embeds a figure elsewhere, revokes it, and takes that back", async () => {
    await page.goto(`${program.url}/embeds?lang=en`);
    await page.getByRole("button", { name: "Embed something" }).waitFor();
    const { focused, press, tabTo, type } = byKeyboard(page);
    await tabTo("Embed something");
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo("Used at");
    await type("portal");
    await tabTo("Make the address");
    await press("Enter");
    await page.getByRole("button", { name: "Copy the code" }).waitFor();
    await tabTo("Close Esc");
    await press("Enter");
    await until(() => page.locator("dialog").count()).toBe(0);
    await until(focused).toBe("Embed something");
    const state = page.getByRole("row", { name: /portal/ });
    await tabTo("Revoke portal");
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo("Revoke");
    await press("Enter");
    await until(() => state.textContent()).toMatch(/Revoked/);
    await press("z");
    await until(() => state.textContent()).toMatch(/Open/);
  });

  it("one approves a screen that waits", async () => {
    const { code } = (await askPairing(program, newPanel())).pairing!;
    await page.goto(`${program.url}/pair?lang=en`);
    const { press, tabTo, type } = byKeyboard(page);
    await page.getByLabel("The code on the screen").waitFor();
    await tabTo("The code on the screen");
    await type(code);
    await press("Enter");
    await page.getByRole("combobox", { name: "Name" }).waitFor();
    await tabTo("Name");
    await type("hall");
    await tabTo("Approve");
    await press("Enter");
    await page.getByText("Approved: this screen is hall").waitFor();
  });

  it("one sorts and filters what the health page lists", async () => {
    await admin.ask("POST", "/v1/sources", { name: "exchange", nameTh: "ชุมสาย", types: ["call.offered"] });
    await page.goto(`${program.url}/health?lang=en`);
    const rows = page.getByRole("region", { name: "Sources" }).locator("tbody tr");
    await until(() => rows.count()).toBe(2);
    const { press, tabTo, type } = byKeyboard(page);
    await tabTo("Filter Sources");
    await type("exchange");
    await until(() => rows.count()).toBe(1);
    await tabTo("Export CSV");
    const [file] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
    expect(readFileSync(await file.path(), "utf8")).toContain("exchange");
  });
});
