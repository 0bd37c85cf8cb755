import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
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

const listed = async (name: string) => {
  const sources = (await (await fetch(`${program.url}/v1/sources`)).json()) as {
    name: string;
    types: string[];
  }[];
  return sources.find((each) => each.name === name)!;
};
const readsWith = async (key: string) =>
  (await fetch(`${program.url}/v1/sources`, { headers: { authorization: `Bearer ${key}` } })).status;
const some = (page: Page, what: string) =>
  dialog(page).getByRole("group", { name: what, exact: true }).getByLabel("Some only").check();
const hasFocus = (element: Locator) => element.evaluate((each) => each === document.activeElement);
async function download(page: Page) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

describe("the page of sources", () => {
  it("adds a source, and shows its key this once, to be copied", async () => {
    const page = await open("/sources?lang=en");
    await page.getByRole("button", { name: "Add a source" }).click();
    await dialog(page).getByLabel("Name", { exact: true }).fill("kbank");
    await dialog(page).getByLabel("Thai name").fill("ธนาคารกสิกรไทย");
    const save = dialog(page).getByRole("button", { name: "Add and make a key" });
    await some(page, "Banks");
    await save.click();
    await dialog(page).getByText("Choose at least one, or everything").waitFor();
    await dialog(page).getByLabel("Kasikornbank").check();
    await some(page, "Types");
    expect(await dialog(page).getByLabel("Report filed").count()).toBe(0);
    await dialog(page).getByLabel("Freeze confirmed").check();
    await dialog(page).getByLabel("Freeze refused").check();
    await some(page, "Agencies");
    await dialog(page).getByLabel("Cyber Crime Investigation").check();
    await save.click();
    const key = (await page.locator("[data-secret]").textContent())!;
    expect(key).toMatch(/^[\w-]{32}$/);
    await dialog(page).getByRole("button", { name: "Copy the key" }).click();
    await until(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await page.keyboard.press("Escape");
    await until(() => dialog(page).count()).toBe(0);
    await until(() => row(page, "kbank").textContent()).toMatch(/3 types · KBANK · ccib.*1 key/s);
    expect(await listed("kbank")).toMatchObject({
      nameTh: "ธนาคารกสิกรไทย",
      banks: ["KBANK"],
      agencies: ["ccib"],
      types: ["freeze.confirmed", "freeze.refused", "source.beat"],
    });
    // The closed dialog leaves the page a moment after it is gone from sight.
    await until(() => page.content()).not.toContain(key);
    expect(await statusOf(key)).toBe(422);
  });

  it("shows what a source may send, changes it, and takes that back", async () => {
    const { key } = (await (await register("exchange")).json()) as { key: string };
    const before = await listed("exchange");
    const page = await open("/sources?lang=en");
    await row(page, "exchange").getByText("May send: any type · any bank · any agency").click();
    await until(() => row(page, "exchange").textContent()).toMatch(/Call came in, .*a signal every 30 s/);
    await row(page, "exchange")
      .getByRole("button", { name: /^Change the scope/ })
      .click();
    await some(page, "Types");
    await dialog(page).getByLabel("Freeze requested").check();
    await dialog(page).getByLabel("Signal every (seconds)").fill("0");
    await dialog(page).getByText("A whole number from 1 to 86,400").waitFor();
    await dialog(page).getByLabel("Signal every (seconds)").fill("15");
    await dialog(page).getByLabel("Events a minute").fill("600");
    await dialog(page).getByLabel("Its keys read figures too").check();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await until(() => row(page, "exchange").textContent()).toMatch(
      /2 types · any bank.*a signal every 15 s · at most 600 events a minute · its keys read figures too/,
    );
    expect(await statusOf(key)).toBe(422);
    await page.getByRole("button", { name: "Undo" }).click();
    await until(() => listed("exchange")).toMatchObject({
      types: before.types,
      beatSeconds: 30,
      eventsPerMinute: null,
      mayRead: false,
    });
    await until(() => statusOf(key)).toBe(200);
  });

  it("sorts, filters and exports the sources, as the address says", async () => {
    for (const name of ["bravo", "alpha", "exchange"]) await register(name);
    const page = await open("/sources?lang=en&name=a");
    const names = () =>
      page
        .locator("[data-source]")
        .evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset.source));
    await until(names).toHaveLength(3);
    await page.getByLabel("Sort by").selectOption("Name");
    await until(names).toEqual(["alpha", "bravo", "exchange"]);
    await page.getByRole("button", { name: "Ascending" }).click();
    await until(names).toEqual(["exchange", "bravo", "alpha"]);
    expect(new URL(page.url()).search).toBe("?lang=en&name=a&sort=-name");
    await page.getByLabel("Filter by name").fill("bravo");
    await until(names).toEqual(["bravo"]);
    const file = await download(page);
    expect(file.name).toBe("sources.csv");
    expect(file.text).toMatch(
      /^\uFEFFName,State,Last heard,Complete up to,Rejected in 24 h,May send\r\nbravo \(bravo\),Silent,never,never,0,any type · any bank · any agency\r\n$/,
    );
  });

  it("can be sorted, exported and changed with the keyboard alone", async () => {
    await register("alpha");
    const page = await open("/sources?lang=en");
    await row(page, "alpha").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await until(() => new URL(page.url()).searchParams.get("sort")).toBe("name");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => new URL(page.url()).searchParams.get("sort")).toBe("-name");
    await page.keyboard.press("Tab");
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(file.suggestedFilename()).toBe("sources.csv");
    await page.keyboard.press("J");
    const change = row(page, "alpha").getByRole("button", { name: /^Change the scope/ });
    for (let at = 0; at < 20 && !(await hasFocus(change)); at++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await dialog(page).waitFor();
    const all = dialog(page).getByRole("group", { name: "Banks" }).getByLabel("Everything");
    for (let at = 0; at < 20 && !(await hasFocus(all)); at++) await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.type("kasikorn");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await until(() => listed("alpha")).toMatchObject({ banks: ["KBANK"] });
    await until(() => dialog(page).count()).toBe(0);
    expect(await hasFocus(change)).toBe(true);
  });

  it("makes a key for reading within a scope, shows it this once, replaces it and revokes it", async () => {
    const page = await open("/sources?lang=en");
    await page.getByRole("button", { name: "Keys for reading" }).click();
    await page.getByText("No keys for reading yet").waitFor();
    await page.getByRole("button", { name: "Make a key for reading" }).click();
    await dialog(page).getByLabel("Name of the key").fill("KBANK-reads");
    await some(page, "Banks");
    await dialog(page).getByLabel("Kasikornbank").check();
    await dialog(page).getByLabel("Good until the end of").fill("2020-01-01");
    await dialog(page).getByText("Choose today or a later day").waitFor();
    await dialog(page).getByLabel("Good until the end of").fill("2099-12-31");
    await dialog(page).getByRole("button", { name: "Make a new key" }).click();
    const key = (await page.locator("[data-secret]").textContent())!;
    await page.keyboard.press("Escape");
    await until(() => page.content()).not.toContain(key);
    const line = (name: string) => page.getByRole("row").filter({ hasText: name });
    await until(() => line("KBANK-reads").textContent()).toMatch(
      /Banks: KBANK.*Good.*31 December 2099.*never used/,
    );
    expect(await readsWith(key)).toBe(200);
    expect(await statusOf(key)).toBe(403);

    await page.getByRole("button", { name: "Rotate the key: KBANK-reads" }).click();
    await until(() => dialog(page).textContent()).toMatch(/KBANK-reads stays good until you revoke it/);
    expect(await dialog(page).getByLabel("Name of the key").inputValue()).toBe("KBANK-reads-2");
    await dialog(page).getByRole("button", { name: "Make a new key" }).click();
    const next = (await page.locator("[data-secret]").textContent())!;
    await page.keyboard.press("Escape");
    await until(() => line("KBANK-reads-2").textContent()).toMatch(/Banks: KBANK.*Good.*no end/);
    expect([await readsWith(key), await readsWith(next)]).toEqual([200, 200]);

    await page.getByRole("button", { name: "Revoke: KBANK-reads", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Revoke" }).click();
    await page.getByText("The key KBANK-reads was revoked").waitFor();
    expect([await readsWith(key), await readsWith(next)]).toEqual([401, 200]);
    await page.getByRole("button", { name: /^Revoked 1/ }).click();
    await until(() => page.locator("tbody tr").count()).toBe(1);
    const file = await download(page);
    expect(file.name).toBe("reading-keys.csv");
    expect(file.text).toMatch(
      /^\uFEFFName,May read,.*\r\nKBANK-reads,Banks: KBANK,Revoked,31 December 2099,/,
    );
    await page.getByRole("columnheader", { name: "Good until" }).getByRole("button").click();
    expect(page.url()).toContain("reading-keys-sort=-ends");
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

  it.each(["th", "en"] as const)(
    "has nothing that axe finds wrong, at a desk and on a phone: %s",
    async (lang) => {
      await register("exchange");
      await program.send([call({ queue: "nobody" })]);
      await fetch(`${program.url}/v1/reading-keys`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "kbank", banks: ["KBANK"] }),
      });
      const faults: string[] = [];
      for (const [width, height] of [
        [1440, 900],
        [390, 844],
      ] as const) {
        const page = await open(`/sources?lang=${lang}`, width, height);
        const look = async (what: string) =>
          faults.push(...(await axeFaults(page)).map((fault) => `${what}, ${width} px: ${fault}`));
        for (const summary of await row(page, "exchange").locator("summary").all()) await summary.click();
        await page.locator("select").selectOption({ index: 1 });
        await look("list");
        await row(page, "exchange").locator(".deeds button").first().click();
        for (const some of await dialog(page).locator("input[value=some]").all()) await some.check();
        await look("change");
        await page.keyboard.press("Escape");
        await row(page, "exchange").locator(".deeds button").nth(1).click();
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
        await page.goto(`${program.url}/sources?lang=${lang}&tab=reading`);
        await page.locator("tbody tr").waitFor();
        await look("reading");
        await page.locator("tbody button").first().click();
        await look("replace");
        await page.keyboard.press("Escape");
        await page.locator("tbody button").last().click();
        await look("revoke");
        await page.keyboard.press("Escape");
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      }
      expect(faults).toEqual([]);
    },
  );
});
