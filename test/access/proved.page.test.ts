/** What opens a lasting way out, in a real browser, by who has not proved for long who it is: it is asked, and goes on. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { SCHEDULE_ROUTES } from "../../backend/reports/scheduleRoutes.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, PASSWORD } from "./client.ts";

const SCHEDULE = SCHEDULE_ROUTES.find(({ method }) => method === "POST")!.examples![0]!.body as {
  name: string;
};

const clock = movedClock();
let browser: Browser;
let program: Program;
let admin: Client;
let page: Page;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowserOfNobody(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
  const { status } = await admin.ask("POST", "/v1/schedules", SCHEDULE);
  expect(status).toBe(201);
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(20_000);
});
afterAll(() => Promise.all([browser.close(), program.close()]));

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
async function prove() {
  const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
  await proof.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await proof.getByRole("button", { name: "Confirm and go on" }).click();
}

beforeEach(async () => {
  clock.ahead += 11 * MINUTE;
  await page.context().clearCookies();
  await page.goto(`${program.url}/sign-in?lang=en&to=${encodeURIComponent("/account?lang=en")}`);
  await page.getByLabel("Name", { exact: true }).fill("anong");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button("Next").click();
  await page.waitForURL(/\/account/);
  clock.ahead += 11 * MINUTE;
});

it("an embed is made, and its address shown", async () => {
  await page.goto(`${program.url}/embeds?lang=en`);
  await button("Embed something").click();
  await page.getByRole("textbox", { name: "Used at" }).fill("the ministry");
  await button("Make the address").click();
  await prove();
  await button("Copy the code").waitFor();
  const { embeds } = (await admin.ask("GET", "/v1/embeds")).body;
  expect(embeds.map(({ name }: { name: string }) => name)).toEqual(["the ministry"]);
});

it("a recipient of alerts is made, and its secret shown", async () => {
  await page.goto(`${program.url}/alerts?lang=en&tab=recipients`);
  await button("Add a recipient").click();
  const form = page.getByRole("dialog", { name: "Add a recipient" });
  await form.getByLabel("Name", { exact: true }).fill("Duty room");
  await form.getByLabel("Channel").selectOption("webhook");
  await form.getByLabel(/Webhook’s address/).fill("https://alerts.example.go.th/in");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await prove();
  await page.locator("[data-secret]").waitFor();
  const recipients = (await admin.ask("GET", "/v1/alerts/recipients")).body;
  expect(recipients.map(({ name }: { name: string }) => name)).toEqual(["Duty room"]);
});

it("a schedule is changed", async () => {
  await page.goto(`${program.url}/reports?lang=en`);
  const row = page.locator("[data-schedule]");
  await row.getByRole("button", { name: /^Pause/ }).click();
  await prove();
  await row.getByText("Paused").waitFor();
});
