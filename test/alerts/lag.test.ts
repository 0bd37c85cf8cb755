/** What has not been told yet is not taken for what did not happen: from events to a receiver. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { EpisodeRow, Rule } from "#wire/alerts.ts";
import { askOf } from "../ask.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

const NOW = Date.parse("2026-11-26T14:00:00+07:00");
let clock: HandClock;
let hook: Hook;
let program: Program;
const ask = askOf(() => program);
const rules = new Map<string, Rule>();

beforeAll(async () => {
  clock = handClock(NOW - 30 * MINUTE);
  hook = await openHook();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  for (const rule of await ask<Rule[]>("GET", "/v1/alerts/rules")) {
    rules.set(rule.id, rule);
    await turn(rule.id, { isOn: false });
  }
  await ask("POST", "/v1/alerts/recipients", {
    ...{ name: "หัวหน้าเวร", lang: "th", mostIn10Minutes: 100 },
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [
      { policy: "duty", afterMinutes: 0 },
      { policy: "system", afterMinutes: 0 },
    ],
  });
});
afterAll(async () => {
  await program.close();
  await hook.close();
});

async function turn(id: string, more: Partial<Rule>) {
  const { id: _, from: __, ...rule } = rules.get(id)!;
  rules.set(id, await ask<Rule>("PUT", `/v1/alerts/rules/${id}`, { ...rule, ...more }));
}
/** Until all that is there now was judged, and sent. */
async function judged() {
  for (let times = 0; times < 2; times++) {
    const from = clock.now();
    const look = async () => {
      await clock.turn(60);
      return (await program.alerts.health()).judgedAt;
    };
    await expect.poll(look, { timeout: 20_000, interval: 10 }).toBeGreaterThan(from);
  }
}
const states = async () =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.map(({ rule, state }) => [rule, state]);
const told = () => hook.got.map(({ body }) => [body.type, body.data.rule]);
async function toldSoon() {
  await judged();
  return told();
}

/** A source of one bank, which is not called as the bank is. */
async function openBank(name: string, bank: string) {
  const { key } = await ask<{ key: string }>("POST", "/v1/sources", {
    ...{ name, nameTh: name, banks: [bank], beatSeconds: 60 },
    types: ["freeze.requested", "freeze.confirmed", "source.beat"],
  });
  return {
    beat: (through: number) =>
      program.send([event("source.beat", clock.now(), { through: new Date(through).toISOString() })], {
        key,
      }),
    confirm: (ids: readonly string[], at: number) =>
      program.send(
        ids.map((freezeId) => event("freeze.confirmed", at, { freezeId, bank, hop: 1, heldSatang: 1 })),
        { key },
      ),
  };
}
/** What the program's own source says that it has told all. */
const beat = () =>
  program.tell(event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }));
/** What is told while sources go on to say that they have told all, so that none falls silent meanwhile. */
const toldWhile = (bus: { beat(through: number): Promise<unknown> }) => async () => {
  await bus.beat(clock.now());
  await beat();
  await judged();
  return told();
};
const asked = (bank: string, ids: readonly string[], at: number) =>
  program.tell(
    ...ids.map((freezeId) =>
      event("freeze.requested", at, {
        ...{ freezeId, bank, hop: 1, reportId: freezeId, amountSatang: 100_000, accountToken: "t" },
      }),
    ),
  );
const named = (of: string, count: number) => Array.from({ length: count }, (_, n) => `${of}-${n}`);
const TOLD = { timeout: 30_000 };

it("a day's share falls while a source is behind, and comes back: nobody is told; what it has told in full is", async () => {
  await turn("freeze-60m-bank", { isOn: true, forSeconds: 0, keepSeconds: 0 });
  const bus = await openBank("scb-core", "SCB");
  const first = named("scb", 30);
  await asked("SCB", first, NOW - 3 * HOUR);
  // It is there, and says that it has told all up to two hours and a half ago.
  await bus.beat(NOW - 150 * MINUTE);
  await beat();
  await judged();
  expect(await states()).toEqual([]);
  await bus.confirm(first, NOW - 150 * MINUTE);
  expect(await toldWhile(bus)()).toEqual([]);
  expect(await states()).toEqual([]);
  // As many again, which nobody has answered: now that is all.
  await asked("SCB", named("late", 30), NOW - 150 * MINUTE);
  await expect.poll(toldWhile(bus), TOLD).toEqual([["alert.firing", "freeze-60m-bank"]]);
  await turn("freeze-60m-bank", { isOn: false });
  await expect.poll(toldWhile(bus), TOLD).toHaveLength(2);
  hook.expectNoMore();
}, 120_000);

it("a freeze is late while the source that answers for its bank is silent: it is told when that has spoken", async () => {
  const bus = await openBank("kbank-core", "KBANK");
  await bus.beat(clock.now());
  await asked("KBANK", ["k-1"], clock.now() - 50 * MINUTE);
  await clock.turn(10 * MINUTE);
  await turn("source-silent", { isOn: true, forSeconds: 0, keepSeconds: 0 });
  await turn("freeze-overdue", { isOn: true, only: ["KBANK"] });
  await expect.poll(toldSoon, TOLD).toContainEqual(["alert.firing", "source-silent"]);
  expect(await states()).toContainEqual(["freeze-overdue", "pending"]);
  expect(told()).not.toContainEqual(["alert.firing", "freeze-overdue"]);
  await expect.poll(toldWhile(bus), TOLD).toContainEqual(["alert.firing", "freeze-overdue"]);
  await turn("freeze-overdue", { isOn: false });
  await turn("source-silent", { isOn: false });
  // Each is told to be over.
  const unended = async () => {
    const types = (await toldSoon()).map(([type]) => type);
    return types.filter((type) => type === "alert.firing").length * 2 - types.length;
  };
  await expect.poll(unended, TOLD).toBe(0);
  hook.expectNoMore();
}, 120_000);

it("a rule on the freshness of sources tells which one is silent", async () => {
  const bus = await openBank("ktb-core", "KTB");
  await bus.beat(clock.now());
  const { id: _, version: __, from: ___, ...rule } = rules.get("source-silent")!;
  await ask("PUT", "/v1/alerts/rules/fresh", {
    ...{ ...rule, nameTh: "ความสด", nameEn: "Freshness", condition: "sources-fresh" },
    ...{ by: "source", only: ["ktb-core"], isOn: true, forSeconds: 0, keepSeconds: 0 },
  });
  await judged();
  expect(await states()).toEqual([]);
  await clock.turn(10 * MINUTE);
  await expect.poll(toldSoon, TOLD).toHaveLength(1);
  expect(hook.got[0]!.body.data.text).toContain("ktb-core");
  await bus.beat(clock.now());
  await expect
    .poll(async () => (await toldSoon()).map(([type]) => type), TOLD)
    .toEqual(["alert.firing", "alert.resolve"]);
}, 120_000);
