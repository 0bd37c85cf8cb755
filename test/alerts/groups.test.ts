/** Many alerts of one rule at once, and one after another: each recipient gets few messages, which lose nothing. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Load, MessageRow, NewRecipient } from "#wire/alerts.ts";
import { type MovedClock, type Program, standingClock, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

let clock: MovedClock;
let hook: Hook;
let post: Post;
let program: Program;
const banks: string[] = [];
beforeAll(async () => {
  // However busy the machine is, no wait of a group ends before a test says so.
  clock = standingClock();
  post = await openPostOffice();
  program = await startProgram({ clock, config: sendingBy(post) });
  banks.push(...(await alerts.banks()));
  // One rule speaks; its alerts are over as soon as they are well.
  await setRules(({ id }) => ({ isOn: id === "freeze-overdue", keepSeconds: 0 }));
});
afterAll(async () => {
  await program.close();
  await post.close();
});
beforeEach(async () => {
  hook = await openHook();
});
afterEach(async () => {
  await alerts.clear("recipients", "mutes");
  await answer(...alerts.owing());
  await until(async () => (await open()).length).toBe(0);
  // What goes bad again within half an hour is unstable.
  clock.ahead += 31 * MINUTE;
  await hook.close();
  post.expectNoMore();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { answer, ask, episodeOf, open, read, setRules } = alerts;
const mail = { kind: "mail", to: "duty@example.go.th" } as const;
const byHook = (format: "standard" | "alertmanager") => ({ kind: "webhook", url: hook.url, format }) as const;
const add = (more: Partial<NewRecipient> = {}) => alerts.add({ channels: [mail], ...more });
/** Freezes whose hour is over: one of each, and a second one of the first. */
const late = (...of: string[]) => alerts.late([...of, of[0]!]);
const lines = (at: number) => post.got[at]!.text.split(/\r?\n/);
/** How many mails name a bank: as the worst of them, or among the others. */
const naming = (bank: string) => post.pick(({ text }) => new RegExp(`\\b${bank}\\b`).test(text)).length;
/** The waiting messages of the follow-up, until which nothing is sent. */
async function waits(bank: string) {
  await until(async () => (await episodeOf(bank))?.id).toBeDefined();
  await newest((await episodeOf(bank)).id, { state: "queued", why: "grouped" });
}
const newest = (id: number, message: Partial<MessageRow>) =>
  until(async () => (await read(id)).messages.at(-1)).toMatchObject(message);
/** It is recorded that the message of this bank was taken: what follows is counted from then. */
const sent = async (bank: string) => newest((await episodeOf(bank)).id, { state: "sent" });
/** These banks answer, in one commit; the end of the first, which was told with others, waits for the follow-up. */
async function endWaits(...of: [string, ...string[]]) {
  const { id } = await episodeOf(of[0]);
  await answer(...of);
  const end = { kind: "resolve", state: "queued", why: "grouped" };
  await until(async () => (await read(id)).messages).toContainEqual(expect.objectContaining(end));
}

describe("25 banks that break a rule at once", () => {
  it("are one message, which names all, the worst first; and one that all are over", async () => {
    await add();
    await add({ name: "machine", channels: [byHook("alertmanager")] });
    await late(...banks);
    await until(() => post.got.length).toBe(1);
    await until(() => hook.got.length).toBe(1);
    const [head, worst, , more] = lines(0);
    expect(head).toBe(`${banks.length} alerts: Freezes over 60 min, by bank`);
    expect(worst).toBe(`The worst: ${banks[0]} not frozen within 60 min: 2`);
    expect(more).toContain(`${banks.length - 1} more: `);
    expect(new Set(more!.replace(/^.*: /, "").split(", ")).size).toBe(banks.length - 1);
    const body = () => JSON.parse(hook.got.at(-1)!.raw);
    expect(body()).toMatchObject({ status: "firing", notification_reason: "group", truncatedAlerts: 0 });
    const fired = body().alerts as { labels: { bank: string }; fingerprint: string; status: string }[];
    expect(fired.map(({ labels }) => labels.bank).sort()).toEqual([...banks].sort());
    // The page of each says how it went.
    const { messages } = await read((await episodeOf(banks[3]!)).id);
    expect(messages.map(({ recipient, state, why }) => [recipient, state, why]).sort()).toEqual([
      ["machine", "delivered", "grouped"],
      ["หัวหน้าเวร", "sent", "grouped"],
    ]);

    await answer(...banks);
    await until(() => post.got.length).toBe(2);
    await until(() => hook.got.length).toBe(2);
    expect(lines(1)[0]).toBe(`Over: ${banks.length} alerts: Freezes over 60 min, by bank`);
    expect(new Set(lines(1)[1]!.split(", ")).size).toBe(banks.length);
    expect(body().status).toBe("resolved");
    const ended = body().alerts as typeof fired;
    const byBank = (of: typeof fired) =>
      new Map(of.map(({ labels, fingerprint }) => [labels.bank, fingerprint]));
    expect(byBank(ended)).toEqual(byBank(fired));
    // To each of the two when it fired and when it was over.
    const { rules } = await ask<Load>("GET", "/v1/alerts/load?days=1");
    expect(rules).toMatchObject([{ id: "freeze-overdue", fired: banks.length, messages: 4 }]);
  });
  it("are told to a machine one by one", async () => {
    await add({ channels: [byHook("standard")] });
    await late(...banks);
    await until(() => hook.got.length).toBe(banks.length);
    expect(new Set(hook.got.map(({ body }) => body.type))).toEqual(new Set(["alert.firing"]));
  });
  it("are one message to the next in the chain, and none of those that were taken", async () => {
    await add({ hears: [{ policy: "duty", afterMinutes: 5 }] });
    await late(...banks.slice(0, 6));
    await until(async () => (await open()).length).toBe(6);
    await ask("POST", `/v1/alerts/${(await episodeOf(banks[1]!)).id}/acknowledge`, {});
    clock.ahead += 5 * MINUTE;
    await until(() => post.got.length).toBe(1);
    expect(lines(0)[0]).toMatch(/^5 alerts: /);
    expect(naming(banks[1]!)).toBe(0);
  });
  it("are told without those that are muted, which are told when the mute ends", async () => {
    await add();
    const now = clock.now();
    await ask("POST", "/v1/alerts/mutes", {
      ...{ rule: null, subject: `bank:${banks[2]}`, daily: null, reason: "test" },
      ...{ from: now - MINUTE, until: now + 30 * MINUTE },
    });
    await late(...banks.slice(0, 4));
    await until(() => post.got.length).toBe(1);
    expect(lines(0)[0]).toMatch(/^3 alerts: /);
    expect(naming(banks[2]!)).toBe(0);
    await sent(banks[0]!);
    clock.ahead += 31 * MINUTE;
    await until(() => post.got.length).toBe(2);
    expect(lines(1)[0]).toContain(banks[2]);
  });
});

describe("what follows the first of a group", () => {
  it("is collected, with what is over by then, into one message", async () => {
    await add();
    const [first, second, third, fourth, fifth] = banks as [string, string, string, string, string];
    await late(first, fifth);
    await until(() => post.got.length).toBe(1);
    await sent(first);
    await late(second);
    await waits(second);
    await late(third, fourth);
    await waits(third);
    // Told, and over before the follow-up; and never told, and over: nobody hears of it.
    await endWaits(first, fourth);
    await until(async () => (await open()).length).toBe(3);
    expect(post.got.length).toBe(1);
    clock.ahead += 15 * SECOND;
    await until(() => post.got.length).toBe(2);
    expect(lines(1)[0]).toMatch(/^2 alerts: /);
    expect(lines(1)).toContainEqual(expect.stringMatching(new RegExp(`^Over, 1: ${first} at `)));
    expect([second, third, fourth].map(naming)).toEqual([1, 1, 0]);
  });
  it("is not its own end: an alert that is alone is over at once", async () => {
    await add();
    await late(banks[0]!);
    await until(() => post.got.length).toBe(1);
    await answer(banks[0]!);
    await until(() => post.got.length).toBe(2);
    expect(lines(1)[0]).toMatch(/^Over: /);
  });
});

describe("a group", () => {
  it("that the first channel refuses is told by the next one: to a machine one by one", async () => {
    await add({ channels: [mail, byHook("standard")] });
    post.next.push({ code: 552, at: "rcpt" });
    await late(...banks.slice(0, 3));
    await until(() => hook.got.length).toBe(3);
    const told = hook.got.map(({ body }) => (body.data.subject as { of: string }).of);
    expect(told.sort()).toEqual(banks.slice(0, 3).sort());
    await answer(...banks.slice(0, 3));
    await until(() => post.got.length).toBe(1);
    expect(lines(0)[0]).toMatch(/^Over: 3 alerts/);
  });
  it("that was not taken is tried again with whoever came since, without what was taken meanwhile", async () => {
    await add();
    post.next.push({ code: 451, at: "rcpt" });
    const [first, second, third, fourth] = banks as [string, string, string, string];
    await late(first, second, third);
    const { id } = await (async () => {
      await until(async () => (await open()).length).toBe(3);
      return episodeOf(second);
    })();
    await until(async () => (await read(id)).messages.at(-1)).toMatchObject({
      ...{ state: "queued", why: "receiver-busy", tries: 1 },
    });
    await ask("POST", `/v1/alerts/${id}/acknowledge`, {});
    clock.ahead += 10 * SECOND;
    await until(() => post.got.length).toBe(1);
    expect(lines(0)[0]).toMatch(/^2 alerts: /);
    expect([first, second, third].map(naming)).toEqual([1, 0, 1]);
    await late(fourth);
    await waits(fourth);
    // Whoever was not told does not hear that it is over.
    await endWaits(first, second);
    await until(async () => (await open()).length).toBe(2);
    clock.ahead += 15 * SECOND;
    await until(() => post.got.length).toBe(2);
    expect([first, second, third, fourth].map(naming)).toEqual([2, 0, 1, 1]);
  });
  it("that may have gone is told once more, marked so; and each end once", async () => {
    await add();
    post.next.push("cut-after-data");
    await late(...banks.slice(0, 3));
    await until(() => post.got.length).toBe(2);
    expect(lines(1)[0]).toBe("This may be a repetition");
    expect(lines(1)[1]).toMatch(/^3 alerts: /);
    await answer(...banks.slice(0, 3));
    await until(() => post.got.length).toBe(3);
    expect(lines(2)[0]).toMatch(/^Over: 3 alerts/);
  });
  it("is one message of those that a recipient may get in ten minutes, and what is over becomes a digest", async () => {
    await add({ mostIn10Minutes: 1 });
    await late(...banks.slice(0, 3));
    await until(() => post.got.length).toBe(1);
    await late(...banks.slice(3, 6));
    await until(async () => (await open()).length).toBe(6);
    await until(async () => (await read((await episodeOf(banks[5]!)).id)).messages.at(-1)).toMatchObject({
      ...{ state: "folded", why: "over-rate" },
    });
    clock.ahead += 10 * MINUTE + SECOND;
    await until(() => post.got.length).toBe(2);
    expect(lines(1)[0]).toBe("3 messages in one");
    expect(banks.slice(0, 6).map(naming)).toEqual(Array(6).fill(1));
  });
});
