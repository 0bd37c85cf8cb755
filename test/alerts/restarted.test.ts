/** What fell due while the program was stopped is told at once when it starts: each of the three clocks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf } from "./overdue.ts";
import { type Hook, openHook } from "./receivers.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let clock: MovedClock;
let hook: Hook;
let program: Program;
const start = () => startProgram({ clock, folder, config: { webhookNetworks: ["127.0.0.1"] } });
const OVERDUE = ["freeze-overdue", "complaint-overdue", "release-overdue"];
beforeAll(async () => {
  clock = movedClock();
  hook = await openHook();
  program = await start();
  await alerts.setRules(({ id }) => ({ isOn: OVERDUE.includes(id) }));
  await alerts.add({ channels: [{ kind: "webhook", url: hook.url, format: "standard" }] });
});
afterAll(async () => {
  await program.close();
  await hook.close();
  rmSync(folder, { recursive: true });
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
async function judged() {
  for (let times = 0; times < 2; times++) {
    const from = clock.now();
    await until(async () => (await readJudge(program.store.run)).judgedAt).toBeGreaterThan(from);
  }
}
const freeze = (freezeId: string, bank: string) => ({ freezeId, bank, hop: 1 });
const asked = { reportId: "r", amountSatang: 5_000, accountToken: "t" };

const CLOCKS = [
  {
    rule: "freeze-overdue",
    of: "KBANK",
    takes: HOUR,
    begin: (at: number) => [event("freeze.requested", at, { ...freeze("f", "KBANK"), ...asked })],
  },
  {
    rule: "release-overdue",
    of: "SCB",
    takes: 4 * HOUR,
    begin: (at: number) => [
      event("freeze.requested", at - HOUR, { ...freeze("h", "SCB"), ...asked }),
      event("freeze.confirmed", at - 50 * MINUTE, { ...freeze("h", "SCB"), heldSatang: 5_000 }),
      event("freeze.overturned", at, freeze("h", "SCB")),
    ],
  },
  {
    rule: "complaint-overdue",
    of: "ccib",
    takes: 72 * HOUR,
    begin: (at: number) => [
      event("report.filed", at, {
        ...{ reportId: "r-72", channel: "online", agency: "ccib", scamType: "job", province: "TH-10" },
        lossSatang: 5_000,
      }),
    ],
  },
];

describe("a program that is stopped", { timeout: 60_000 }, () => {
  it.each(CLOCKS)(
    "while the time of $rule passes tells it at once when it starts, and once",
    async ({ rule, of, takes, begin }) => {
      const at = clock.now() - 5 * MINUTE;
      await program.tell(...begin(at));
      await judged();
      await program.close();
      clock.ahead += at + takes + SECOND - clock.now();
      program = await start();
      await until(() => hook.got.length).toBe(1);
      const [got] = hook.got;
      expect([got!.body.type, got!.body.data.rule, got!.body.data.subject]).toMatchObject([
        ...["alert.firing", rule],
        { of },
      ]);
      // It is told of within seconds, not at the next minute.
      expect(Date.parse(String(got!.body.data.firedAt)) - at - takes).toBeLessThan(30 * SECOND);
      await judged();
      hook.expectNoMore();

      // Nothing of it is told by a further start.
      await program.close();
      program = await start();
      await judged();
      hook.expectNoMore();
      await alerts.setRules(({ id }) => (id === rule ? { isOn: false } : null));
      await until(() => hook.got.map(({ body }) => body.type)).toEqual(["alert.resolve"]);
      hook.expectNoMore();
    },
  );
});
