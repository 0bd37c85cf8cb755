/** One breach, and one freeze that runs, driven through: the API, the walls and the alert say the same of it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { EpisodeRow, Rule } from "#wire/alerts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Deadline, Verdict } from "#wire/sla.ts";
import { type Hook, openHook } from "../alerts/receivers.ts";
import { askOf } from "../ask.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");
const clock = movedClock();
let browser: Browser;
let hook: Hook;
let program: Program;
beforeAll(async () => {
  clock.off = NOW - clock.now();
  hook = await openHook();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  // Told at once, and to one who hears by webhook.
  const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
  const { id, version: _, from: __, ...rule } = rules.find((each) => each.id === "freeze-60m")!;
  await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, forSeconds: 0 });
  await ask("POST", "/v1/alerts/recipients", {
    name: "หัวหน้าเวร",
    lang: "th",
    mostIn10Minutes: 100,
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [{ policy: "duty", afterMinutes: 0 }],
  });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await program?.close();
  await hook?.close();
});

const ask = askOf(() => program);

/** Of 60 freezes of two hours ago 48 are held within the hour. */
const freezes = () =>
  Array.from({ length: 60 }, (_, n) => {
    const [freezeId, bank] = [`f-${n}`, n < 12 ? "GSB" : "KBANK"];
    const requested = NOW - 120 * MINUTE + n * 1_000;
    const answered = requested + (n < 12 ? 61 : 10) * MINUTE;
    return [
      event("freeze.requested", requested, {
        freezeId,
        reportId: "r",
        bank,
        hop: 1,
        amountSatang: 100_000,
        accountToken: "t",
      }),
      event("freeze.confirmed", answered, { freezeId, bank, hop: 1, heldSatang: 1 }),
    ];
  }).flat();

it("the wall, the API and the alert's text say the same of one breach", { timeout: 120_000 }, async () => {
  const now = clock.now();
  await program.tell(...freezes(), event("source.beat", now, { through: new Date(now).toISOString() }));

  const { verdicts } = await ask<{ verdicts: Verdict[] }>("GET", "/v1/sla");
  const verdict = verdicts.find(({ objective, slice }) => objective === "freeze-60m" && slice.of === null)!;
  expect([verdict.kind, verdict.numerator, verdict.denominator]).toEqual(["bad", "48", "60"]);
  const missed = 60 - 48;

  const told = () => hook.pick(({ body }) => /อัตราระงับใน 60 นาทีต่ำกว่าเกณฑ์/.test(body.data.text))[0];
  await vi.waitUntil(told, { timeout: 30_000, interval: 50 });
  const { text, episode } = told()!.body.data;
  expect(text).toContain(`พลาด ${missed} จาก ${verdict.denominator} ราย (เป้า 95 %)`);
  const { messages, transitions } = await ask<{
    messages: { text: string }[];
    transitions: { said: { en: string } }[];
  }>("GET", `/v1/alerts/${episode}`);
  expect(messages[0]!.text).toContain(`พลาด ${missed} จาก ${verdict.denominator} ราย`);
  expect(transitions.at(-1)!.said.en).toContain(
    `${missed} of ${verdict.denominator} missed (objective 95 %)`,
  );

  const counts = { kind: verdict.kind, numerator: verdict.numerator, denominator: verdict.denominator };
  for (const scene of ["overview", "freezes", "sla"] as const) {
    const screen = await openScreen(program.url, { scene, epoch: null, seq: 0 });
    await vi.waitUntil(() => screen.snapshots.length === 1, { timeout: 10_000, interval: 20 });
    const { scenery } = screen.snapshots[0]!;
    expect(scenery.verdicts["freeze-60m"], scene).toMatchObject(counts);
    if (scene === "sla")
      expect((scenery as Scenery<"sla">).objectives["freeze-60m"]).toMatchObject({
        ...counts,
        left: verdict.left,
        budget: verdict.budget,
      });
    screen.socket.close();
  }

  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${program.url}/wall/sla`);
  const first = page.locator('[data-objective="freeze-60m"]');
  await expect
    .poll(() => first.textContent(), { timeout: 20_000 })
    .toContain(`พลาดแล้ว ${missed} จากที่พลาดได้ 3`);
  await expect.poll(() => first.getAttribute("data-judgement"), { timeout: 10_000 }).toBe("broken");
  expect(await page.locator('[data-bank="GSB"]').textContent()).toMatch(/GSB\s*12\s*12\s*$/);
  await page.goto(`${program.url}/wall/overview`);
  const column = page.locator(".column").nth(1);
  await expect
    .poll(() => column.textContent(), { timeout: 20_000 })
    .toContain(`${verdict.numerator} จาก ${verdict.denominator} บัญชี`);
  expect(await column.textContent()).toContain("เป้า 95 % · พลาดเกิน 9 บัญชี");
  await page.close();
});

describe("of a freeze that runs, the API, the alert, the strip, the card, the row, the tile and the sentence say the same", () => {
  /** It missed six of the freezes that were decided in the last hour; the others kept all of theirs, or had none. */
  const SLOW = "TTB";
  const QUICK = "KBANK";
  const clock = movedClock();
  let program: Program;
  const of = (freezeId: string, bank: string) => ({ freezeId, bank, hop: 2 });
  const asked = (id: string, bank: string, minutes: number) =>
    event("freeze.requested", clock.now() - minutes * MINUTE, {
      ...of(id, bank),
      ...{ reportId: "r", amountSatang: 500_000_000, accountToken: "t" },
    });
  const held = (id: string, bank: string, minutes: number) =>
    event("freeze.confirmed", clock.now() - minutes * MINUTE, { ...of(id, bank), heldSatang: 1 });
  const beat = () => event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() });

  beforeAll(async () => {
    clock.off = NOW - clock.now();
    program = await startProgram({ clock });
    await program.tell(
      ...Array.from({ length: 6 }, (_, n) => [
        ...[asked(`s-${n}`, SLOW, 110), held(`s-${n}`, SLOW, 20)],
        ...[asked(`q-${n}`, QUICK, 50), held(`q-${n}`, QUICK, 40)],
      ]).flat(),
    );
  }, 60_000);
  afterAll(() => program?.close());

  /** What each of them says, of these freezes. */
  async function said(...keys: string[]) {
    const { deadlines } = await askOf(() => program)<{ deadlines: Deadline[] }>("GET", "/v1/sla/deadlines");
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const urgencies = async () => {
      const all = keys.map((key) => page.locator(`[data-freeze="${key}"]`).getAttribute("data-urgency"));
      return Object.fromEntries((await Promise.all(all)).map((urgency, place) => [keys[place], urgency]));
    };
    await page.goto(`${program.url}/wall/overview`);
    await page.waitForSelector(`[data-freeze="${keys[0]}"]`);
    const cards = await urgencies();
    await page.goto(`${program.url}/wall/freezes`);
    await page.waitForSelector(`[data-freeze="${keys[0]}"]`);
    const rows = await urgencies();
    const tile = page.locator(".miss");
    const strip = await page.locator('[data-place="alert"]').allTextContents();
    const what = {
      api: Object.fromEntries(deadlines.map(({ id, why }) => [id, why])),
      cards,
      rows,
      tile: await tile.locator('[data-figure="willMiss"]').textContent(),
      where: (await tile.locator("p").last().textContent())?.trim(),
      strip: strip.map((text) => text.trim().replace(/\s+/g, " ")),
      sentence: (await page.locator(".situation").textContent())?.trim().replace(/\s+/g, " "),
    };
    await page.close();
    return what;
  }
  const alerts = async () =>
    (await askOf(() => program)<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows
      .map(({ rule, subject }) => `${rule} ${subject.of}`)
      .sort();

  it("at 31 of 60 minutes, at a quick bank: nothing", { timeout: 60_000 }, async () => {
    await program.tell(asked("quick", QUICK, 31), beat());
    const { strip, ...all } = await said("quick");
    expect(all).toMatchObject({
      api: {},
      cards: { quick: "calm" },
      rows: { quick: "calm" },
      tile: "0",
      sentence: "ปกติ",
    });
    expect(strip).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it("at 31 of 60 minutes, at a slow bank: it will be missed", { timeout: 60_000 }, async () => {
    await program.tell(asked("slow", SLOW, 31), beat());
    await vi.waitUntil(async () => (await alerts()).length > 0, { timeout: 20_000, interval: 100 });
    expect(await alerts()).toEqual([`freeze-will-miss ${SLOW}`]);
    const { strip, ...all } = await said("slow", "quick");
    expect(all).toMatchObject({
      api: { slow: "will-miss" },
      cards: { slow: "will-miss", quick: "calm" },
      rows: { slow: "will-miss", quick: "calm" },
      tile: "1",
      where: expect.stringMatching(/^TTB · 5/),
      sentence: "1 บัญชีจะเกิน 60 นาที · TTB ชั้น 2",
    });
    expect(strip).toEqual([expect.stringMatching(/^TTB จะเกิน 60 นาที/)]);
  });

  it("over its hour, at any bank: it is over", { timeout: 60_000 }, async () => {
    await program.tell(held("slow", SLOW, 0), asked("late", "SCB", 61), beat());
    await vi.waitUntil(async () => (await alerts()).includes("freeze-overdue SCB"), {
      ...{ timeout: 20_000, interval: 100 },
    });
    const { strip, ...all } = await said("late", "quick");
    expect(all).toMatchObject({
      api: { late: "deadline-over" },
      cards: { late: "deadline-over", quick: "calm" },
      rows: { late: "deadline-over", quick: "calm" },
      tile: "1",
      where: expect.stringMatching(/^SCB · 5/),
      sentence: "1 บัญชีเกิน 60 นาที · SCB ชั้น 2",
    });
    expect(strip).toContainEqual(expect.stringMatching(/^SCB เกิน 60 นาที/));
  });

  it("at its hour the card changes by the clock of the wall, and the server's sentence follows", {
    timeout: 60_000,
  }, async () => {
    await program.tell(held("late", "SCB", 0), asked("turns", "BAY", 59.8), beat());
    const screen = await openScreen(program.url, { scene: "freezes", epoch: null, seq: 0 });
    await vi.waitUntil(() => screen.snapshots.length === 1, { timeout: 10_000, interval: 20 });
    const { nearest, risks } = screen.snapshots[0]!.scenery;
    screen.socket.close();
    const { requestedAt, dueAt, saidFrom } = nearest.find(({ key }) => key === "turns")!;
    expect(dueAt).toBe(requestedAt + HOUR);
    expect(saidFrom).toMatchObject({ "will-miss": dueAt - 5 * MINUTE, "deadline-over": dueAt });
    expect(risks).toEqual([{ why: "will-miss", bank: "BAY", hop: 2, count: 1, satang: 500_000_000 }]);
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${program.url}/wall/freezes`);
    const row = page.locator('[data-freeze="turns"]');
    await expect.poll(() => row.getAttribute("data-urgency"), { timeout: 30_000 }).toBe("deadline-over");
    await expect
      .poll(() => page.locator(".situation").textContent(), { timeout: 5_000 })
      .toMatch(/1 บัญชีเกิน 60 นาที.*BAY/);
    await page.close();
  });
});
