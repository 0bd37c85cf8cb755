/** Mutes: their hours are Bangkok's, also across midnight, and what waits for their end is told then. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Mute } from "#wire/alerts.ts";
import { mutedUntil } from "../../backend/alerts/mutes.ts";
import { type MovedClock, type Program, standingClock, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { openPostOffice, type Post } from "./receivers.ts";

const MIDNIGHT = Date.parse("2026-11-26T00:00:00+07:00");
/** As hours of Bangkok's clock; 24 and later are of the next days. */
const at = (hours: number, minutes = 0, seconds = 0) =>
  MIDNIGHT + hours * HOUR + minutes * MINUTE + seconds * SECOND;
const NIGHT = { from: 22 * 60, until: 6 * 60 };
const mute = (more: Partial<Mute> = {}): Mute => ({
  ...{ id: 1, rule: null, subject: null, reason: "night", by: "somsri", madeAt: at(0) },
  ...{ from: at(0), until: at(7 * 24), daily: NIGHT },
  ...more,
});
const alert = { rule: "freeze-overdue", subject: { by: "bank", of: "KBANK" } } as const;

describe("from 22:00 to 06:00", () => {
  it.each<[string, now: number, until: number | null]>([
    ["a second before", at(21, 59, 59), null],
    ["at its begin", at(22), at(30)],
    ["before midnight", at(23, 59, 59), at(30)],
    ["at midnight", at(24), at(30)],
    ["after midnight", at(28, 30), at(30)],
    ["a second before its end", at(29, 59, 59), at(30)],
    ["at its end", at(30), null],
    ["at noon", at(36), null],
    ["when it is night in UTC, and day in Bangkok", at(6, 30), null],
    ["in the night that began before the mute", at(3), at(6)],
    ["after its last day", at(7 * 24 + 23), null],
  ])("%s", (_what, now, until) => {
    expect(mutedUntil([mute()], alert, now)).toBe(until);
  });
});

describe("a mute", () => {
  it.each<[string, Mute[], now: number, until: number | null]>([
    ["of one night is over in its middle", [mute({ until: at(25) })], at(23), at(25)],
    [
      "by day does not cross midnight",
      [mute({ daily: { from: 12 * 60, until: 13 * 60 } })],
      at(12, 30),
      at(13),
    ],
    ["by day holds at no other time", [mute({ daily: { from: 12 * 60, until: 13 * 60 } })], at(13), null],
    ["of all day long holds until its own end", [mute({ daily: null })], at(12), at(7 * 24)],
    [
      "from an hour to the same hour holds until its own end",
      [mute({ daily: { from: 480, until: 480 } })],
      at(9),
      at(7 * 24),
    ],
    ["goes on in the next one", [mute(), mute({ daily: { from: 5 * 60, until: 8 * 60 } })], at(23), at(32)],
    ["of another rule does not hold", [mute({ rule: "calls-20s" })], at(23), null],
    ["of another bank does not hold", [mute({ subject: "bank:SCB" })], at(23), null],
    ["of this rule at this bank does", [mute({ rule: alert.rule, subject: "bank:KBANK" })], at(23), at(30)],
  ])("%s", (_what, mutes, now, until) => {
    expect(mutedUntil(mutes, alert, now)).toBe(until);
  });
});

describe("an alert", () => {
  let clock: MovedClock;
  let post: Post;
  let program: Program;
  beforeAll(async () => {
    clock = standingClock();
    post = await openPostOffice();
    program = await startProgram({ clock, config: sendingBy(post) });
    await alerts.setRules(({ id }) => ({ isOn: id === "freeze-overdue", keepSeconds: 0 }));
  });
  afterAll(async () => {
    await program.close();
    await post.close();
  });
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
  const alerts = alertsOf(
    () => program,
    () => clock,
  );

  it("complaint 21: quiet hours and messages in UTC, which cannot cross midnight: in the night it waits for the morning by Bangkok's clock, and says its times by it", async () => {
    // The day after tomorrow: nothing is ever behind the real clock.
    const morning = startOf(dayOf(clock.now()) + 2) + 6 * HOUR;
    clock.ahead += morning - 45 * MINUTE - clock.now();
    await alerts.add({ channels: [{ kind: "mail", to: "duty@example.go.th" }] });
    await alerts.ask("POST", "/v1/alerts/mutes", {
      ...{ rule: null, subject: null, reason: "night", daily: NIGHT },
      ...{ from: clock.now(), until: clock.now() + 7 * DAY },
    });
    const [bank, other] = (await alerts.banks()) as [string, string];
    await alerts.late([bank, other]);
    await until(async () => (await alerts.open()).length).toBe(2);
    const { id, mutedUntil: end } = await alerts.episodeOf(bank);
    expect(end).toBe(morning);
    await until(async () => (await alerts.read(id)).messages).toMatchObject([
      { state: "deferred", dueAt: morning },
    ]);
    // Over before anybody was told: nobody hears of it.
    await alerts.answer(other);
    clock.ahead += 45 * MINUTE - SECOND;
    await until(async () => (await program.alerts.health()).judgedAt).toBe(clock.now());
    expect(post.got).toEqual([]);
    clock.ahead += SECOND;
    await until(() => post.got.length).toBe(1);
    const { text } = post.got[0]!;
    expect(text).toContain(bank);
    expect(text).not.toContain(other);
    // It says of when it is, because it is told later.
    expect(text).toMatch(/since 05:15 .*figures as of 05:15/);
    // Its end is told by day.
    await alerts.answer(bank);
    await until(() => post.got.length).toBe(2);
    expect(post.got[1]!.text).toMatch(/^Over: /);
  });
});
