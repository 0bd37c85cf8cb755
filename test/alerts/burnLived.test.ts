/** How fast a budget is used up, the whole way: from events to a receiver, past silence and a restart. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { EpisodeRow, Rule } from "#wire/alerts.ts";
import { askOf } from "../ask.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

const NOW = Date.parse("2026-11-26T14:00:00+07:00");
const USED = ["freeze-60m-fast", "freeze-60m-slow", "source-silent"];
let clock: HandClock;
let hook: Hook;
let program: Program;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const ask = askOf(() => program);
const start = () => startProgram({ clock, folder, config: { webhookNetworks: ["127.0.0.1"] } });

beforeAll(async () => {
  // Half an hour before, so that a source can fall silent.
  clock = handClock(NOW - 30 * MINUTE);
  hook = await openHook();
  program = await start();
  for (const { id, version: _, from: __, ...rule } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
    if (!USED.includes(id)) await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
  await ask("POST", "/v1/alerts/recipients", {
    ...{ name: "หัวหน้าเวร", lang: "th", mostIn10Minutes: 100 },
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [{ policy: "duty", afterMinutes: 0 }],
  });
});
afterAll(async () => {
  await program.close();
  await hook.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Until it has judged what is there now, as of now, and sent what it has made. */
async function judged() {
  for (let times = 0; times < 2; times++) {
    const from = clock.now();
    await expect
      .poll(
        async () => {
          await clock.turn(60);
          return (await program.alerts.health()).judgedAt;
        },
        // On a busy machine the clock would run minutes ahead of the judge, and sources fall silent.
        { timeout: 20_000, interval: 10 },
      )
      .toBeGreaterThan(from);
  }
}
const open = async () =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows
    .filter(({ rule }) => rule.startsWith("freeze-60m"))
    .map(({ id, rule, state }) => ({ id, rule, state }));
const beat = () => event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() });
/** Kinds of what the receiver has got, once what is there now was judged. */
const soon = async () => {
  await judged();
  return told();
};
const told = () => hook.got.map(({ body }) => body.type);

it("complaint 18: an alarm on a last minute that is half filled: it is told once it is settled and no source is silent, once of two windows, also over a restart; and when it is over", {
  timeout: 120_000,
}, async () => {
  const { key } = await ask<{ key: string }>("POST", "/v1/sources", {
    ...{ name: "gsb", nameTh: "ออมสิน", banks: ["GSB"], beatSeconds: 60 },
    types: ["freeze.requested", "freeze.confirmed", "source.beat"],
  });
  await program.send([beat()], { key });
  await clock.turn(30 * MINUTE);
  // Of an hour's twenty every other is late, up to its end.
  const freezes = Array.from({ length: 20 }, (_, n) => {
    const requested = NOW - 2 * HOUR + n * 3 * MINUTE;
    const freeze = { freezeId: `f-${n}`, bank: "SCB", hop: 1 };
    const asked = { reportId: `r-${n}`, amountSatang: 100_000, accountToken: "t" };
    return [
      event("freeze.requested", requested, { ...freeze, ...asked }),
      event("freeze.confirmed", requested + (n % 2 ? 61 : 10) * MINUTE, { ...freeze, heldSatang: 1 }),
    ];
  }).flat();
  await program.tell(...freezes);
  await judged();
  // Nobody has said that this is all.
  expect(await open()).toEqual([]);

  await program.tell(beat());
  await judged();
  // GSB's freezes may be kept or not; its silence is told by itself.
  expect(await open()).toMatchObject([
    { rule: "freeze-60m-slow", state: "pending" },
    { rule: "freeze-60m-fast", state: "pending" },
  ]);
  expect(told()).toEqual([]);

  await program.send([beat()], { key });
  await expect.poll(soon, { timeout: 30_000 }).toEqual(["alert.firing"]);
  const { title, text } = hook.got[0]!.body.data;
  expect(title).toBe("AOC 1441 · แจ้งเหตุ: ระงับไม่ทัน 60 นาทีถี่ขึ้นในชั่วโมงล่าสุด: พลาด 10 ราย");
  // Of the day's twenty one may miss.
  expect(text).toMatch(
    /\nพลาด 10 จาก 20 รายที่ครบเวลาใน 1 ชม\.ล่าสุด \(เป้า 95 %\) · เท่ากับ 1,000 % ของที่ยอมให้พลาดได้ทั้งรอบ \(1 ราย\) · พลาดเกินที่ยอมให้แล้ว 9 ราย · /,
  );
  expect(text).toContain("\nมาจาก: SCB 10 จาก 10 ราย\nสิ่งที่ต้องทำ: ดูว่าธนาคารใดพลาดมากที่สุด");
  const before = await open();
  expect(before).toMatchObject([
    { rule: "freeze-60m-slow", state: "pending" },
    { rule: "freeze-60m-fast", state: "firing" },
  ]);

  await program.close();
  program = await start();
  await judged();
  expect(await open()).toEqual(before);

  // A quarter of an hour after the last miss it has stopped, and after another one it is over; the slow one tells nothing.
  for (let minute = 1; minute <= 60; minute++) {
    // With each minute, so that no source is silent in between, whenever the judge looks.
    await clock.turn(MINUTE);
    await program.send([beat()], { key });
    await program.tell(beat());
    if (minute % 5 === 0) await judged();
  }
  await expect.poll(soon, { timeout: 30_000 }).toEqual(["alert.firing", "alert.resolve"]);
  expect(await open()).toEqual([]);
});
