/** What receivers get when the machine's clock jumps an hour ahead or back, and what goes on afterwards. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Channel } from "#wire/alerts.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

let clock: MovedClock;
/** The duty's webhook and its mail, and whoever looks after the machine. */
let hook: Hook;
let post: Post;
let system: Hook;
let program: Program;
let bank: string;
beforeEach(async () => {
  // At noon no hour leads into another day.
  clock = movedClock((DAY + 12 * HOUR - timeOfDay(Date.now())) % DAY);
  [hook, system, post] = await Promise.all([openHook(), openHook(), openPostOffice()]);
  program = await startProgram({ clock, config: sendingBy(post) });
  [bank] = (await alerts.banks()) as [string];
  const on = ["freeze-overdue", "complaint-overdue", "clock"];
  await alerts.setRules(({ id }) => ({
    isOn: on.includes(id),
    ...(id === "complaint-overdue" ? { keepSeconds: 120 } : {}),
  }));
  await alerts.add({
    name: "ฝ่ายระบบ",
    channels: [byHook(system)],
    hears: [{ policy: "system", afterMinutes: 0 }],
  });
});
afterEach(async () => {
  await program.close();
  await Promise.all([hook.close(), system.close(), post.close()]);
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask } = alerts;
const byHook = (to: Hook): Channel => ({ kind: "webhook", url: to.url, format: "standard" });
const byMail: Channel = { kind: "mail", to: "duty@example.go.th" };
const kindsOf = (of: Hook) => [...of.got].map(({ body }) => body.type.replace("alert.", ""));
const mails = () => [...post.got].map(({ text }) => text.split(":")[0]);
/** A case that is late by two hours is late by the clock of an hour before, too; no freeze that is told of is. */
const AGENCY = "ccib";
const state = async () => (await alerts.episodeOf(AGENCY))?.state;
/** It has judged three times by the clock as it is. */
async function judged() {
  for (let times = 0; times < 3; times++) {
    const from = clock.now();
    await until(async () => {
      const { judgedAt } = await readJudge(program.store.run);
      return judgedAt > from && judgedAt <= clock.now();
    }).toBe(true);
  }
}
const minutes = async (count: number) => {
  clock.ahead += count * MINUTE;
  await judged();
};

describe("a clock that jumps an hour ahead", { timeout: 60_000 }, () => {
  it("and back within a minute: no freeze is told as late before it is; whoever runs the machine hears of the clock", async () => {
    await alerts.add({ channels: [byHook(hook)] });
    await alerts.add({ name: "mail", channels: [byMail] });
    await alerts.late([bank], { ago: 10 * MINUTE });
    await judged();
    clock.off = HOUR;
    await judged();
    expect([kindsOf(system), kindsOf(hook), mails()]).toEqual([["firing"], [], []]);
    expect(system.got[0]!.body.data.text).toContain("clock");
    clock.off = 0;
    await judged();
    await minutes(49);
    expect([kindsOf(hook), mails()]).toEqual([[], []]);
    // Now its hour is over.
    await minutes(2);
    await until(() => [kindsOf(hook), mails()]).toEqual([["firing"], ["Alert"]]);
    await judged();
    expect([kindsOf(hook), mails()]).toEqual([["firing"], ["Alert"]]);
    // An hour after the last step the clock's alert is over.
    await minutes(10);
    await until(() => kindsOf(system)).toEqual(["firing", "resolve"]);
  });

  it("and stays: after a minute what is late by it is told once; if it goes back, so is that it is not", async () => {
    await alerts.add({ channels: [byHook(hook)] });
    await alerts.late([bank], { ago: 10 * MINUTE });
    await judged();
    clock.off = HOUR;
    await judged();
    expect(kindsOf(hook)).toEqual([]);
    await minutes(1);
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    clock.off = 0;
    await judged();
    await minutes(3);
    await until(() => kindsOf(hook)).toEqual(["firing", "resolve"]);
    await minutes(48);
    await until(() => kindsOf(hook)).toEqual(["firing", "resolve", "firing"]);
    expect(hook.once()).toHaveLength(3);
    expect(kindsOf(system)).toEqual(["firing"]);
  });

  it("holds back nothing that was late before", async () => {
    await alerts.add({ channels: [byHook(hook)] });
    clock.off = HOUR;
    await until(() => kindsOf(system)).toEqual(["firing"]);
    await alerts.lateCase(AGENCY);
    await until(() => kindsOf(hook)).toEqual(["firing"]);
  });
});

describe("a clock that jumps an hour back", { timeout: 60_000 }, () => {
  /** The alert is told to the first, and the clock goes back. */
  async function told() {
    await alerts.add({ channels: [byHook(hook)] });
    const answer = await alerts.lateCase(AGENCY);
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    return answer;
  }
  async function back() {
    clock.off = -HOUR;
    await judged();
    await until(() => kindsOf(system)).toEqual(["firing"]);
  }

  it("tells of the end of what is not late by it any more, once, and anew when its time is over again", async () => {
    await alerts.add({ channels: [byHook(hook)] });
    await alerts.late([bank], { ago: HOUR + 10 * MINUTE });
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    await back();
    await minutes(3);
    await until(() => kindsOf(hook)).toEqual(["firing", "resolve"]);
    await minutes(45);
    expect(kindsOf(hook)).toEqual(["firing", "resolve"]);
    await minutes(5);
    await until(() => kindsOf(hook)).toEqual(["firing", "resolve", "firing"]);
  });

  it("tells nobody twice, and the chain goes on: the next one is told ten minutes later, once", async () => {
    await alerts.add({
      name: "second",
      channels: [byMail],
      hears: [{ policy: "duty", afterMinutes: 10 }],
    });
    const answer = await told();
    await minutes(5);
    await back();
    await minutes(4);
    expect(mails()).toEqual([]);
    await minutes(7);
    await until(mails).toEqual(["Alert"]);
    await minutes(70);
    expect([kindsOf(hook), mails()]).toEqual([["firing"], ["Alert"]]);
    await answer();
    await judged();
    await minutes(3);
    await until(() => [kindsOf(hook), mails()]).toEqual([
      ["firing", "resolve"],
      ["Alert", "Over"],
    ]);
    await until(() => kindsOf(system)).toEqual(["firing", "resolve"]);
  });

  it("keeps an acknowledgement until the time that it names, and then tells again, once", async () => {
    await told();
    const { id } = await alerts.episodeOf(AGENCY);
    await ask("POST", `/v1/alerts/${id}/acknowledge`, { minutes: 30 });
    await back();
    await minutes(80);
    expect([kindsOf(hook), await state()]).toEqual([["firing"], "acknowledged"]);
    await minutes(11);
    await until(() => kindsOf(hook)).toEqual(["firing", "reminder"]);
    await minutes(5);
    expect(kindsOf(hook)).toEqual(["firing", "reminder"]);
    await until(() => kindsOf(system)).toEqual(["firing", "resolve"]);
  });

  it("keeps a mute until the time that it names, and then tells what it put off, once", async () => {
    await alerts.add({ channels: [byHook(hook)] });
    const now = clock.now();
    await ask("POST", "/v1/alerts/mutes", {
      ...{ rule: "complaint-overdue", subject: null, daily: null, reason: "ทดสอบ" },
      ...{ from: now - 2 * HOUR, until: now + 30 * MINUTE },
    });
    await alerts.lateCase(AGENCY);
    await until(state).toBe("firing");
    await back();
    await minutes(80);
    expect(kindsOf(hook)).toEqual([]);
    await minutes(11);
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    await minutes(5);
    expect(kindsOf(hook)).toEqual(["firing"]);
    await until(() => kindsOf(system)).toEqual(["firing", "resolve"]);
  });
});
