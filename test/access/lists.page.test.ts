/** Every list of the pages for those who run the centre, one after the other: it sorts, filters, and leaves as a file. */
import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { addPasskey } from "../../backend/access/passkeyQueries.ts";
import { listPeople } from "../../backend/access/peopleQueries.ts";
import { addSession } from "../../backend/access/sessionQueries.ts";
import { hashOf } from "../../backend/access/tokens.ts";
import { listAudit } from "../../backend/audit/queries.ts";
import { AREAS } from "../../dashboard/shell/areas.ts";
import { openBrowser } from "../browser.ts";
import { cookieFor } from "../credentials.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let program: Program;
let page: Page;
async function ask(method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(program.url + path, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
const anywhere = { banks: null, provinces: null, agencies: null };
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
  const { store } = program;
  const now = Date.now();
  for (const name of ["wipa", "krit", "ratana"]) {
    await ask("POST", "/v1/people", {
      name,
      displayName: name.toUpperCase(),
      role: "viewer",
      scope: anywhere,
    });
    await ask("POST", "/v1/sources", { name: `${name}-sends`, types: ["source.beat"] });
    await ask("POST", "/v1/reading-keys", { name: `${name}-reads` });
    await ask("PUT", `/v1/screens/${name}-hall`, { scene: "calls" });
    await ask("POST", "/v1/embeds", { name: `portal of ${name}`, scene: "calls", endsAt: now + 5 * DAY });
  }
  await program.send([
    event("call.offered", now - 1_000, { callId: "x", queue: "nobody" } as never),
    event("call.offered", now - 1_000, { callId: "0812345678", queue: "report" } as never),
  ]);
  await cookieFor(program.url);
  const { id: person } = (await listPeople(store.run, null)).find(({ name }) => name === "tester")!;
  for (const [n, agent] of ["Firefox/140.0 (Windows NT 10.0)", "Chrome/139.0 (X11; Linux)"].entries()) {
    const tokenHash = hashOf(agent);
    const at = { at: now + n, provedAt: now, endsAt: now + DAY };
    await addSession(store.run, {
      person,
      tokenHash,
      ...at,
      address: `192.0.2.${n + 1}`,
      agent: `Mozilla/5.0 ${agent}`,
    });
    const key = {
      credentialId: tokenHash,
      publicKey: tokenHash,
      counter: 0,
      transports: [],
      isSynced: false,
    };
    await addPasskey(store.run, { ...key, person, name: `key ${n}` }, now);
  }
  program.access.forget();
}, 60_000);
afterAll(() => Promise.all([browser?.close(), program?.close()]));
afterEach(() => page.close());

/** A list of a page, by its name there. */
interface Listed {
  path: string;
  title: string;
  /** Its file, and what the audit says of that. */
  file: string;
  deed: string;
  /** Makes it shorter. */
  narrow(): Promise<unknown>;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 15_000, interval: 50 });
const find = (label: string, text: string) => () =>
  page.getByRole("searchbox", { name: label, exact: true }).fill(text);
const sheet = (path: string, title: string, name: string, text: string): Listed => ({
  ...{ path, title, file: `${name}.csv`, deed: "list.exported" },
  narrow: find(`Filter ${title}`, text),
});
const cards = (path: string, title: string, name: string, text: string): Listed => ({
  ...sheet(path, title, name, text),
  narrow: find("Filter by name", text),
});
const LISTS: readonly Listed[] = [
  sheet("/account", "Where you are signed in", "sessions", "firefox"),
  sheet("/account", "Passkeys", "passkeys", "key 1"),
  sheet("/people", "All people", "people", "wipa"),
  cards("/sources", "Sources", "sources", "krit"),
  sheet("/sources?tab=reading", "Keys for reading", "reading-keys", "krit"),
  {
    ...{ path: "/sources?tab=rejected", title: "Rejected events" },
    ...{ file: "quarantine.csv", deed: "quarantine.exported" },
    narrow: () => page.getByRole("combobox", { name: "Reason" }).selectOption("unknown-code"),
  },
  cards("/screens", "Screens", "screens", "krit"),
  sheet("/embeds", "Shown in other web sites", "embeds", "krit"),
  {
    ...{ path: "/audit", title: "The newest", file: "audit.csv", deed: "audit.exported" },
    async narrow() {
      await page.getByLabel("Of", { exact: true }).fill("screen");
      await page.getByRole("button", { name: "Show" }).click();
    },
  },
  sheet("/health", "Sources", "health-sources", "krit"),
  sheet("/health", "Screens", "health-screens", "krit"),
];

/** Tables, and the cards or lines of which one is a row. */
const IN_MAIN = "main section:has(> .frame > table), main ul[aria-label]:has(> li[data-key])";
const listCalled = (title: string) => page.locator(IN_MAIN).and(page.locator(`[aria-label="${title}"]`));
const rowsOf = (list: Locator) => list.locator("tbody tr, > li");
async function open({ path, title }: Pick<Listed, "path" | "title">): Promise<Locator> {
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.setDefaultTimeout(15_000);
  await page.goto(`${program.url}${path}${path.includes("?") ? "&" : "?"}lang=en`);
  const list = listCalled(title);
  await rowsOf(list).nth(1).waitFor();
  return list;
}

describe("the pages", () => {
  const paths = [...new Set(LISTS.map(({ path }) => path))];
  it.each(paths)("of %s has no other list than those that are tried here", async (path) => {
    const titles = LISTS.filter((each) => each.path === path).map(({ title }) => title);
    for (const title of titles) {
      await page?.close();
      await open({ path, title });
    }
    const found = await page
      .locator("main table, main ul[aria-label]:has(> li[data-key])")
      .evaluateAll((all) => all.map((each) => each.closest("[aria-label]")?.getAttribute("aria-label")));
    expect(found.sort()).toEqual([...titles].sort());
  });

  it("are all that there are for it", () => {
    const system = AREAS.find(({ name }) => name === "system")!.pages;
    const pages = new Set(paths.map((path) => path.slice(1).split("?")[0]));
    expect([...pages].sort()).toEqual([...system, "account", "embeds"].sort());
  });
});

describe.each(LISTS.map((each) => [`${each.path}: ${each.title}`, each] as const))("%s", (_, listed) => {
  it("sorts by each of its columns that has an order, both ways", async () => {
    const list = await open(listed);
    const rows = () => rowsOf(list).allInnerTexts();
    const heads = await list.locator("th:has(button)").allInnerTexts();
    const before = (await rows()).sort();
    if (heads.length > 0) {
      for (const head of heads) {
        const column = list
          .locator("th")
          .filter({ has: page.getByRole("button", { name: head, exact: true }) });
        await column.getByRole("button").click();
        await until(() => column.getAttribute("aria-sort")).toBe("descending");
        const down = await rows();
        await column.getByRole("button").click();
        await until(() => column.getAttribute("aria-sort")).toBe("ascending");
        expect([head, (await rows()).sort()]).toEqual([head, before]);
        await isTurned(list, column, down);
      }
    } else {
      const choice = page.getByRole("combobox", { name: "Sort by" });
      const orders = await choice.locator("option:not([value=''])").allInnerTexts();
      expect(orders.length).toBeGreaterThan(2);
      for (const order of orders) {
        await choice.selectOption(order);
        await page.getByRole("button", { name: "Ascending" }).waitFor();
        const up = await rows();
        await page.getByRole("button", { name: "Ascending" }).click();
        await page.getByRole("button", { name: "Descending" }).waitFor();
        expect([order, (await rows()).sort()]).toEqual([order, before]);
        if (order === "Name") expect(await rows()).toEqual(up.toReversed());
        await page.getByRole("button", { name: "Descending" }).click();
      }
    }
  });

  it("filters, and is a file of what is found then, which the audit tells", async () => {
    const list = await open(listed);
    const count = () => rowsOf(list).count();
    const all = await count();
    await listed.narrow();
    await until(async () => (await count()) > 0 && (await count()) < all).toBe(true);
    const found = await count();
    // All of it stands in the address.
    await page.reload();
    await until(count).toBe(found);
    const button = await exportOf(list);
    const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
    expect(file.suggestedFilename()).toBe(listed.file);
    const lines = readFileSync(await file.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines).toHaveLength(1 + found);
    const asked = { who: null, deed: listed.deed, kind: null, id: null, from: null, until: null };
    const [told] = await listAudit(program.store.run, asked, Number.MAX_SAFE_INTEGER, 1);
    expect(told).toMatchObject({ by: { name: "tester" }, of: { id: expect.stringMatching(/^[a-z-]+$/) } });
    if (listed.deed === "list.exported") expect(`${told!.of.id}.csv`).toBe(listed.file);
  });
});

/** Where no two cells of the column are alike, the other way round is the reverse. */
async function isTurned(list: Locator, column: Locator, down: string[]) {
  const place = await column.evaluate((th) => [...th.parentElement!.children].indexOf(th) + 1);
  const cells = await list.locator(`tbody td:nth-child(${place})`).allInnerTexts();
  if (new Set(cells).size === cells.length)
    expect(await rowsOf(list).allInnerTexts()).toEqual(down.toReversed());
}
/** Of a table in it; cards have theirs above, with what they are sorted by. */
async function exportOf(list: Locator): Promise<Locator> {
  const isTable = (await list.locator("table").count()) > 0;
  return (isTable ? list : page).getByRole("button", { name: /^Export/ });
}
