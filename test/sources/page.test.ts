import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  program = await startProgram();
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  await program.close();
});

async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 15_000, interval: 50 });
const row = (page: Page, name: string) => page.locator(`[data-source="${name}"]`);
const dialog = (page: Page) => page.getByRole("dialog");
let count = 0;
const call = (data: object = {}) =>
  event("call.offered", Date.now() - 1_000, { callId: `page-${++count}`, queue: "report", ...data } as never);
const statusOf = async (key: string) => (await program.send([call()], { key })).status;
const register = (name: string) =>
  fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });

describe("the page of sources", () => {
  it("adds a source, and shows its key this once, to be copied", async () => {
    const page = await open("/sources?lang=en");
    await page.getByRole("button", { name: "Add a source" }).click();
    await dialog(page).getByLabel("Name", { exact: true }).fill("kbank");
    await dialog(page).getByLabel("Thai name").fill("ธนาคารกสิกรไทย");
    await dialog(page).getByLabel("Banks").fill("BOGUS");
    await dialog(page).getByRole("button", { name: "Add and make a key" }).click();
    await until(() => dialog(page).getByRole("alert").textContent()).toMatch(/banks:/);
    await dialog(page).getByLabel("Banks").fill("KBANK");
    await dialog(page).getByRole("button", { name: "Add and make a key" }).click();
    const key = (await page.locator("[data-secret]").textContent())!;
    expect(key).toMatch(/^[\w-]{32}$/);
    await dialog(page).getByRole("button", { name: "Copy the key" }).click();
    await until(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await page.keyboard.press("Escape");
    await until(() => dialog(page).count()).toBe(0);
    await until(() => row(page, "kbank").textContent()).toMatch(/KBANK.*1 key/s);
    // The closed dialog leaves the page a moment after it is gone from sight.
    await until(() => page.content()).not.toContain(key);
    expect(await statusOf(key)).toBe(200);
  });

  it("rotates a key, and the one of before is good until then", async () => {
    const { key: old } = (await (await register("exchange")).json()) as { key: string };
    const page = await open("/sources?lang=en");
    await row(page, "exchange")
      .getByRole("button", { name: /^Rotate/ })
      .click();
    await dialog(page).getByLabel("1 h", { exact: true }).check();
    await dialog(page).getByRole("button", { name: "Make a new key" }).click();
    const key = (await page.locator("[data-secret]").textContent())!;
    await until(() => dialog(page).textContent()).toMatch(/The other keys are good until .*\d\d:\d\d/);
    expect([await statusOf(old), await statusOf(key)]).toEqual([200, 200]);
    await page.keyboard.press("Escape");
    await until(() => row(page, "exchange").textContent()).toMatch(/2 keys/);
  });

  it("revokes a key at once, and takes it back", async () => {
    const { key } = (await (await register("exchange")).json()) as { key: string };
    const page = await open("/sources?lang=en");
    await row(page, "exchange").getByText("1 key").click();
    await row(page, "exchange")
      .getByRole("button", { name: /^Revoke: Key 1/ })
      .click();
    await until(() => statusOf(key)).toBe(401);
    await page.getByRole("button", { name: "Undo" }).click();
    await until(() => statusOf(key)).toBe(200);
  });

  it("revokes a source after it has said what that does", async () => {
    const { key } = (await (await register("exchange")).json()) as { key: string };
    const page = await open("/sources?lang=en");
    await row(page, "exchange")
      .getByRole("button", { name: /^Revoke the source/ })
      .click();
    await until(() => dialog(page).textContent()).toMatch(/refused at once/);
    await page.keyboard.press("Escape");
    expect(await statusOf(key)).toBe(200);
    await row(page, "exchange")
      .getByRole("button", { name: /^Revoke the source/ })
      .click();
    await dialog(page).getByRole("button", { name: "Revoke the source" }).click();
    await until(() => row(page, "exchange").count()).toBe(0);
    expect(await statusOf(key)).toBe(401);
  });

  it("says when the right is missing, and keeps what was filled in", async () => {
    const page = await open("/sources?lang=en");
    const admin = await firstAdministrator(program);
    const { client } = await newPerson(program, admin, "somchai", "commander");
    const cookie = client.cookies.get("war-room-session")!;
    await page.context().addCookies([{ name: "war-room-session", value: cookie, url: program.url }]);
    await page.getByRole("button", { name: "Add a source" }).click();
    await dialog(page).getByLabel("Name", { exact: true }).fill("kept");
    await dialog(page).getByRole("button", { name: "Add and make a key" }).click();
    await until(() => dialog(page).getByRole("alert").textContent()).toMatch(/administrator/);
    expect(await dialog(page).getByLabel("Name", { exact: true }).inputValue()).toBe("kept");
  });

  it("has the rejected events of a source, and corrects one and sends it again", async () => {
    const wrong = call({ queue: "nobody" });
    await program.send([wrong, call({ callId: "0812345678" })]);
    const page = await open("/sources?lang=en");
    await row(page, "first").getByRole("button", { name: "Rejected in 24 h: 2" }).click();
    const held = page.locator("[data-held]").filter({ hasText: wrong.id });
    await until(() => page.locator("[data-held]").count()).toBe(2);
    expect(await page.locator("main").textContent()).not.toContain("0812345678");
    await held.getByRole("button", { name: "Correct and send" }).click();
    const text = dialog(page).getByLabel("Event (JSON)");
    const written = await text.inputValue();
    await dialog(page).getByRole("button", { name: "Send again" }).click();
    await until(() => dialog(page).textContent()).toMatch(/unknown-code/);
    await text.fill("{oops");
    await until(() => dialog(page).textContent()).toMatch(/not the JSON/);
    await text.fill(written.replace("nobody", "report"));
    await dialog(page).getByRole("button", { name: "Send again" }).click();
    await until(() => held.count()).toBe(0);
    expect(
      await (await program.send([{ ...wrong, data: { ...wrong.data, queue: "report" } }])).json(),
    ).toMatchObject({
      duplicate: 1,
    });
    await page.locator("[data-held]").getByRole("button", { name: "Discard" }).click();
    await dialog(page).getByRole("button", { name: "Discard" }).click();
    await until(() => page.locator("[data-held]").count()).toBe(0);
  });

  it.each(["th", "en"] as const)(
    "has nothing that axe finds wrong, at a desk and on a phone: %s",
    async (lang) => {
      await register("exchange");
      await program.send([call({ queue: "nobody" })]);
      const faults: string[] = [];
      for (const [width, height] of [
        [1440, 900],
        [390, 844],
      ] as const) {
        const page = await open(`/sources?lang=${lang}`, width, height);
        const look = async (what: string) =>
          faults.push(...(await axeFaults(page)).map((fault) => `${what}, ${width} px: ${fault}`));
        await row(page, "exchange").locator("summary").click();
        await look("list");
        await row(page, "exchange").locator(".deeds button").first().click();
        await look("rotate");
        await page.keyboard.press("Escape");
        await page.locator(".actions button").last().click();
        await look("make");
        await page.keyboard.press("Escape");
        await page.goto(`${program.url}/sources?lang=${lang}&tab=rejected`);
        await page.locator("[data-held]").waitFor();
        await look("rejected");
        await page.locator("[data-held] button").first().click();
        await look("correct");
        await page.keyboard.press("Escape");
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      }
      expect(faults).toEqual([]);
    },
  );
});
