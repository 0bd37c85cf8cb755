import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document, Issued, Signed } from "#wire/reports.ts";
import type { ScheduleList } from "#wire/schedules.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { beat, NOW, tellFortnight } from "./centre.ts";

describe("the page of reports", () => {
  let browser: Browser;
  let clock: HandClock;
  let program: Program;
  beforeAll(async () => {
    clock = handClock(NOW);
    [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
    await tellFortnight(program);
    await clock.turn(1_000);
  });
  afterAll(() => Promise.all([browser.close(), program.close()]));
  const open = async (query: string, viewport = { width: 1_440, height: 900 }): Promise<Page> => {
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(20_000);
    await page.goto(`${program.url}/reports?${query}`);
    return page;
  };

  it("shows the compiler's pages, issues, checks against later data and issues another edition", async () => {
    const page = await open("lang=en&kind=weekly&from=2026-11-16");
    const first = page.getByAltText(/^Preview of the report, page 1 of/);
    await first.waitFor();
    await expect
      .poll(() => first.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(500);
    await page.getByRole("button", { name: "Issue the report" }).click();
    await page.getByText("The report is issued").waitFor();
    await page.getByRole("button", { name: /^Check: Week/ }).click();
    await page.getByText(/All \d+ figures are equal/).waitFor();
    await page.getByText(/^Compared with what was known on 26 November 2026 09:0\d:\d\d$/).waitFor();
    const late = Date.parse("2026-11-17T10:00:00+07:00");
    await program.tell(event("call.offered", late, { callId: "late", queue: "report" }), beat(clock.now()));
    await page.getByRole("button", { name: /^Check: Week/ }).click();
    await page.getByText(/figures differ/).click();
    const moved = page.getByRole("listitem").filter({ hasText: /^Calls offered, 16 Nov – 22 November 2026/ });
    expect((await moved.textContent())!.replace(/\s+/g, " ")).toMatch(
      /: Before 105 · Now 106 Why: events that came later: 1 from first, on 26 November 2026 09:0\d$/,
    );
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Issue edition 2" }).click();
    // No row moves while the pointer is in the list.
    await page.getByRole("heading", { name: /^Preview/ }).click();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(2);
    await page.getByText("There is a later edition").waitFor();
    await page.context().close();
  });

  it("checks a report by the code at the foot of its pages, or by its file, at an address of its own", async () => {
    const body = JSON.stringify({ kind: "daily", from: "2026-11-18", sections: ["key"] });
    const headers = { "content-type": "application/json" };
    const issued = await fetch(`${program.url}/v1/reports`, { method: "POST", headers, body });
    expect(issued.status).toBe(201);
    const { document, hash } = (await issued.json()) as Signed;
    const page = await browser.newPage({ viewport: { width: 1_280, height: 720 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`${program.url}/reports/check?lang=en`);
    // As somebody types it from paper.
    const code = hash.slice(0, 16).toUpperCase();
    await page.getByLabel("Check code, or the report's id").fill(`${code.slice(0, 8)} ${code.slice(8)}`);
    await page.keyboard.press("Enter");
    const result = page.getByRole("region", { name: "Check a report" });
    await result.getByText(/All \d+ figures are equal/).waitFor();
    expect(await result.getByRole("heading").textContent()).toMatch(/18 November 2026/);
    expect(await axeFaults(page)).toEqual([]);
    // The address is a link to the answer.
    await page.reload();
    await result.getByText(/The signature is valid|All \d+ figures are equal/).waitFor();
    const choose = (text: string) =>
      page.getByLabel("Or the report's file (JSON)").setInputFiles({
        name: "report.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      });
    const signed = await (await fetch(`${program.url}/v1/reports/${document.id}`)).text();
    await choose(signed);
    await result.getByText(/All \d+ figures are equal/).waitFor();
    expect(new URL(page.url()).searchParams.get("report")).toBeNull();
    await choose(signed.replace(`"edition":${document.edition}`, '"edition":7'));
    await result.getByText("The signature is wrong").waitFor();
    for (const stranger of ["no JSON", '{"a":1}']) {
      await choose(stranger);
      await page.getByText("This file is no report").waitFor();
    }
    await page.goto(`${program.url}/reports/check?lang=th&report=ffffffffffffffff`);
    await page.getByText("ไม่พบรายงานนี้").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it("tells for how long a report is drawn, and cancels it on one press", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/v1\/reports\/draft/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await page.goto(`${program.url}/reports?lang=en&kind=weekly&from=2026-11-16`);
    await page.getByText(/^\d+ s so far/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const gone = page.waitForEvent("requestfailed", (request) => request.url().includes("/draft"));
    await page.getByRole("button", { name: "Cancel" }).click();
    await gone;
    await page.getByRole("status").getByText("Cancelled").waitFor();
    expect(await page.getByAltText(/^Preview of the report/).count()).toBe(0);
    answer();
    await page.getByRole("button", { name: "Draw it again" }).click();
    await page.getByAltText(/^Preview of the report, page 1 of/).waitFor();
    await page.context().close();
  });

  it("issues nothing but what is seen: not while another draft is drawn, and draws it anew when it is issued", async () => {
    const page = await open("lang=en&kind=daily&from=2026-11-18");
    const issue = page.getByRole("button", { name: "Issue the report" });
    const copy = page.getByRole("button", { name: "Copy link to this moment" });
    await page.getByAltText(/^Preview of the report, page 1 of/).waitFor();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let drawn = 0;
    await page.route(/\/v1\/reports\/draft/, async (route) => {
      drawn++;
      await held;
      await route.continue();
    });
    await page.getByLabel("Public edition").check();
    for (const deed of [issue, copy])
      await expect.poll(() => deed.getAttribute("aria-disabled"), { timeout: 10_000 }).toBe("true");
    await issue.click({ force: true });
    answer();
    await expect.poll(() => issue.getAttribute("aria-disabled")).toBeNull();
    expect(await page.getByText("The report is issued").count()).toBe(0);
    const before = drawn;
    await issue.click();
    await page.getByText("The report is issued").waitFor();
    await expect.poll(() => drawn).toBe(before + 1);
    await page.context().close();
  });

  it("refuses aloud what is not complete, and leaves out the section on one press", async () => {
    const page = await open("lang=en&kind=monthly&from=2026-11-01");
    await page.getByText("Figures of “Key figures”").waitFor();
    expect(await page.getByRole("button", { name: "Issue the report" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await page.getByRole("button", { name: "Leave out what is not complete" }).click();
    await expect
      .poll(() => page.getByRole("button", { name: "Issue the report" }).getAttribute("aria-disabled"))
      .not.toBe("true");
    expect(await page.getByLabel("Key figures").isChecked()).toBe(false);
    await page.goto(`${program.url}/reports?lang=en&kind=daily&from=2027-01-01`);
    await page.getByText("in the future").waitFor();
    await page.context().close();
  });

  it("copies a link that shows others the same draft, as it was known at that moment", async () => {
    const page = await open("lang=en&kind=weekly&without=calls,trail,provinces");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const known = page.locator("p.known");
    await known.waitFor();
    await page.getByRole("button", { name: "Copy link to this moment" }).click();
    await page.getByText("Link copied").first().waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    // What the address left open is fixed too.
    expect(link.searchParams.get("from")).toMatch(/^\d{4}-\d\d-\d\d$/);
    const draftOf = async (asOf: string | null) => {
      const query = new URLSearchParams({ kind: "weekly", from: "2026-11-16", sections: "key" });
      if (asOf) query.set("asOf", asOf);
      const answer = await fetch(`${program.url}/v1/reports/draft?${query}`);
      const { document } = (await answer.json()) as { document: Document };
      return document.figures.map(({ value }) => value);
    };
    const before = await draftOf(null);
    await clock.turn(60_000);
    const late = Date.parse("2026-11-18T10:00:00+07:00");
    await program.tell(event("call.offered", late, { callId: "later", queue: "report" }), beat(clock.now()));
    expect(await draftOf(null)).not.toEqual(before);
    expect(await draftOf(link.searchParams.get("asOf"))).toEqual(before);
    await page.goto(link.href);
    await page.getByText("As known in the past").waitFor();
    await page.getByRole("button", { name: "Show the latest" }).click();
    await expect.poll(() => page.getByText("As known in the past").count()).toBe(0);
    const future = await fetch(`${program.url}/v1/reports/draft?kind=weekly&from=2026-11-16&asOf=2027-01-01`);
    expect(future.status).toBe(400);
    await page.context().close();
  });

  it.each([
    ["kind=weekly&from=2026-12-24", "The period lies in the future"],
    ["kind=custom&from=2026-11-20&to=2026-11-16", "The first day must not lie after the last"],
    ["kind=custom&from=2016-11-20&to=2026-11-16", "The period is longer than 3 years"],
    ["kind=weekly&from=soon", "There is no day, or it cannot be read"],
  ])(
    "refuses a period in a sentence, and one press asks for one that there is: %s",
    async (query, sentence) => {
      const page = await open(`lang=en&sections=key&${query}`);
      const box = page.getByRole("alert");
      await box.getByText(sentence).waitFor();
      await box.getByRole("button").click();
      await page.getByAltText(/^Preview of the report, page 1 of/).waitFor();
      expect(await page.getByRole("alert").getByText(sentence).count()).toBe(0);
      await page.context().close();
    },
  );

  it("says in its own words why there is none of a period before the first event", async () => {
    const page = await open("kind=weekly&from=2026-10-05");
    const box = page.getByRole("alert");
    await box.getByText("ช่วงเวลาอยู่ก่อนข้อมูลแรกที่ศูนย์ได้รับ").waitFor();
    expect(await box.textContent()).toContain("2026-11-09");
    await page.context().close();
  });

  it("is limited to banks and provinces that are found and chosen by the keyboard alone", async () => {
    const page = await open("lang=en&kind=weekly&from=2026-11-16&without=key,calls,pattern,provinces");
    await page.getByRole("button", { name: "Choose banks: All banks" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("searchbox").focus();
    // By its name in Thai, though the page is in English.
    await page.keyboard.type("กสิกร");
    await expect.poll(() => dialog.getByRole("checkbox").count()).toBe(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    expect(await dialog.getByRole("checkbox", { name: "Kasikornbank" }).isChecked()).toBe(true);
    await page.keyboard.press("ArrowUp");
    expect(await dialog.getByRole("searchbox").evaluate((node) => node === document.activeElement)).toBe(
      true,
    );
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Choose banks: KBANK" }).waitFor();
    expect(new URL(page.url()).searchParams.get("banks")).toBe("KBANK");
    await expect
      .poll(() => page.getByRole("button", { name: "Issue the report" }).getAttribute("aria-disabled"))
      .not.toBe("true");
    await page.getByRole("button", { name: "Issue the report" }).click();
    await page.getByText("The report is issued").waitFor();
    const [issued] = (await (await fetch(`${program.url}/v1/reports`)).json()) as Issued[];
    expect(issued!.scope).toEqual({ banks: ["KBANK"], provinces: null, agencies: null });
    await page.getByRole("button", { name: /^Check: Week .*\(KBANK\)/ }).waitFor();
    // A public edition names no bank: neither is one chosen, nor can it be.
    await page.getByLabel("Public edition").check();
    const banks = page.getByRole("button", { name: "Choose banks: All banks" });
    expect(await banks.getAttribute("aria-disabled")).toBe("true");
    await page.getByText("A public edition names no bank").waitFor();
    await page.context().close();
  });

  it("sets a schedule up from what is composed, pauses it and removes it; a log says who got a report", async () => {
    const answer = await fetch(`${program.url}/v1/reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "weekly", from: "2026-11-16", sections: ["key"] }),
    });
    const issued = (await answer.json()) as Signed;
    const page = await open("lang=en&kind=weekly&from=2026-11-16&without=trail");
    await page.getByAltText(/^Preview of the report, page 1 of/).waitFor();
    await page.getByText("No mail server is set up").waitFor();
    await page.getByRole("button", { name: "Schedule…" }).click();
    const form = page.getByRole("dialog");
    const keep = form.getByRole("button", { name: /^Schedule: / });
    expect(await keep.getAttribute("aria-disabled")).toBe("true");
    await form.getByLabel("Name").fill("weekly, to the office");
    await form.getByLabel("Each").selectOption("Wednesday");
    await form.getByLabel("At", { exact: true }).fill("07:30");
    await form.getByLabel("Recipients").fill("nobody");
    await form.getByText("No mail address: nobody").waitFor();
    expect(await keep.getAttribute("aria-disabled")).toBe("true");
    await form.getByLabel("Recipients").fill("a@example.go.th\nb@example.go.th");
    await form.getByRole("button", { name: "Schedule: each Wednesday at 07:30" }).click();
    await page.getByText("It is scheduled").waitFor();
    const row = page.locator("[data-schedule]");
    expect(await row.textContent()).toMatch(
      /last week · each Wednesday at 07:30 · 2 recipients ·\s+PDF\s+next 2 Dec 07:30/,
    );
    const { schedules } = (await (await fetch(`${program.url}/v1/schedules`)).json()) as ScheduleList;
    expect(schedules[0]!.body.sections).not.toContain("trail");
    expect(await axeFaults(page)).toEqual([]);
    await row.getByRole("button", { name: /^Pause/ }).click();
    await row.getByText("Paused").waitFor();
    await row.getByRole("button", { name: /^Remove/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No report is sent by the calendar yet").waitFor();

    await (await fetch(`${program.url}/v1/reports/${issued.document.id}/file?format=csv`)).text();
    await page
      .getByRole("button", { name: /^Who got it: Week/ })
      .first()
      .click();
    const log = page.getByRole("dialog");
    await log.getByText("CSV").waitFor();
    expect(await log.textContent()).toContain("tester");
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["lang=en", { width: 1_440, height: 900 }],
    ["form=memo&digits=true", { width: 1_440, height: 900 }],
    ["", { width: 390, height: 844 }],
  ])("is clean for axe and not wider than the screen: %s %j", async (query, viewport) => {
    const page = await open(`kind=weekly&from=2026-11-16&${query}`, viewport);
    await page.locator("img").first().waitFor();
    await page.locator("tbody tr").first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/page-${viewport.width}-${query.length}.png`,
        fullPage: true,
      });
    await page.context().close();
  });
});
