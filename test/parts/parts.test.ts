import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";

let browser: Browser;
let vite: ViteDevServer;
let page: Page;
beforeAll(async () => {
  // The page of parts is not in what is shipped: it is served from its sources, as under `npm run dev`.
  const configFile = join(root, "dashboard/vite.config.ts");
  vite = await createServer({ configFile, server: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
  [browser] = await Promise.all([openBrowser(), vite.listen()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await vite.close();
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(20_000);
});
afterEach(() => page.close());

async function open(query = "", size = { width: 1280, height: 720 }): Promise<void> {
  await page.setViewportSize(size);
  await page.goto(`${vite.resolvedUrls!.local[0]}parts${query}`);
  await page.locator("tbody tr").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
}
const PHONE = { width: 390, height: 844 };
const button = (name: string) => page.getByRole("button", { name, exact: true });
/** Presses a button without moving the pointer or the focus to it. */
const pressFromAfar = (name: string) =>
  button(name).evaluate((element) => element.dispatchEvent(new MouseEvent("click", { bubbles: true })));
const banks = () => page.locator("tbody tr td:first-child").allTextContents();
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());

describe("the parts", () => {
  it.each([
    ["?lang=th", undefined],
    ["?lang=en&theme=dark", undefined],
    ["?lang=th&theme=dark&sort=-held", PHONE],
    ["?lang=en", PHONE],
  ])("have nothing that axe finds wrong: %s", async (query, size) => {
    await open(query, size);
    const faults = await axeFaults(page);
    await page.getByRole("button", { name: /4127/ }).click();
    await page.getByRole("dialog").locator("[type=submit]").click();
    expect([...faults, ...(await axeFaults(page))]).toEqual([]);
  });

  it.each(["th", "en"])("are read and reached on a phone: %s", async (lang) => {
    await open(`?lang=${lang}`, PHONE);
    const faults = await page.evaluate(() => {
      const controls = [...document.querySelectorAll<HTMLElement>("button, select, input, a[href]")];
      const small = controls.filter((control) => {
        // A tick is as large as its label.
        const { width, height } = (
          control.matches("[type=checkbox]") ? control.parentElement! : control
        ).getBoundingClientRect();
        return width < 44 || height < 44;
      });
      const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      return [
        ...small.map(({ outerHTML }) => outerHTML.slice(0, 120)),
        ...(sideways > 0 ? [`${sideways} px too wide`] : []),
      ];
    });
    expect(faults).toEqual([]);
  });

  it("have no text smaller than 14 px, key caps excepted", async () => {
    await open();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter((element) =>
          [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()),
        )
        .filter(
          (element) =>
            !element.closest("kbd, script, style") &&
            Number.parseFloat(getComputedStyle(element).fontSize) < 14,
        )
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    );
    expect(small).toEqual([]);
  });
});

describe("a dialog", () => {
  it("is left by Escape, and the focus is where it was", async () => {
    await open("?lang=en");
    const opener = button("Mute alert 4127");
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Mute alert 4127" });
    await dialog.waitFor();
    expect(await dialog.getAttribute("aria-describedby")).toBeTruthy();
    await dialog.getByLabel("Reason (required)").fill("maintenance");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await focused()).toBe("Mute alert 4127");
    expect(await page.locator("[data-muted]").textContent()).toBe("");
  });

  it("says below the field what is missing, keeps what was typed, and is done with Enter", async () => {
    await open("?lang=en");
    await button("Mute alert 4127").click();
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel("Reason (required)");
    await dialog.getByRole("button", { name: "Mute until 22:10" }).click();
    await dialog.getByText("Give a reason; it is kept in the audit trail").waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.fill("maintenance");
    expect(await field.getAttribute("aria-invalid")).toBe(null);
    await field.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(await page.locator("[data-muted]").textContent()).toBe("maintenance");
  });
});

describe("a button that cannot be pressed now", () => {
  it("has its reason beside it, is told with it, and does nothing", async () => {
    await open("?lang=en");
    const send = button("Send a test");
    expect(await send.isDisabled()).toBe(true);
    await page.getByText("Name at least 2 recipients first").waitFor();
    await send.focus();
    expect(await focused()).toBe("Send a test");
    const described = await send.getAttribute("aria-describedby");
    expect(await page.locator(`#${described}`).textContent()).toBe("Name at least 2 recipients first");
    await page.keyboard.press("Enter");
    await button("Save").click();
    expect(await page.locator("[data-pressed]").getAttribute("data-pressed")).toBe("1");
  });
});

describe("a choice", () => {
  it("is made with the arrow keys", async () => {
    await open("?lang=en");
    const until = page.getByRole("group", { name: "Until" });
    await until.getByLabel("22:10 (1 h)").focus();
    await page.keyboard.press("ArrowRight");
    expect(await until.getByLabel("06:00").isChecked()).toBe(true);
  });
});

describe("a table", () => {
  it("sorts by what is pressed, and the address says so: opened again it is the same", async () => {
    await open("?lang=en");
    expect(await banks()).toEqual(["KBANK", "BBL", "GSB", "SCB"]);
    await page.getByRole("columnheader", { name: /^Held/ }).getByRole("button").click();
    expect(await banks()).toEqual(["GSB", "BBL", "SCB", "KBANK"]);
    expect(new URL(page.url()).searchParams.get("sort")).toBe("-held");
    await page.reload();
    await page.locator("tbody tr").first().waitFor();
    expect(await banks()).toEqual(["GSB", "BBL", "SCB", "KBANK"]);
    const head = page.getByRole("columnheader", { name: /^Held/ });
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await head.getByRole("button").press("Enter");
    expect(await banks()).toEqual(["KBANK", "SCB", "BBL", "GSB"]);
    expect(await page.getByRole("columnheader", { name: "Baht" }).getByRole("button").count()).toBe(0);
  });

  it("has its numbers at the right, one below the other", async () => {
    await open("?lang=en");
    const right = await page
      .locator("tbody td:last-child")
      .evaluateAll((cells) =>
        cells.map((cell) => [getComputedStyle(cell).textAlign, getComputedStyle(cell).fontVariantNumeric]),
      );
    expect(right).toEqual(Array(4).fill(["right", "tabular-nums"]));
  });

  it("moves no row under the pointer or the focus: new ones wait, and come when it is gone", async () => {
    await open("?lang=en&sort=-held");
    await page.locator("tbody tr").nth(1).hover();
    await pressFromAfar("A new row arrives");
    const waiting = page
      .getByRole("region", { name: "Banks today" })
      .getByRole("button", { name: "1 new row" });
    await waiting.waitFor();
    expect(await banks()).toEqual(["GSB", "BBL", "SCB", "KBANK"]);
    // Values do change in place, and what is gone is marked.
    expect(await page.locator("tbody tr").nth(1).locator("td").nth(2).textContent()).toBe("9");
    expect(await page.locator("tbody tr.gone").allTextContents()).toEqual([expect.stringMatching(/^\s*SCB/)]);
    await page.mouse.move(5, 5);
    await expect.poll(banks).toEqual(["TTB", "GSB", "BBL", "KBANK"]);
    expect(await waiting.count()).toBe(0);
  });

  it("lets new rows in when somebody asks for them", async () => {
    await open("?lang=en&sort=-held");
    await page.locator("tbody tr").nth(1).hover();
    await pressFromAfar("A new row arrives");
    await page
      .getByRole("region", { name: "Banks today" })
      .getByRole("button", { name: "1 new row" })
      .press("Enter");
    await expect.poll(banks).toEqual(["TTB", "GSB", "BBL", "KBANK"]);
  });
});

describe("a list", () => {
  it("is walked with J and K by their place, also on a Thai layout, and not from inside a field", async () => {
    await open("?lang=en");
    const press = (code: string, key: string) =>
      page.evaluate(
        ({ code, key }) =>
          (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true }),
          ),
        { code, key },
      );
    await press("KeyJ", "่");
    expect(await focused()).toMatch(/KBANK/);
    await press("KeyJ", "่");
    expect(await focused()).toMatch(/BBL/);
    await press("KeyK", "า");
    expect(await focused()).toMatch(/KBANK/);
    await page.getByLabel("Filter", { exact: true }).focus();
    await press("KeyJ", "j");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  });
});
