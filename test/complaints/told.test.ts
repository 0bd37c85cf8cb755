/** What people are told of an alert that comes and goes, is muted, taken, refused or old: the whole way, to real receivers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { EpisodeRow } from "#wire/alerts.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { alertsOf } from "../alerts/overdue.ts";
import { type Hook, openHook } from "../alerts/receivers.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";

let clock: MovedClock;
let hook: Hook;
let director: Hook;
let program: Program;
const banks: string[] = [];
let bank = "";
beforeAll(async () => {
  clock = movedClock();
  [hook, director] = await Promise.all([openHook(), openHook()]);
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  banks.push(...(await alerts.banks()));
});
afterAll(async () => {
  await program.close();
  await Promise.all([hook.close(), director.close()]);
});
afterEach(async () => {
  await alerts.clear("recipients", "mutes");
  for (const { id, state } of await alerts.open())
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  hook.expectNoMore();
  director.expectNoMore();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask } = alerts;
const byHook = (to: Hook) => ({ kind: "webhook", url: to.url, format: "standard" }) as const;
const kindsOf = (of: Hook) => [...of.got].map(({ body }) => body.type.replace("alert.", ""));
/** One rule speaks: whatever else comes is a message that nobody expected. */
const rule = (only = "freeze-overdue", change = {}) =>
  alerts.setRules(({ id }) => (id === only ? { isOn: true, ...change } : { isOn: false }));
async function judged() {
  for (let times = 0; times < 2; times++) {
    const from = clock.now();
    await until(async () => (await readJudge(program.store.run)).judgedAt).toBeGreaterThan(from);
  }
}
async function minutes(count: number) {
  clock.ahead += count * MINUTE;
  await judged();
}
const its = async () => (await alerts.episodeOf(bank)) as EpisodeRow | undefined;
/** A freeze of a bank that had none is overdue. Gives how it is answered. */
async function late() {
  [bank] = banks.splice(0, 1) as [string];
  banks.push(bank);
  const answer = await alerts.late([bank]);
  await until(async () => (await its())?.state).toBe("firing");
  return answer;
}
/** What it looks at is well for as long as the rule asks. */
async function ends(answer: () => Promise<unknown>) {
  await answer();
  await judged();
  await minutes(3);
  await until(its).toBeUndefined();
}
const mute = (until: number) =>
  ask<{ id: number }>("POST", "/v1/alerts/mutes", {
    ...{ rule: "freeze-overdue", subject: null, daily: null, reason: "ทดสอบ" },
    ...{ from: clock.now(), until },
  });

describe("what people are told", { timeout: 60_000 }, () => {
  it("complaint 14: flapping, no hysteresis: a bank that comes and goes is told once, and its end once", async () => {
    await rule();
    await alerts.add({ channels: [byHook(hook)] });
    await late();
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    // Well for a minute, late for a minute, six times: never for the two minutes that the rule asks.
    for (let turn = 0; turn < 6; turn++) {
      await alerts.answer(bank);
      await judged();
      await minutes(1);
      await alerts.late([bank]);
      await judged();
      await minutes(1);
    }
    expect(await its()).toMatchObject({ state: "firing", cause: "unstable" });
    expect(kindsOf(hook)).toEqual(["firing"]);
    // Quiet for as long as an unstable one has to be.
    await alerts.answer(bank);
    await judged();
    await minutes(31);
    await until(() => kindsOf(hook)).toEqual(["firing", "resolve"]);
    await minutes(5);
    expect(kindsOf(hook)).toEqual(["firing", "resolve"]);
  });

  /** What the receiver has got when it is over, and when all mutes are. */
  const ENDS: {
    what: string;
    begin: () => Promise<() => Promise<unknown>>;
    before?: () => Promise<unknown>;
    over: string[];
    later: string[];
  }[] = [
    { what: "was told", begin: late, over: ["firing", "resolve"], later: ["firing", "resolve"] },
    {
      what: "was muted all the time",
      begin: () => mute(clock.now() + HOUR).then(late),
      over: [],
      later: [],
    },
    {
      what: "was told, and muted before its end",
      begin: late,
      before: () => mute(clock.now() + HOUR),
      over: ["firing"],
      later: ["firing", "resolve"],
    },
    {
      what: "was muted, and told when that was over",
      begin: () => mute(clock.now() + 10 * MINUTE).then(late),
      before: () => minutes(11),
      over: ["firing", "resolve"],
      later: ["firing", "resolve"],
    },
    {
      what: "was told, and taken by somebody",
      begin: late,
      before: async () => ask("POST", `/v1/alerts/${(await its())!.id}/acknowledge`, {}),
      over: ["firing", "resolve"],
      later: ["firing", "resolve"],
    },
    {
      what: "was muted, and taken by somebody",
      begin: () => mute(clock.now() + HOUR).then(late),
      before: async () => ask("POST", `/v1/alerts/${(await its())!.id}/acknowledge`, { minutes: 120 }),
      over: [],
      later: [],
    },
    {
      what: "was refused by its receiver",
      begin() {
        hook.next.push({ status: 400 });
        return late();
      },
      over: ["firing"],
      later: ["firing"],
    },
    {
      what: "waited for its receiver, which could not",
      begin() {
        hook.next.push({ status: 503, headers: { "retry-after": "1800" } });
        return late();
      },
      over: ["firing"],
      later: ["firing"],
    },
  ];
  it.each(ENDS)(
    "complaint 16: an end for what was never sent, or lost in a mute: of what $what",
    async ({ begin, before, over, later }) => {
      await rule();
      await alerts.add({ channels: [byHook(hook)] });
      const answer = await begin();
      // Whoever is not muted by then is told.
      if (!(await its())!.mutedUntil) await until(() => kindsOf(hook)).toEqual(["firing"]);
      await before?.();
      await judged();
      await ends(answer);
      await until(() => kindsOf(hook)).toEqual(over);
      await minutes(61);
      await until(() => kindsOf(hook)).toEqual(later);
      await judged();
      expect(kindsOf(hook)).toEqual(later);
    },
  );

  it("complaint 19: an acknowledgement does not stop paging, nobody owns it, old ones wake up", async () => {
    // A case is told of for a day after its 72 hours; a freeze for an hour after its own.
    await rule("complaint-overdue", { chainHours: 3, keepSeconds: 120 });
    await alerts.add({ channels: [byHook(hook)] });
    const hears = [{ policy: "duty" as const, afterMinutes: 10 }];
    await alerts.add({ name: "director", channels: [byHook(director)], hears });
    // Nobody takes it: the next one of the chain is told, and the page says that it is nobody's.
    bank = "ccib";
    const answer = await alerts.lateCase(bank);
    await until(() => kindsOf(hook)).toEqual(["firing"]);
    expect(await its()).toMatchObject({ owner: null, nextRecipients: ["director"] });
    await minutes(11);
    await until(() => kindsOf(director)).toEqual(["firing"]);
    // Somebody does: it is his, and nobody is told again until that ends; then it is nobody's again.
    await ask("POST", `/v1/alerts/${(await its())!.id}/acknowledge`, { minutes: 60 });
    expect(await its()).toMatchObject({ state: "acknowledged", owner: "tester" });
    await minutes(59);
    expect([kindsOf(hook), kindsOf(director)]).toEqual([["firing"], ["firing"]]);
    await minutes(2);
    await until(() => kindsOf(hook)).toEqual(["firing", "reminder"]);
    expect(await its()).toMatchObject({ state: "firing", owner: null });
    // Taken again, for longer than an alert may wake people: when that ends it does not.
    await ask("POST", `/v1/alerts/${(await its())!.id}/acknowledge`, { minutes: 120 });
    await minutes(121);
    expect([kindsOf(hook), kindsOf(director)]).toEqual([["firing", "reminder"], ["firing"]]);
    await ends(answer);
    await until(() => kindsOf(director).at(-1)).toBe("resolve");
    await until(() => kindsOf(hook)).toEqual(["firing", "reminder", "resolve"]);
    expect(kindsOf(director)).toEqual(["firing", "resolve"]);
  });
});
