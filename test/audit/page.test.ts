import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesOf } from "../../dashboard/audit/changes.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";

describe("what a deed changed", () => {
  it.each<[string, unknown, unknown, [string, string | null, string | null][]]>([
    [
      "one field",
      { scene: "calls", lang: "th" },
      { scene: "losses", lang: "th" },
      [["scene", "calls", "losses"]],
    ],
    ["a field that came", { scene: null }, { scene: "calls" }, [["scene", null, "calls"]]],
    ["a field that went", { scene: "calls" }, {}, [["scene", "calls", null]]],
    [
      "a whole that came",
      null,
      { a: 1, b: false },
      [
        ["a", null, "1"],
        ["b", null, "false"],
      ],
    ],
    ["a whole that went", { a: 0 }, null, [["a", "0", null]]],
    ["a field within", { r: [{ s: 1 }] }, { r: [{ s: 2 }] }, [["r.0.s", "1", "2"]]],
    ["a list of words", { banks: ["A", "B"] }, { banks: ["A"] }, [["banks", "A, B", "A"]]],
    ["nothing", { a: 1 }, { a: 1 }, []],
    ["nothing at all", null, null, []],
    ["a word", "a", "b", [["", "a", "b"]]],
  ])("is %s", (_what, before, after, expected) => {
    expect(changesOf(before, after).map((each) => [each.name, each.before, each.after])).toEqual(expected);
  });
});

describe("the page of the audit", () => {
  let browser: Browser;
  let program: Program;
  beforeAll(async () => {
    [browser, program] = await Promise.all([openBrowser(), startProgram()]);
    const put = (name: string, scene: string) =>
      fetch(`${program.url}/v1/screens/${name}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ scene }),
      });
    await put("hall", "calls");
    await put("hall", "losses");
    for (let n = 0; n < 105; n++) await put("other", n % 2 ? "calls" : "overview");
  });
  afterAll(() => Promise.all([browser.close(), program.close()]));
  const open = async (query: string, viewport = { width: 1_440, height: 900 }): Promise<Page> => {
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(15_000);
    await page.goto(`${program.url}/audit?${query}`);
    return page;
  };

  it("shows who did what, with before and after, and filters and reads on", async () => {
    const page = await open("lang=en");
    const rows = page.locator("tbody tr");
    await rows.nth(99).waitFor();
    expect(await rows.count()).toBe(100);
    await page.getByRole("button", { name: "Show older ones" }).click();
    await page.getByText("Registered a source").last().waitFor();
    expect(await rows.count()).toBe(108);
    await page.getByLabel("Of", { exact: true }).fill("screen/hall");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().textContent()).toMatch(/Set up a screen.*hall.*scene calls became losses/s);
    expect(new URL(page.url()).searchParams.get("object")).toBe("screen/hall");
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await expect.poll(() => rows.count()).toBe(100);
    await page.close();
  });

  it("is sorted by the head of a column, and the address says so", async () => {
    const page = await open("lang=en&object=screen/hall");
    const rows = page.locator("tbody tr");
    await rows.nth(1).waitFor();
    const scenes = async () => (await rows.allTextContents()).map((text) => /became losses/.test(text));
    expect(await scenes()).toEqual([true, false]);
    const head = page.getByRole("columnheader", { name: "When" });
    const press = () => head.getByRole("button").click();
    await press();
    await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("-at");
    expect([await head.getAttribute("aria-sort"), await scenes()]).toEqual(["descending", [true, false]]);
    await press();
    await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("at");
    await expect.poll(scenes).toEqual([false, true]);
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    await page.reload();
    await rows.nth(1).waitFor();
    expect(await scenes()).toEqual([false, true]);
    const part = page.getByText("Sorted within the 100 that are shown");
    expect(await part.count()).toBe(0);
    await page.goto(`${program.url}/audit?lang=en&sort=at`);
    await part.waitFor();
    await page.close();
  });

  it("exports what is filtered", async () => {
    const page = await open("lang=en&object=screen/hall");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("audit.csv");
    await page.close();
  });

  it("says which filter is wrong", async () => {
    const page = await open("lang=en&object=/");
    await page.getByRole("alert").getByText("The filters are not right").waitFor();
    await page.close();
  });

  it.each(["th", "en"])("has nothing that axe finds wrong: %s", async (lang) => {
    const faults: string[] = [];
    for (const [width, height] of [
      [1_440, 900],
      [390, 844],
    ] as const)
      for (const query of ["", "&object=screen/nowhere", "&theme=dark"]) {
        const page = await open(`lang=${lang}${query}`, { width, height });
        await page.locator("table").waitFor();
        faults.push(...(await axeFaults(page)).map((fault) => `${width} ${query}: ${fault}`));
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (beyond > 0) faults.push(`${width} ${query}: ${beyond} px lie beyond its side`);
        await page.close();
      }
    expect(faults).toEqual([]);
  });
});
