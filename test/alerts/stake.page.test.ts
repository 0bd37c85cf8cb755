/** The page of one alert: what it is about in numbers, as a picture, and when the next ones are told. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { stamp } from "#calendar/stamp.ts";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow } from "#wire/alerts.ts";
import { exactAmount, money } from "#writing/money.ts";
import { askOf } from "../ask.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

let browser: Browser;
let program: Program;
let hook: Hook;
const clock = movedClock();
beforeAll(async () => {
  [browser, hook] = await Promise.all([openBrowser(), openHook()]);
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  for (const [name, afterMinutes] of [
    ["หัวหน้าเวร", 0],
    ["ผู้อำนวยการศูนย์", 10],
  ] as const)
    await ask("POST", "/v1/alerts/recipients", {
      ...{ name, lang: "th", mostIn10Minutes: 100 },
      channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
      hears: [{ policy: "duty", afterMinutes }],
    });
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  hook.pick(() => true);
});
afterAll(async () => {
  await program.close();
  await Promise.all([browser.close(), hook.close()]);
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const ask = askOf(() => program);

async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height } })).newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  await page.goto(program.url + path);
  return page;
}
const find = async (rule: string, of: string) =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.find(
    (row) => row.rule === rule && row.subject.of === of && row.state === "firing",
  );

/** Accounts of a bank that are late by so many minutes, of a victim each. Gives the alert. */
async function late(bank: string, ...over: number[]): Promise<number> {
  const now = clock.now();
  await program.tell(
    ...over.flatMap((minutes, n) => {
      const [reportId, freezeId] = [`${bank}-r-${n}`, `${bank}-f-${n}`];
      const at = now - HOUR - minutes * MINUTE - SECOND;
      return [
        event("report.filed", at - MINUTE, {
          ...{ reportId, agency: "ccib", channel: "online", scamType: "job" },
          ...{ province: "TH-10", lossSatang: 100 },
        }),
        event("freeze.requested", at, {
          ...{ freezeId, reportId, bank, hop: 2 },
          ...{ amountSatang: 61_416_667, accountToken: `t-${freezeId}` },
        }),
      ];
    }),
  );
  await until(async () => (await find("freeze-overdue", bank))?.state).toBe("firing");
  return (await find("freeze-overdue", bank))!.id;
}
const secondsIn = (digits: string) => {
  const [minutes, seconds] = digits.split(":").map(Number);
  return minutes! * 60 + seconds!;
};

it.each([
  ["th", 1440, "KBANK", "ผู้เสียหาย (ราย)", "เกินเวลารวม (นาที)", "ล้านบาท", "ตามที่พบเมื่อ", "ผู้อำนวยการศูนย์ เวลา"],
  [
    "en",
    390,
    "SCB",
    "victims",
    "min over in all",
    "million baht",
    "as found at",
    "ผู้อำนวยการศูนย์ will be told at",
  ],
])(
  "says how many people, minutes and baht, as of when; draws the figure of its mail; counts down to the next step: %s",
  async (lang, width, bank, people, minutes, baht, found, next) => {
    const id = await late(bank, 3, 10, 24);
    const page = await open(`/alerts?lang=${lang}&episode=${id}`, width, width === 390 ? 844 : 900);
    const facts = page.locator("[data-facts]");
    const { facts: said, episode } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`);
    expect(said).toMatchObject({ people: 3, minutes: 37, satang: "184250001" });
    await until(() => facts.locator("dl > div").allTextContents()).toEqual([
      `${people} 3`,
      `${minutes} 37`,
      `${baht} ${money("184250001").digits}${exactAmount("184250001", lang as "th" | "en")}`,
    ]);
    expect(await facts.textContent()).toContain(found);
    // What stands in the trio does not stand beside it once more.
    expect(await page.locator("[data-beside]").textContent()).not.toMatch(/37|ล้าน|million/);

    const picture = page.locator("[data-picture]");
    const plot = picture.getByRole("img");
    await until(() => plot.getAttribute("aria-label")).toMatch(
      lang === "th" ? /24 ชั่วโมงล่าสุด: 0 จาก 3 ราย.*ข้อมูล ณ/ : /last 24 hours: 0 of 3.*as of/,
    );
    expect(await picture.locator("[data-fired] + b").textContent()).toMatch(/\d\d:\d\d/);
    await until(() => picture.locator("canvas").count()).toBe(2);

    // To the instant that the server has set, whenever the page was loaded.
    const left = page.locator("[data-left]");
    const first = secondsIn((await left.textContent())!);
    expect(Math.abs(first - (episode.nextStepAt! - clock.now()) / SECOND)).toBeLessThan(3);
    expect(await page.locator(".next").textContent()).toContain(next);
    await page.waitForTimeout(2_100);
    await page.reload();
    await until(async () => secondsIn((await left.textContent())!)).toBeLessThanOrEqual(first - 2);

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await axeFaults(page)).toEqual([]);
    // Without the server nobody knows whether it still holds.
    await page.context().setOffline(true);
    await until(() => left.count()).toBe(0);
    expect(await page.locator(".next").textContent()).toContain(next);
  },
);

it("shows the figure as of the moment that a message's link fixes", async () => {
  const id = await late("GSB", 5);
  const asOf = new Date(clock.now()).toISOString();
  await program.tell(
    event("freeze.confirmed", clock.now(), { freezeId: "GSB-f-0", bank: "GSB", hop: 2, heldSatang: 1 }),
  );
  const asked: string[] = [];
  const page = await open("/alerts?lang=en");
  page.on("request", (request) => {
    if (request.url().includes("/v1/figures?")) asked.push(request.url());
  });
  await page.goto(`${program.url}/alerts?lang=en&episode=${id}&asOf=${asOf}`);
  await page.locator("[data-picture]").waitFor();
  expect(asked.map((url) => Date.parse(new URL(url).searchParams.get("asOf")!))).toEqual(
    [asOf, asOf].map((each) => Date.parse(each)),
  );
});

it("draws nothing where nothing is known: no zero, no picture, and after it was taken no countdown", async () => {
  const { key } = await ask<{ key: string }>("POST", "/v1/sources", {
    ...{ name: "quiet", nameTh: "เงียบ", beatSeconds: 10, types: ["call.offered", "source.beat"] },
  });
  await program.send([event("source.beat", clock.now(), { through: stamp(clock.now()) })], { key });
  // Silent after three beats, and told of after it was for long enough.
  const isTold = async () => (await find("source-silent", "quiet"))?.state === "firing";
  for (let n = 0; n < 20 && !(await isTold()); n++) {
    clock.ahead += 30 * SECOND;
    await new Promise((resolve) => setTimeout(resolve, SECOND));
  }
  const silent = (await find("source-silent", "quiet"))!.id;
  const page = await open(`/alerts?lang=en&episode=${silent}`);
  await until(() => page.getByRole("article").textContent()).toContain("is silent");
  const { facts, known } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${silent}`);
  expect([facts, known.figure]).toEqual([null, null]);
  expect(await page.locator("[data-facts], [data-picture], [data-left]").count()).toBe(0);

  const id = await late("BBL", 5);
  await page.goto(`${program.url}/alerts?lang=en&episode=${id}`);
  await page.locator("[data-left]").waitFor();
  await ask("POST", `/v1/alerts/${id}/acknowledge`, {});
  await until(() => page.locator("[data-left]").count()).toBe(0);
  expect(await page.locator("[data-facts]").count()).toBe(1);
});
