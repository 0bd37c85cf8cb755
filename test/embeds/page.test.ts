/** Embeds in a real browser, in a page of another site. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { written } from "../../dashboard/embed/writing.ts";
import { snippetOf } from "../../dashboard/screens/snippet.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser, openBrowserOfNobody } from "../browser.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";

interface Portal {
  url: string;
  html: string;
  close(): void;
}
/** A page of another site: browsers tell `localhost` from `127.0.0.1`. */
async function startPortal(): Promise<Portal> {
  const portal: Portal = { url: "", html: "", close: () => void server.close() };
  const server = createServer((_request, response) =>
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html>${portal.html}`),
  ).listen(0, "localhost");
  await once(server, "listening");
  portal.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return portal;
}

let clock: MovedClock;
let visitors: Browser;
let browser: Browser;
let portal: Portal;
let stranger: Portal;
let program: Program;
beforeAll(async () => {
  clock = movedClock();
  [portal, stranger] = await Promise.all([startPortal(), startPortal()]);
  [visitors, browser, program] = await Promise.all([
    openBrowserOfNobody([], true),
    openBrowser(),
    startProgram({ clock, config: { frameAncestors: portal.url } }),
  ]);
  await program.tell(
    event("freeze.requested", clock.now() - MINUTE, {
      freezeId: "f",
      reportId: "r",
      bank: "SCB",
      hop: 1,
      amountSatang: 12_400_000_00,
      accountToken: "t",
    }),
    event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([visitors.close(), browser.close(), program.close()]);
  portal.close();
  stranger.close();
});
const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

async function newPage(of: Browser, viewport = { width: 1_200, height: 800 }): Promise<Page> {
  const context = await of.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}
async function make(body: object): Promise<{ id: number; address: string }> {
  const response = await fetch(`${program.url}/v1/embeds`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "พอร์ทัล", endsAt: clock.now() + HOUR, ...body }),
  });
  const { embed, address } = await response.json();
  return { id: embed.id, address };
}
const revoke = (id: number) => fetch(`${program.url}/v1/embeds/${id}`, { method: "DELETE" });
/** Opens a page of the portal that has this address in a frame. */
async function embedded(address: string, on = portal): Promise<Page> {
  on.html = snippetOf(address, "ทดสอบ").replace(' loading="lazy"', "");
  const page = await newPage(visitors);
  await page.goto(on.url);
  return page;
}
const live = (page: Page) => page.frameLocator("iframe").locator('.wall[data-connection="live"]');
const over = (page: Page) => page.frameLocator("iframe").locator("[data-over]");

describe("in a page of another site", { timeout: 60_000 }, () => {
  it("a scene is live for who is not signed in, and is cut at once when it is revoked", async () => {
    const { id, address } = await make({ scene: "freezes" });
    const page = await embedded(address);
    await live(page).waitFor();
    expect(await live(page).getAttribute("data-scene")).toBe("freezes");
    await revoke(id);
    await over(page).waitFor();
    expect(await live(page).count()).toBe(0);
  });

  it("its frame reaches nothing else: no route, no other scene, no page around it", async () => {
    const { address } = await make({ scene: "overview" });
    const page = await embedded(address);
    await live(page).waitFor();
    const frame = page.frames()[1]!;
    const statuses = await frame.evaluate(async (ticket) => {
      const found: Record<string, number> = {};
      for (const path of [
        "/v1/figures?metric=calls.offered",
        "/v1/screens",
        "/v1/embeds",
        "/v1/people",
        "/v1/audit",
      ])
        for (const headers of [{}, { Authorization: `Bearer ${ticket}` }])
          found[`${path} ${Object.keys(headers)}`] = (await fetch(path, { headers })).status;
      return found;
    }, address.split("#")[1]!);
    expect(new Set(Object.values(statuses))).toEqual(new Set([401]));
    const tried = await frame.evaluate(() => {
      const say = (deed: () => unknown) => {
        try {
          return String(deed());
        } catch (error) {
          return (error as Error).name;
        }
      };
      return [
        say(() => parent.document.body),
        say(() => top!.location.assign("about:blank")),
        say(() => window.open("/sign-in")),
      ];
    });
    expect(tried).toEqual(["SecurityError", "SecurityError", "null"]);
    expect(page.url()).toBe(`${portal.url}/`);
  });

  it("a figure is told with its unit, and is over at its end", async () => {
    const { address } = await make({
      metric: "freezes.requested_satang",
      days: 1,
      endsAt: clock.now() + 10 * MINUTE,
    });
    const page = await embedded(address);
    const frame = page.frameLocator("iframe");
    await frame.locator('[data-value="1240000000"]').waitFor();
    expect(await frame.locator(".value").textContent()).toBe("12.4 ล้านบาท");
    clock.ahead += 10 * MINUTE;
    await over(page).waitFor();
  });

  it("a figure whose server does not answer says so and as of when it is, and goes on afterwards", async () => {
    const { address } = await make({ metric: "freezes.requested_satang", days: 1, lang: "en" });
    const page = await newPage(visitors);
    let isAway = false;
    await page.route(/\/v1\/embed$/, (route) => (isAway ? undefined : route.continue()));
    await page.goto(address);
    await page.locator("[data-figure]").waitFor();
    isAway = true;
    const note = page.getByRole("status");
    await expect
      .poll(() => note.allTextContents(), { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/No connection — as of \d\d:\d\d/));
    isAway = false;
    await expect
      .poll(async () => (await note.allTextContents()).join(), { timeout: 30_000 })
      .not.toContain("No connection");
  }, 90_000);

  it("whose address was written wrong, says that it is over", async () => {
    const page = await embedded(`${program.url}/embed#17-1795996800-${"A".repeat(43)}`);
    await over(page).waitFor();
    const none = await embedded(`${program.url}/embed`);
    await over(none).waitFor();
  });

  it("which FRAME_ANCESTORS does not name, nothing is shown", async () => {
    const { address } = await make({ scene: "overview" });
    const said: string[] = [];
    stranger.html = snippetOf(address, "x").replace(' loading="lazy"', "");
    const page = await newPage(visitors);
    page.on("console", (message) => said.push(message.text()));
    await page.goto(stranger.url);
    await expect.poll(() => said.join()).toMatch(/frame-ancestors/);
    expect(await page.frames()[1]!.locator("body > *").count()).toBe(0);
  });
});

describe("the page of embeds", { timeout: 60_000 }, () => {
  it("makes one, whose code shows it elsewhere, and revokes it", async () => {
    const page = await newPage(browser, { width: 1_440, height: 900 });
    await page.goto(`${program.url}/embeds?lang=en`);
    await page.getByText(`Web sites that may embed: ${portal.url}`).waitFor();
    await page.getByRole("button", { name: "Embed something" }).click();
    await page.getByRole("button", { name: "Make the address" }).click();
    await page.getByText("Enter the page or the agency").waitFor();
    await page.getByRole("textbox", { name: "Used at" }).fill('กระทรวง "A" <b>');
    await page.getByRole("combobox", { name: "Scene" }).selectOption("losses");
    await page.getByRole("button", { name: "Make the address" }).click();
    await page.getByRole("button", { name: "Copy the code" }).click();
    await page.getByText("Code copied").waitFor();
    const snippet = await page.evaluate(() => navigator.clipboard.readText());
    portal.html = snippet.replace(' loading="lazy"', "");
    const elsewhere = await newPage(visitors);
    await elsewhere.goto(portal.url);
    expect(await elsewhere.locator("iframe").getAttribute("title")).toBe('กระทรวง "A" <b>');
    await live(elsewhere).waitFor();
    expect(await live(elsewhere).getAttribute("data-scene")).toBe("losses");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: 'Revoke กระทรวง "A" <b>' }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText('กระทรวง "A" <b> was revoked').waitFor();
    await over(elsewhere).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("cell", { name: "Open", exact: true }).first().waitFor();
    await elsewhere.reload();
    await live(elsewhere).waitFor();
  });

  it.each(["th", "en"])("has nothing that axe finds wrong, and fits a phone: %s", async (lang) => {
    await make({ scene: "overview", endsAt: clock.now() + 30 * DAY });
    const faults: string[] = [];
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1_440, height: 900 },
    ]) {
      const page = await newPage(browser, viewport);
      await page.goto(`${program.url}/embeds?lang=${lang}`);
      await page.getByRole("table").waitFor();
      faults.push(...(await axeFaults(page)));
      await page.getByRole("button", { name: lang === "en" ? "Embed something" : "ฝังรายการใหม่" }).click();
      await page.getByRole("dialog").waitFor();
      faults.push(...(await axeFaults(page)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    for (const body of [
      { metric: "freezes.sla_60m", days: 7 },
      { metric: "freezes.requested", days: 1, theme: "light" },
    ]) {
      const page = await newPage(visitors);
      await page.goto((await make({ ...body, lang })).address);
      await page.locator("[data-figure]").waitFor();
      faults.push(...(await axeFaults(page)));
    }
    expect(faults).toEqual([]);
  });
});

describe("a figure that stands alone", () => {
  it.each<[Parameters<typeof written>[0], string, string]>([
    [{ unit: "count", value: 12_345 }, "12,345", "12,345"],
    [{ unit: "satang", value: "1240000000" }, "12.4 ล้านบาท", "12.4 million baht"],
    [{ unit: "share", value: 0.9499, numerator: 9_499, denominator: 10_000 }, "94.9 %", "94.9 %"],
    [{ unit: "minutes", value: 8.25 }, "8.3 นาที", "8.3 min"],
    [{ unit: "seconds", value: 8.25 }, "8.3 วิ", "8.3 s"],
    [{ unit: "minutes", value: 10_080, atLeast: true }, "≥ 10,080 นาที", "≥ 10,080 min"],
    [{ unit: "share", value: null }, "—", "—"],
  ])("is written with its unit: %j", (figure, th, en) => {
    for (const [lang, text] of [
      ["th", th],
      ["en", en],
    ] as const) {
      const { digits, unit } = written(figure, lang);
      expect([digits, unit].filter(Boolean).join(" ")).toBe(text);
    }
  });
});
