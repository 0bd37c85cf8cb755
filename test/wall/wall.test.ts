import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import { openBrowser } from "../browser.ts";
import { startProcess } from "../process.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openWall(url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  closers.push(() => page.close());
  await page.goto(`${url}/wall/overview`);
  return page;
}

const figure = (page: Page, metric: string) => page.locator(`[data-figure="${metric}"]`).first();
const value = (page: Page, metric: string) => figure(page, metric).getAttribute("data-value");
const untilValue = (page: Page, metric: string, want: string) =>
  expect.poll(() => value(page, metric), { timeout: 15_000, message: metric }).toBe(want);
const connection = (page: Page) => page.locator("[data-connection]").getAttribute("data-connection");

/** What the charts have drawn: [at, value, state] of every bar. */
function plotted(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => {
    type Chart = HTMLElement & { bars(): { at: number; value: number | null; state: string }[][] };
    const charts = [...document.querySelectorAll<Chart>("[data-chart]")];
    return Object.fromEntries(
      charts.map((chart) => [
        chart.dataset.chart,
        chart.bars().map((bars) => bars.map(({ at, value, state }) => [at, value, state])),
      ]),
    );
  });
}

/** The wall that has lived through it and one that was loaded just now draw the same. */
async function expectEqualsFreshLoad(page: Page, url: string) {
  const fresh = await openWall(url);
  await expect
    .poll(async () => JSON.stringify(await plotted(fresh)).length, { timeout: 15_000 })
    .toBeGreaterThan(1_000);
  await expect
    .poll(async () => JSON.stringify(await plotted(page)) === JSON.stringify(await plotted(fresh)), {
      timeout: 20_000,
    })
    .toBe(true);
}

/** Every figure on the wall is the API's of that metric; how many there are. */
async function walk(page: Page, program: Program): Promise<number> {
  const all = (await (await fetch(`${program.url}/v1/metrics`)).json()) as { id: string }[];
  const shown = () =>
    page
      .locator("[data-figure]")
      .evaluateAll((ones) => ones.map(({ dataset }) => [dataset.figure!, dataset.value!] as const));
  const keys = (await shown())
    .map(([key]) => key)
    .filter((key) => all.some((metric) => metric.id === key.split("@")[0]));
  const differences = async () => {
    const told = new Map(await shown());
    const said = await Promise.all(
      keys.map(async (key) => (await program.figures(questionOf(key))).rows[0]?.value ?? ""),
    );
    return keys.flatMap((key, i) =>
      told.get(key) === String(said[i]) ? [] : [`${key}: ${told.get(key)} for ${said[i]}`],
    );
  };
  await expect.poll(differences, { timeout: 15_000 }).toEqual([]);
  return keys.length;
}

/** The question that the figure of a key answers. */
function questionOf(key: string): string {
  const [metric, window] = key.split("@") as [string, string];
  const now = Date.now();
  const [minute, today] = [startOfMinute(now), startOfDay(now)];
  const ask = (from: number, to: number, step: string) =>
    `metric=${metric}&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&step=${step}`;
  if (window === "2min") return ask(minute - MINUTE, minute + MINUTE, "total");
  if (window === "7days") return ask(today - 7 * DAY, today + DAY, "total");
  return ask(today, today + DAY, "day");
}

/** Calls of the last minutes: offered, answered in time, and one of each minute abandoned. */
function someCalls(now: number, minutes: number, prefix: string) {
  return Array.from({ length: minutes }, (_, i) => {
    const at = now - (i + 1) * MINUTE;
    const calls = [1, 2, 3].map((n) => ({ callId: `${prefix}-${i}-${n}`, queue: "report" as const }));
    return [
      ...calls.map((call) => event("call.offered", at, call)),
      event("call.answered", at + 5_000, calls[0]!),
      event("call.abandoned", at + 9_000, calls[2]!),
    ];
  }).flat();
}

describe("the wall", () => {
  it("shows an event's number without a reload, and the same as the API", async () => {
    const program = await startProgram();
    closers.push(program.close);
    const now = Date.now();
    const page = await openWall(program.url);
    await expect.poll(() => connection(page), { timeout: 15_000 }).toBe("live");

    const freeze = { freezeId: "f-1", bank: "KBANK", hop: 2 };
    await program.tell(
      event("report.filed", now, {
        reportId: "r-1",
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-10",
        lossSatang: 123_456_789,
      }),
      event("freeze.requested", now, {
        ...freeze,
        reportId: "r-1",
        amountSatang: 100_000_001,
        accountToken: "t",
      }),
    );
    await untilValue(page, "reports.loss_satang@today", "123456789");
    await untilValue(page, "freezes.requested_satang@today", "100000001");
    await untilValue(page, "freezes.open@7days", "1");
    await program.tell(
      event("freeze.confirmed", now + 1_000, { ...freeze, heldSatang: 60_000_001, movedSatang: 1 }),
    );
    await untilValue(page, "freezes.open@7days", "0");
    await untilValue(page, "freezes.confirmed_satang@today", "60000001");
    await program.tell(
      event("lines.sampled", now, {
        lines: 100,
        busy: 73,
        waiting: 7,
        longestWaitSeconds: 102,
        agentsReady: 0,
        agentsBusy: 73,
      }),
      ...someCalls(now, 3, "c"),
    );
    await untilValue(page, "lines.busy@2min", "73");

    for (const [scene, figures] of Object.entries({ overview: 10, calls: 2, freezes: 2, losses: 2 })) {
      await page.goto(`${program.url}/wall/${scene}`);
      await expect.poll(() => connection(page), { timeout: 15_000 }).toBe("live");
      expect(await walk(page, program)).toBeGreaterThanOrEqual(figures);
    }
  });

  it("answers what changes once it is painted, and a beat only when it has said nothing for seconds", async () => {
    const program = await startProgram();
    closers.push(program.close);
    const page = await browser.newPage();
    closers.push(() => page.close());
    const heard = { changes: 0, beats: 0, answers: 0 };
    page.on("websocket", (line) => {
      line.on("framereceived", ({ payload }) => {
        if (/^42\["(snapshot|frame)"/.test(String(payload))) heard.changes++;
        if (String(payload).startsWith('42["beat"')) heard.beats++;
      });
      line.on("framesent", ({ payload }) => {
        if (String(payload).startsWith('42["painted"')) heard.answers++;
      });
    });
    await page.goto(`${program.url}/wall/overview`);
    await expect.poll(() => heard.beats, { timeout: 30_000 }).toBeGreaterThanOrEqual(10);
    const still = { ...heard };
    expect(still.answers).toBeGreaterThanOrEqual(2);
    expect(still.answers).toBeLessThanOrEqual(still.changes + still.beats / 3);
    await program.tell(...someCalls(Date.now(), 1, "c"));
    await expect.poll(() => heard.changes, { timeout: 15_000 }).toBeGreaterThan(still.changes);
    await expect.poll(() => heard.answers, { timeout: 15_000 }).toBeGreaterThan(still.answers);
  });

  it("says within seconds that the server was killed, and heals by itself when it is back", async () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    closers.push(async () => rmSync(folder, { recursive: true, force: true }));
    const key = "the-key-of-the-first-source";
    const environment = { DATA_DIR: folder, BOOTSTRAP_SOURCE_KEY: key };
    const first = await startProcess(environment);
    const { port } = new URL(first.url);
    const send = (events: unknown[]) =>
      fetch(`${first.url}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
        body: JSON.stringify(events),
      });
    await send(someCalls(Date.now(), 20, "before"));
    const page = await openWall(first.url);
    await untilValue(page, "calls.service_level@today", "0.5");
    await page.evaluate(() => Object.assign(window, { sameLoad: true }));

    await first.kill("SIGKILL");
    const killed = Date.now();
    await expect.poll(() => connection(page), { timeout: 8_000, interval: 100 }).toBe("lost");
    expect(Date.now() - killed).toBeLessThan(7_000);

    const second = await startProcess({ ...environment, PORT: port });
    closers.push(() => second.kill());
    await send(someCalls(Date.now() - 30 * MINUTE, 5, "after"));
    await expect.poll(() => connection(page), { timeout: 30_000 }).toBe("live");
    await expectEqualsFreshLoad(page, second.url);
    expect(await page.evaluate(() => (window as { sameLoad?: boolean }).sameLoad)).toBe(true);
  });

  it("has no hole after twenty minutes without the server", async () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    closers.push(async () => rmSync(folder, { recursive: true, force: true }));
    // Both clocks are turned: the server's by its own hand, the browser's by the browser's.
    const clock = movedClock();
    const start = (port: number): Promise<Program> => startProgram({ folder, clock, config: { port } });
    const first = await start(0);
    const port = Number(new URL(first.url).port);
    await first.tell(...someCalls(clock.now(), 30, "before"));
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    closers.push(() => page.close());
    await page.clock.install({ time: new Date() });
    await page.clock.resume();
    await page.goto(`${first.url}/wall/overview`);
    await untilValue(page, "calls.service_level@today", "0.5");

    await first.close();
    clock.ahead = 20 * MINUTE;
    await page.clock.fastForward(20 * MINUTE);
    await expect.poll(() => connection(page), { timeout: 10_000 }).toBe("lost");
    // What was last known twenty minutes ago must not stand there as if it were now.
    await expect
      .poll(() => figure(page, "calls.service_level@today").getAttribute("data-state"), { timeout: 10_000 })
      .toBe("missing");
    expect(await value(page, "calls.service_level@today")).toBe("");

    const second = await start(port);
    closers.push(second.close);
    await second.tell(...someCalls(clock.now(), 19, "meanwhile"));
    await expect.poll(() => connection(page), { timeout: 30_000 }).toBe("live");
    await expectEqualsFreshLoad(page, second.url);
  });
});
