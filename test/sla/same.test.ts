/** One breach, driven through: what the API, the walls and the alert say of it are the same counts. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Rule } from "#wire/alerts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Verdict } from "#wire/sla.ts";
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
