/** The rejected events on the page of sources, in a real browser. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBrowser } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
let page: Page;
beforeEach(async () => {
  program = await startProgram();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(15_000);
});
afterEach(async () => {
  await page.close();
  await program.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 15_000, interval: 50 });
const dialog = () => page.getByRole("dialog");
let count = 0;
const call = (data: object = {}) =>
  event("call.offered", Date.now() - 1_000, { callId: `page-${++count}`, queue: "report", ...data } as never);

describe("the rejected events", () => {
  it("has the rejected events of a source, and corrects one and sends it again", async () => {
    const wrong = call({ queue: "nobody" });
    await program.send([wrong, call({ callId: "0812345678" })]);
    await page.goto(`${program.url}/sources?lang=en`);
    await page.locator('[data-source="first"]').getByRole("button", { name: "Rejected in 24 h: 2" }).click();
    const held = page.locator("[data-held]").filter({ hasText: wrong.id });
    await until(() => page.locator("[data-held]").count()).toBe(2);
    expect(await page.locator("main").textContent()).not.toContain("0812345678");
    await held.getByRole("button", { name: "Correct and send" }).click();
    const text = dialog().getByLabel("Event (JSON)");
    const written = await text.inputValue();
    await dialog().getByRole("button", { name: "Send again" }).click();
    await until(() => dialog().textContent()).toMatch(/unknown-code/);
    await text.fill("{oops");
    await until(() => dialog().textContent()).toMatch(/not the JSON/);
    await text.fill(written.replace("nobody", "report"));
    await dialog().getByRole("button", { name: "Send again" }).click();
    await until(() => held.count()).toBe(0);
    expect(
      await (await program.send([{ ...wrong, data: { ...wrong.data, queue: "report" } }])).json(),
    ).toMatchObject({
      duplicate: 1,
    });
  });

  it("discards a rejected event, and takes it back", async () => {
    await program.send([call({ queue: "nobody" })]);
    await page.goto(`${program.url}/sources?lang=en&tab=rejected`);
    const held = page.locator("[data-held]");
    await held.getByRole("button", { name: "Discard" }).click();
    await page.getByText("The event was discarded").waitFor();
    // A list holds its rows while somebody is in it.
    await page.getByRole("heading", { level: 1 }).click();
    await page.getByText("No rejected events").waitFor();
    await page.keyboard.press("z");
    await until(() => held.count()).toBe(1);
    await held.getByRole("button", { name: "Discard" }).waitFor();
  });

  it("sorts the rejected events, filters them by day, and exports what it shows", async () => {
    const often = call({ queue: "nobody" });
    for (let times = 0; times < 3; times++) await program.send([often]);
    await program.send([call({ callId: "0812345678" })]);
    await page.goto(`${program.url}/sources?lang=en&tab=rejected`);
    const codes = () => page.locator("[data-held] b").allTextContents();
    await until(async () => (await codes()).sort()).toEqual(["personal-data", "unknown-code"]);
    await page.getByLabel("Sort by").selectOption("How often");
    await until(codes).toEqual(["personal-data", "unknown-code"]);
    await page.getByRole("button", { name: "Ascending" }).click();
    await until(codes).toEqual(["unknown-code", "personal-data"]);
    await page.getByRole("combobox", { name: "Reason", exact: true }).selectOption("personal-data");
    await until(codes).toEqual(["personal-data"]);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    const text = readFileSync(await file.path(), "utf8");
    expect(text).toMatch(/personal-data/);
    expect(text).not.toMatch(/unknown-code|0812345678/);
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await page.getByText("No event matches the filter").waitFor();
    expect(new URL(page.url()).search).toBe(
      "?lang=en&tab=rejected&rejected-sort=-times&code=personal-data&to=2020-01-01",
    );
    await page.getByLabel("To", { exact: true }).fill("");
    await page.getByLabel("From").fill("2020-01-01");
    await until(codes).toEqual(["personal-data"]);
  });
});
