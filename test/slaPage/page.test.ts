import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";

/** In the afternoon of a day with freezes, and with some on the day before. */
const clock = movedClock();
const at = (text: string) => Date.parse(`2026-11-${text}+07:00`);
let browser: Browser;
let program: Program;
let admin: Client;
beforeAll(async () => {
  clock.off = at("21T15:00:00") - clock.now();
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  admin = await firstAdministrator(program);
  await program.tell(
    ...freezes("GSB", "21T10:00:00", 20, 18),
    ...freezes("GSB", "21T12:00:00", 10, 0),
    ...freezes("KBANK", "21T10:00:00", 30, 30),
    ...freezes("KBANK", "20T10:00:00", 40, 39),
    // A week ago: what is expected of the rest of the day.
    ...freezes("KBANK", "14T16:00:00", 100, 100),
    event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
  );
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await Promise.all([browser?.close(), program?.close()]);
});

/** So many requests, a second apart; the first `kept` of them are confirmed after 10 minutes, the others after 61. */
function freezes(bank: string, from: string, count: number, kept: number) {
  return Array.from({ length: count }, (_, n) => {
    const freezeId = `${bank}-${from}-${n}`;
    const requested = at(from) + n * 1_000;
    const of = { freezeId, bank, hop: 1 };
    return [
      event("freeze.requested", requested, {
        ...of,
        reportId: "r",
        amountSatang: 100,
        accountToken: "token",
      }),
      event("freeze.confirmed", requested + (n < kept ? 10 : 61) * MINUTE, { ...of, heldSatang: 1 }),
    ];
  }).flat();
}

async function open(
  path: string,
  { width = 1440, height = 900, as }: { width?: number; height?: number; as?: Client } = {},
) {
  const context = await browser.newContext({ viewport: { width, height } });
  const value = as?.cookies.get("war-room-session");
  if (value) await context.addCookies([{ name: "war-room-session", value, url: program.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const text = (page: Page) => page.getByRole("article").textContent();
const dialog = (page: Page) => page.getByRole("dialog");
const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
async function verdictOf(objective: string, of: string | null): Promise<Verdict> {
  const { body } = await admin.ask("GET", "/v1/sla");
  return (body.verdicts as Verdict[]).find((each) => each.objective === objective && each.slice.of === of)!;
}

describe("the page of the service level", () => {
  it("shows each objective with its counts, and opens how the first is worked out, in the server's numbers", async () => {
    const page = await open("/sla?lang=en");
    const row = page.locator("tr", { has: page.locator('[data-objective="freeze-60m"]') });
    await row.waitFor();
    const { numerator, denominator, budget, left } = await verdictOf("freeze-60m", null);
    expect([numerator, denominator]).toEqual(["48", "60"]);
    await until(() => row.textContent()).toMatch(
      /Below target\s*80\.0 % 48 \/ 60\s*≥ 95 %\s*12 \/ 3\s*9 over/,
    );
    await page.locator('[data-objective="freeze-60m"]').click();
    await until(() => text(page)).toMatch(/9 accounts too many missed of those already asked/);
    expect(await text(page)).toMatch(/48 kept\s*60 decided\s*= 80\.0 %/);
    const line = (what: string) => page.locator(`[data-line="${what}"] td`).allInnerTexts();
    expect(await line("allowed")).toEqual([budget!.allowed.asked, budget!.allowed.midnight]);
    expect(await line("coming")).toEqual(["–", "100"]);
    expect(await line("left")).toEqual(["−9", `−${-left!.midnight!}`]);
    expect(await text(page)).toContain(`${budget!.toMend} more accounts, all in time, would mend it`);
    for (const said of ["confirmed within 60 min ÷", "victim-60m", "21 Nov 00:00 – 22 Nov 00:00", "running"])
      expect(await text(page)).toContain(said);
    expect(await axeFaults(page)).toEqual([]);
  });

  it("has counts alone where the cases are few, and says so where there are none", async () => {
    const page = await open("/sla?lang=en&objective=calls-20s");
    await until(() => text(page)).toMatch(
      /Answered within 20 s\s*Few data\s*too few to judge yet \(judged from 20 on\)/,
    );
    const row = page.locator("tr", { has: page.locator('[data-objective="calls-20s"]') });
    expect(await row.textContent()).toMatch(/0 \/ 0/);
    expect(await row.textContent()).not.toMatch(/\d % · 0/);
  });

  it("a link fixes the objective, the slice and the day, which is judged by what was in force then", async () => {
    const page = await open("/sla?lang=en");
    await page.locator('[data-objective="freeze-60m"]').click();
    await page.locator('[data-slice="GSB"]').click();
    await until(() => text(page)).toMatch(/· GSB\s*Below target/);
    expect(await text(page)).toMatch(/18 kept\s*30 decided/);
    expect(page.url()).toMatch(/objective=freeze-60m&by=bank&of=GSB/);
    const again = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await until(() => text(again)).toMatch(/18 kept\s*30 decided/);
    await again.goto(`${program.url}/sla?lang=en&objective=freeze-60m&on=2026-11-20`);
    await until(() => text(again)).toMatch(/39 kept\s*40 decided\s*= 97\.5 %/);
    expect(await again.getByRole("button", { name: "Copy link to this moment" }).count()).toBe(0);
  });

  it("a link to a moment shows what was known then, says so, and has nothing left out there", async () => {
    const moment = encodeURIComponent("2026-11-20T12:00:00+07:00");
    const page = await open(`/sla?lang=en&objective=freeze-60m&asOf=${moment}`);
    // All of it came in on the day after.
    await until(() => text(page)).toMatch(/0 kept\s*0 decided/);
    expect(await page.getByRole("main").textContent()).toContain("as known at 20 Nov 12:00:00");
    expect(await page.locator('input[type="date"]').inputValue()).toBe("2026-11-20");
    expect(await page.getByRole("button", { name: "Add an exclusion" }).count()).toBe(0);
  });

  it("leaves an announced outage out for a reason, shows both figures, and ends that for a reason", async () => {
    const page = await open("/sla?lang=en&objective=freeze-60m&by=bank&of=GSB");
    await page.getByRole("button", { name: "Add an exclusion" }).click();
    await until(() => dialog(page).textContent()).toMatch(
      /Nothing is deleted.*alerts that were sent are not taken back/s,
    );
    expect(await dialog(page).textContent()).toContain("Enter the time and the reason");
    expect(await dialog(page).getByLabel("Of").inputValue()).toBe("bank GSB");
    await dialog(page).getByLabel("From (Thai time)").fill("2026-11-21T12:00");
    await dialog(page).getByLabel("Until (Thai time)").fill("2026-11-21T13:00");
    await dialog(page).getByLabel("Reason").fill("announced outage");
    expect(await axeFaults(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Add the exclusion" }).click();
    await until(() => text(page)).toMatch(/18 kept\s*20 decided/);
    expect(await text(page)).toMatch(
      /60\.0 %\s*with what is excluded · 18 \/ 30\s*90\.0 %\s*without what is excluded · 18 \/ 20/,
    );
    expect((await verdictOf("freeze-60m", "GSB")).denominator).toBe("20");
    await page.getByRole("button", { name: "Exclusions", exact: true }).click();
    await until(() => page.locator("main").textContent()).toMatch(/GSB.*announced outage.*Counts/s);
    await page.getByRole("button", { name: /^End the exclusion/ }).click();
    expect(await dialog(page).textContent()).toMatch(/nothing is deleted.*Enter a reason/s);
    await dialog(page).getByLabel("Why it ends").fill("it was not announced");
    await dialog(page).getByRole("button", { name: "End the exclusion" }).click();
    await until(() => page.locator("main").textContent()).toMatch(
      /announced outage · Ended: it was not announced/,
    );
    expect((await verdictOf("freeze-60m", "GSB")).denominator).toBe("30");
    expect(await axeFaults(page)).toEqual([]);
  });

  it("makes a version of an objective; the day before keeps the old one, and both can be seen", async () => {
    const page = await open("/sla?lang=en&objective=freeze-15m");
    await page.getByRole("button", { name: "Change" }).click();
    await until(() => dialog(page).textContent()).toMatch(
      /Version 1 and the results of past windows do not change/,
    );
    const target = dialog(page).getByLabel("At least (%)");
    await target.fill("much");
    await dialog(page).getByRole("button", { name: "Make the version" }).click();
    await until(() => dialog(page).textContent()).toContain("Enter 0 to 100, with at most 4 decimals");
    await target.fill("99.5");
    expect(await axeFaults(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Make the version" }).click();
    await until(() => text(page)).toMatch(
      /2\s*≥ 99\.5 %\s*since 21 Nov.*1\s*≥ 80 %\s*since it was installed/s,
    );
    const { body } = await admin.ask("GET", "/v1/sla/objectives");
    const { versions } = body.objectives.find(({ id }: { id: string }) => id === "freeze-15m");
    expect((versions as ObjectiveVersion[]).at(-1)?.objective.target).toEqual({ p: 995, q: 1_000 });
    await page.goto(`${program.url}/sla?lang=en&objective=freeze-15m&on=2026-11-20`);
    await until(() => text(page)).toMatch(/97\.5 %.*Objective’s version\s*1/s);
    await page.getByRole("button", { name: "By the objectives of now" }).click();
    await until(() => text(page)).toMatch(/97\.5 %.*Objective’s version\s*2/s);
  });

  it("says why the server refuses a change, and keeps what was typed", async () => {
    const page = await open("/sla?lang=en&objective=freeze-60m");
    await page.getByRole("button", { name: "Change" }).click();
    await dialog(page).getByLabel("At least (%)").fill("40");
    await dialog(page).getByRole("button", { name: "Make the version" }).click();
    await until(() => dialog(page).textContent()).toMatch(
      /That was not done.*watch: must be at most the target/s,
    );
    expect(await dialog(page).getByLabel("At least (%)").inputValue()).toBe("40");
  });

  it("offers to a viewer neither change nor exclusion, and to who is limited no other bank", async () => {
    const { client } = await newPerson(program, admin, "malee", "viewer");
    const page = await open("/sla?lang=en&objective=freeze-60m", { as: client });
    await until(() => text(page)).toMatch(/48 kept/);
    for (const name of ["Change", "Add an exclusion"])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    const limit = { ...EVERYTHING, banks: ["GSB"] };
    const { client: limited } = await newPerson(program, admin, "limited", "admin", limit);
    const own = await open("/sla?lang=en&objective=freeze-60m", { as: limited });
    await own.getByRole("button", { name: "Add an exclusion" }).click();
    const offered = await dialog(own).locator("option").allTextContents();
    expect(offered.map((option) => option.trim())).toEqual(["bank GSB"]);
    expect(await own.getByRole("button", { name: "Change" }).count()).toBe(0);
    expect(await text(own)).not.toMatch(/KBANK|SCB/);
    await own.keyboard.press("Escape");

    const times = { from: "2026-11-21T02:00:00+07:00", until: "2026-11-21T02:05:00+07:00" };
    for (const [reason, slice] of [
      ["Of the whole", { by: "all", of: null }],
      ["Of the bank", { by: "bank", of: "GSB" }],
    ] as const) {
      const body = { objective: "freeze-60m", slice, ...times, reason };
      expect((await admin.ask("POST", "/v1/sla/exclusions", body)).status).toBe(201);
    }
    const end = own.getByRole("button", { name: /^End/ });
    for (const path of ["/sla?lang=en&objective=freeze-60m", "/sla?lang=en&tab=exclusions"]) {
      await own.goto(program.url + path);
      await own.getByText("Of the whole").waitFor();
      expect(await end.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))).toEqual([
        expect.stringContaining("GSB"),
      ]);
    }
    await end.click();
    await dialog(own).getByRole("textbox").fill("It was not");
    await dialog(own).getByRole("button", { name: /^End/ }).click();
    await until(() => end.count()).toBe(0);
  });

  it("gives the objectives as an OpenSLO file", async () => {
    const page = await open("/sla?lang=en");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "OpenSLO" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("objectives.openslo.yaml");
  });

  it.each([
    ["th", "light"],
    ["en", "dark"],
  ])("on a phone it is one thing at a time, without overflow: %s", async (lang, theme) => {
    const page = await open(`/sla?lang=${lang}&theme=${theme}`, { width: 390, height: 844 });
    await page.locator('[data-objective="freeze-60m"]').waitFor();
    expect(await page.getByRole("article").isVisible()).toBe(false);
    expect(await width(page)).toBe(390);
    expect(await axeFaults(page)).toEqual([]);
    await page.locator('[data-objective="freeze-60m"]').click();
    await until(() => text(page)).toMatch(/48/);
    expect(await page.locator('[data-objective="freeze-60m"]').isVisible()).toBe(false);
    expect(await width(page)).toBe(390);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: lang === "th" ? "กลับไปที่รายการ" : "Back to the list" }).click();
    await until(() => page.locator('[data-objective="freeze-60m"]').isVisible()).toBe(true);
  });
});
