import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import { listAudit } from "../../backend/audit/queries.ts";
import { factsOf } from "../../dashboard/health/facts.ts";
import type { HealthAnswer } from "../../dashboard/health/poll.svelte.ts";
import { words } from "../../dashboard/health/words.en.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
  const source = { types: ["source.beat"], banks: null, beatSeconds: 15, simulated: false };
  await program.sources.register({ ...source, name: "CFR", nameTh: "ศูนย์ CFR" });
  for (const name of ["hall", "desk"])
    await fetch(`${program.url}/v1/screens/${name}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"scene":"calls"}',
    });
});
afterAll(() => Promise.all([browser.close(), program.close()]));

describe("a fact", () => {
  const at = Date.parse("2026-11-26T12:00:00+07:00");
  const health: HealthAnswer = {
    at,
    certificateUntil: null,
    warnings: [],
    reconciliation: null,
    schedules: null,
    sources: [],
    screens: [],
    walls: 0,
    server: { up: 3_700, cpu: 1, memoryBytes: 5e8, heapBytes: 6e7, held: { longest: 0.4, p99: 0.02 } },
    database: { kind: "embedded", answerMs: 2.4, freeBytes: 12_345e6 },
    events: { accepted: 1_234, duplicate: 2, rejected: 1 },
    alerts: null,
    deadMan: null,
    line: null,
    webhooks: null,
  };
  const outside = (state: NonNullable<HealthAnswer["deadMan"]>["state"]) => ({
    deadMan: { state, at, heardAt: at, why: state === "withheld" ? (["not-judged"] as "not-judged"[]) : [] },
  });
  const line = (more: Partial<NonNullable<HealthAnswer["line"]>>) => ({
    line: {
      readAt: at,
      used: 10,
      most: 500,
      fault: null,
      state: "good" as const,
      why: "well" as const,
      runsOutAt: null,
      isToldElsewhere: true,
      ...more,
    },
  });
  const server = (longest: number) => ({ server: { ...health.server, held: { longest, p99: 0 } } });
  const compared = (more: Partial<NonNullable<HealthAnswer["reconciliation"]>>) => ({
    reconciliation: { hours: 2, compared: 1, oldest: at, newest: at, wrong: 0, firstWrong: null, ...more },
  });
  it.each<[string, Partial<HealthAnswer>, string, string, string]>([
    ["of a server at work", {}, "server", "good", "Works"],
    ["of one that is held for a second", server(1), "server", "good", "Works"],
    ["of one that is held for longer", server(1.01), "server", "watch", "Answers late"],
    ["of a database that answers", {}, "database", "good", "Answers"],
    [
      "of one that does not",
      { database: { ...health.database, answerMs: null } },
      ...(["database", "broken", "Does not answer"] as const),
    ],
    ["of webhooks that take alerts", { webhooks: { of: 2, gone: 0 } }, "webhooks", "good", "Works"],
    ["of one that is gone", { webhooks: { of: 2, gone: 1 } }, "webhooks", "broken", "One is gone"],
    ["of figures that are compared", compared({}), "figures", "good", "Equal"],
    ["of some that differ", compared({ wrong: 1, firstWrong: at }), "figures", "broken", "Different"],
    [
      "of those not compared yet",
      compared({ compared: 0, newest: null }),
      "figures",
      "pending",
      "Not compared yet",
    ],
    ["of a watcher outside who hears", outside("heard"), "deadMan", "good", "Heard"],
    ["of one who must not", outside("withheld"), "deadMan", "broken", "Withheld: alerts do not work"],
    ["of one who does not answer", outside("unreachable"), "deadMan", "broken", "Not heard"],
    ["of LINE’s messages", line({}), "line", "good", "Enough for the month"],
    ["of those without a limit", line({ most: null }), "line", "good", "No limit"],
    ["of those that run low", line({ state: "bad", why: "quota-low" }), "line", "watch", "Nearly used up"],
    ["of those used up", line({ state: "bad", why: "quota-over" }), "line", "broken", "Used up"],
    [
      "of those LINE does not tell of",
      line({ state: "no-data", why: "quota-unknown" }),
      ...(["line", "no-data", "Not known how many are left"] as const),
    ],
    ["of a certificate", { certificateUntil: at + 14 * DAY }, "certificate", "good", "Valid"],
    ["of one that ends soon", { certificateUntil: at + 14 * DAY - 1 }, "certificate", "watch", "Ends soon"],
    ["of one that has ended", { certificateUntil: at }, "certificate", "broken", "Ended"],
  ])("%s", (_what, more, of, look, state) => {
    const fact = factsOf({ ...health, ...more }, "en", words).find((each) => each.of === of);
    expect(fact).toMatchObject({ look, state });
  });

  it("has no number of LINE’s messages that is too old to be true, but when it was said, and why no other is", () => {
    const old = line({ state: "no-data", why: "quota-unknown", readAt: at - 4 * HOUR, fault: "401" });
    const [fact] = factsOf({ ...health, ...old }, "en", words).slice(-1);
    expect(fact!.figures).toEqual([
      { label: "LINE said so", value: "08:00" },
      { label: "The last question had no answer", value: "401" },
    ]);
  });

  it("is not there for what there is none of", () => {
    expect(factsOf(health, "en", words).map(({ of }) => of)).toEqual(["server", "database", "events"]);
  });
});

describe("the page of the health", () => {
  it("shows the parts, the sources and the screens, worst first, sorted as one likes", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${program.url}/health?lang=en`);
    const database = page.getByRole("region", { name: "Database" });
    await database.getByText("Answers").waitFor();
    expect(await database.textContent()).toMatch(/Answered in\s*\d+ ms.*Disk free\s*[\d,]+ MB.*Embedded/s);
    const names = () => page.locator('[data-list="screens"] tbody tr td:nth-child(2)').allTextContents();
    expect(await names()).toEqual(["desk", "hall"]);
    await page.locator('[data-list="screens"]').getByRole("button", { name: "Name" }).click();
    await expect.poll(names).toEqual(["hall", "desk"]);
    expect(new URL(page.url()).searchParams.get("health-screens-sort")).toBe("-name");
    expect(await page.locator('[data-list="sources"]').textContent()).toMatch(/CFR.*Never/s);
    await page.close();
  });

  it.each([
    ["screens", "hall", /^\uFEFFState,Name,Last painted\r\n[^,\r]+,hall,[^,\r]+\r\n$/],
    ["sources", "cfr", /^\uFEFFState,Name,Last heard\r\n[^,\r]+,CFR,Never\r\n$/],
  ])("filters the %s, and exports what is found, which the audit tells", async (list, text, file) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${program.url}/health?lang=en`);
    const shown = page.locator(`[data-list="${list}"]`);
    const rows = shown.locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(2);
    await shown.getByRole("searchbox").fill(text);
    await expect.poll(() => rows.count()).toBe(1);
    expect(new URL(page.url()).searchParams.get(`health-${list}-find`)).toBe(text);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      shown.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`health-${list}.csv`);
    expect(readFileSync(await download.path(), "utf8")).toMatch(file);
    const filter = { who: null, deed: "list.exported", kind: null, id: null, from: null, until: null };
    const [told] = await listAudit(program.store.run, filter, Number.MAX_SAFE_INTEGER, 1);
    expect(told).toMatchObject({ of: { id: `health-${list}` }, after: { rows: 1 } });
    await page.close();
  });

  it.each(["th", "en"] as const)("has nothing that axe finds wrong: %s", async (lang) => {
    const faults: string[] = [];
    for (const [width, theme] of [
      [1_440, "light"],
      [390, "light"],
      [1_440, "dark"],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.goto(`${program.url}/health?lang=${lang}&theme=${theme}`);
      await page.locator("tbody tr").first().waitFor();
      faults.push(...(await axeFaults(page)).map((fault) => `${width} ${theme}: ${fault}`));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.close();
    }
    expect(faults).toEqual([]);
  });

  it("says that it is not for everybody", async () => {
    const admin = await firstAdministrator(program);
    const { client } = await newPerson(program, admin, "somchai", "commander");
    const page = await browser.newPage();
    const value = client.cookies.get("war-room-session")!;
    await page.context().addCookies([{ name: "war-room-session", value, url: program.url }]);
    await page.goto(`${program.url}/health?lang=en`);
    await page.getByRole("status").getByText("Your account may not open this page").waitFor();
    await page.close();
  });
});
