/** The whole way: an event, or its absence, to the receivers of mail and webhooks. */
import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type {
  EpisodeAnswer,
  EpisodeRow,
  MessageRow,
  NewRecipient,
  Recipient,
  Rule,
  RuleBody,
} from "#wire/alerts.ts";
import { waitingDigest } from "../../backend/alerts/outbox/groupQueries.ts";
import { uuidOf } from "../../backend/alerts/outbox/ids.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Got, type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

let clock: MovedClock;
let hook: Hook;
let post: Post;
let program: Program;
/** One for all tests, each of which has a bank of its own. */
let bank: string;
const banks: string[] = [];
/** The bank that was taken longest ago: what was late at it is answered when its test ends. */
function takeBank(): string {
  const taken = banks.shift()!;
  banks.push(taken);
  return taken;
}
beforeAll(async () => {
  clock = movedClock();
  post = await openPostOffice();
  program = await startProgram({ clock, config: sendingBy(post) });
  banks.push(...(await alerts.banks()));
  // With each late freeze of a test the objective of the day gets worse: its rules would speak between.
  await alerts.setRules(({ condition }) => (condition === "freeze-60m" ? { isOn: false } : null));
});
afterAll(async () => {
  await program.close();
  await post.close();
});
beforeEach(async () => {
  hook = await openHook();
  bank = takeBank();
});
afterEach(async () => {
  await alerts.clear("recipients", "mutes");
  for (const owing of alerts.owing()) await alerts.answer(owing);
  for (const { id, state } of await all())
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  await hook.close();
  post.expectNoMore();
  post.next.length = 0;
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask, read } = alerts;
const all = alerts.open;
const recipient = (more: Partial<NewRecipient> = {}): NewRecipient => ({
  name: "หัวหน้าเวร",
  lang: "th",
  mostIn10Minutes: 100,
  channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
  hears: [{ policy: "duty", afterMinutes: 0 }],
  ...more,
});
const add = (more: Partial<NewRecipient> = {}) =>
  ask<Recipient>("POST", "/v1/alerts/recipients", recipient(more));
const signatureOf = ({ id, headers, raw }: Got, secret: string) => {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${id}.${headers["webhook-timestamp"]}.${raw}`;
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
};
/** What is open of the test's bank. */
const open = async (of = [bank]) =>
  (await all()).filter(({ subject, rule }) => rule === "freeze-overdue" && of.includes(subject.of!));
/** Those whose message waits for a digest, once each of these banks has its message: sent, or waiting. */
async function foldedOf(banks: string[]) {
  const among = (states: string[]) => async () => {
    const episodes = await Promise.all((await open(banks)).map(({ id }) => read(id)));
    return episodes.filter(({ messages }) => messages.some(({ state }) => states.includes(state)));
  };
  await until(async () => (await among(["folded", "sent", "delivered"])()).length).toBe(banks.length);
  return among(["folded"])();
}
/** By mail: there is room for this one, and for no more within ten minutes. */
async function fill() {
  const before = post.got.length;
  await late(takeBank(), HOUR + SECOND);
  await until(() => post.got.length).toBe(before + 1);
}
/** A freeze that was requested so long ago, and is not answered. Returns how it is. */
const late = (bank: string, ago: number, satang = 5_000_000) => alerts.late([bank], { ago, satang });
const kinds = (of = hook.got) => of.map(({ body }) => body.type);

describe("a bank that goes slow", () => {
  it("is told at once, with what broke, where, how much, since when, what to do and a link; and when it is over", async () => {
    const { secret } = await add();
    const answer = await late(bank, HOUR + SECOND);
    await until(() => kinds()).toEqual(["alert.firing"]);
    const { text, title } = hook.got[0]!.body.data;
    expect(title).toBe(`AOC 1441 · แจ้งเหตุ: ${bank} ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี`);
    const [head, detail, todo, link] = text.split("\n");
    expect(head).toBe(`แจ้งเหตุ: ${bank} ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี`);
    expect(detail).toMatch(/^บัญชีชั้นที่ 1 · 50(\.0)? พันบาท · ตั้งแต่ \d\d:\d\d \(\d วิ\) · ตัวเลข ณ \d\d:\d\d$/);
    expect(todo).toMatch(/^สิ่งที่ต้องทำ: โทรหาผู้ประสานงานของธนาคาร/);
    expect(link).toMatch(/\/alerts\?episode=\d+&asOf=[\dT:.-]+Z$/);
    // Signed as the Standard Webhooks specification says.
    expect(hook.got[0]!.headers["webhook-signature"]).toBe(signatureOf(hook.got[0]!, secret!));

    const [episode] = await open();
    expect(episode).toMatchObject({
      state: "firing",
      rule: "freeze-overdue",
      subject: { by: "bank", of: bank },
    });
    await answer();
    clock.ahead += SECOND;
    await until(async () => (await read(episode!.id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 2 * MINUTE;
    await until(() => kinds()).toEqual(["alert.firing", "alert.resolve"]);
    const { transitions, messages } = await read(episode!.id);
    expect(transitions.map(({ reason }) => reason)).toEqual(["breach-held", "recovery-began", "recovered"]);
    expect(messages.map(({ kind, state, attempts }) => [kind, state, attempts[0]!.code])).toEqual([
      ["firing", "delivered", "204"],
      ["resolve", "delivered", "204"],
    ]);
  });

  it("is told with a link that fixes the moment: what was known and the figures stay as they were then", async () => {
    await add();
    const answer = await late(bank, HOUR + SECOND);
    await until(() => kinds()).toEqual(["alert.firing"]);
    const { text, link, episode: of } = hook.got[0]!.body.data;
    const episode = of!;
    const asOf = new URL(String(link)).searchParams.get("asOf")!;
    const then = () => ask<EpisodeAnswer>("GET", `/v1/alerts/${episode}?asOf=${asOf}`);
    const { known } = await then();
    expect(known.state).toBe("firing");
    expect(text).toContain(known.said.th);
    const { metric, subject, from, until: end, step } = known.figure!;
    expect({ metric, subject }).toEqual({ metric: "freezes.sla_60m", subject: { by: "bank", of: bank } });
    const question = new URLSearchParams({
      metric,
      from: new Date(from).toISOString(),
      to: new Date(end).toISOString(),
      step,
      bank,
    });
    const figures = async (more = "") =>
      (await ask<{ rows: unknown }>("GET", `/v1/figures?${question}${more}`)).rows;
    const shown = await figures(`&asOf=${asOf}`);
    await answer();
    await (await late(bank, 5 * MINUTE))();
    clock.ahead += SECOND;
    await until(async () => (await read(episode)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 2 * MINUTE;
    await until(() => kinds()).toEqual(["alert.firing", "alert.resolve"]);
    expect((await read(episode)).known.state).toBe("resolved");
    expect(await figures()).not.toEqual(shown);
    expect((await then()).known).toEqual(known);
    expect(await figures(`&asOf=${asOf}`)).toEqual(shown);
    // Before it began nothing was known of it.
    const before = new Date(Date.parse(asOf) - HOUR).toISOString();
    expect((await ask<EpisodeAnswer>("GET", `/v1/alerts/${episode}?asOf=${before}`)).known.state).toBeNull();
  });

  it("is told as what it was then, though it became unstable later", async () => {
    await add();
    const answer = await late(bank, HOUR + SECOND);
    await until(() => kinds()).toEqual(["alert.firing"]);
    const { text, link, episode } = hook.got[0]!.body.data;
    await answer();
    clock.ahead += SECOND;
    const last = async () => (await read(episode!)).transitions.at(-1)!.reason;
    await until(last).toBe("recovery-began");
    await late(bank, HOUR + SECOND);
    clock.ahead += SECOND;
    await until(last).toBe("unstable-began");
    const { search } = new URL(String(link));
    const then = await ask<EpisodeAnswer>(
      "GET",
      `/v1/alerts/${episode}${search.replace(/episode=\d+&/, "")}`,
    );
    expect(then.episode.title.th).toMatch(/^ไม่นิ่ง: /);
    expect(text).toContain(then.known.said.th);
    // And the message is shown as it was sent.
    expect(then.messages.map((message) => message.text)).toEqual([text]);
    expect((await read(episode!)).known.said.th).toMatch(/^ไม่นิ่ง: /);
  });

  it("is told in the form of Alertmanager's webhook to whoever wants that, and when it is over", async () => {
    await add({ channels: [{ kind: "webhook", url: hook.url, format: "alertmanager" }] });
    const answer = await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const [episode] = await open();
    await answer();
    clock.ahead += SECOND;
    await until(async () => (await read(episode!.id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 2 * MINUTE;
    await until(() => hook.got.length).toBe(2);
    const { firedAt, resolvedAt } = await read(episode!.id).then(({ episode }) => episode);
    const labels = { alertname: "freeze-overdue", severity: "high", bank };
    const link = new RegExp(`/alerts\\?episode=${episode!.id}&asOf=[^&]+Z$`);
    const told = (status: string, at: number, title: string, endsAt: string) => ({
      version: "4",
      groupKey: `{}:{episode="${episode!.id}"}`,
      truncatedAlerts: 0,
      status,
      receiver: "หัวหน้าเวร",
      groupLabels: { alertname: "freeze-overdue" },
      commonLabels: labels,
      commonAnnotations: {
        summary: expect.stringContaining(title),
        description: expect.stringContaining(title),
      },
      externalURL: expect.stringMatching(/\/alerts$/),
      notification_reason: at === 0 ? "firing" : "resolve",
      alerts: [
        {
          status,
          labels,
          annotations: {
            summary: expect.stringContaining(title),
            description: expect.stringContaining(title),
            kind: at === 0 ? "firing" : "resolve",
          },
          startsAt: new Date(firedAt!).toISOString(),
          endsAt,
          generatorURL: expect.stringMatching(link),
          fingerprint: uuidOf(`alert ${episode!.id}`),
        },
      ],
    });
    expect(hook.got.map(({ raw }) => JSON.parse(raw))).toEqual([
      told("firing", 0, "แจ้งเหตุ", "0001-01-01T00:00:00Z"),
      told("resolved", 1, bank, new Date(resolvedAt!).toISOString()),
    ]);
  });

  it("is told when the hour passes, without any event", async () => {
    await add();
    await late(bank, HOUR - 1_500);
    expect(kinds()).not.toContain("alert.firing");
    await until(() => hook.got.map(({ body }) => body.data.rule)).toContain("freeze-overdue");
  });

  it("is told by mail, with an id that stays, in the recipient's language", async () => {
    await add({ channels: [{ kind: "mail", to: "duty@example.go.th" }], lang: "en" });
    await late(bank, HOUR + SECOND);
    await until(() => post.got.length).toBe(1);
    const { to, text, messageId } = post.got[0]!;
    expect(to).toBe("duty@example.go.th");
    expect(text).toContain(`Alert: ${bank} not frozen within 60 min: 1`);
    const { messages } = await read((await open())[0]!.id);
    expect(messageId).toBe(`${messages[0]!.id}@example.go.th`);
  });
});

describe("an acknowledgement", () => {
  it("stops the chain at once, has an owner and a note, and expires", async () => {
    await add();
    await add({ name: "ผู้อำนวยการ", hears: [{ policy: "duty", afterMinutes: 10 }] });
    await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const [{ id, nextRecipients }] = (await open()) as [EpisodeRow];
    expect(nextRecipients).toEqual(["ผู้อำนวยการ"]);
    await ask("POST", `/v1/alerts/${id}/acknowledge`, { note: "โทรแล้ว", minutes: 30 });
    expect(await open()).toMatchObject([
      { state: "acknowledged", owner: "tester", note: "โทรแล้ว", nextStepAt: null },
    ]);
    clock.ahead += 11 * MINUTE;
    await until(async () => (await program.alerts.health()).judgedAt).toBeGreaterThan(
      clock.now() - 3 * SECOND,
    );
    expect(kinds()).toEqual(["alert.firing"]);
    clock.ahead += 20 * MINUTE;
    await until(() => kinds()).toEqual(["alert.firing", "alert.reminder"]);
    expect(await ask("GET", "/v1/audit")).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ deed: "alert.acknowledged" })]),
    });
  });
  it("that is given back lets the chain go on where it stood, and what was held back is sent", async () => {
    await add();
    await add({ name: "ผู้อำนวยการ", hears: [{ policy: "duty", afterMinutes: 10 }] });
    // What is told of while nothing takes it waits.
    hook.next.push({ status: 503 });
    await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await expect(ask("POST", `/v1/alerts/${id}/give-back`)).rejects.toThrow("400");
    await ask("POST", `/v1/alerts/${id}/acknowledge`, { note: "ผิดเหตุ", minutes: 30 });
    await until(async () => (await read(id)).messages.map(({ state, why }) => [state, why])).toEqual([
      ["superseded", "acknowledged-first"],
    ]);
    await ask("POST", `/v1/alerts/${id}/give-back`);
    expect(await open()).toMatchObject([
      { state: "firing", owner: null, note: null, ackUntil: null, nextRecipients: ["ผู้อำนวยการ"] },
    ]);
    await until(() => kinds()).toEqual(["alert.firing", "alert.firing"]);
    clock.ahead += 11 * MINUTE;
    await until(() => kinds()).toEqual(["alert.firing", "alert.firing", "alert.firing"]);
    const { transitions, messages } = await read(id);
    expect(transitions.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["acknowledged", "given-back", "chain-step"]),
    );
    expect(
      messages.map(({ recipient, state, because, step }) => [recipient, state, because?.en, step]),
    ).toEqual([
      [expect.any(String), "delivered", "over the limit for long enough", 0],
      ["ผู้อำนวยการ", "delivered", "nobody has it; the next ones are told", 10],
    ]);
  });
  it("of what does not exist, or is over, is refused", async () => {
    await expect(ask("POST", "/v1/alerts/999999/acknowledge", {})).rejects.toThrow("404");
    await add();
    await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await ask("POST", `/v1/alerts/${id}/resolve`, { note: "ทดสอบ" });
    await until(() => kinds()).toEqual(["alert.firing", "alert.resolve"]);
    await expect(ask("POST", `/v1/alerts/${id}/acknowledge`, {})).rejects.toThrow("400");
    expect(await open()).toEqual([]);
  });
});

describe("a mute", () => {
  it("puts messages off, and loses no end: who was told hears it when the mute is over", async () => {
    await add();
    const answer = await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const now = clock.now();
    const mute = {
      rule: null,
      subject: `bank:${bank}`,
      from: now,
      until: now + HOUR,
      daily: null,
      reason: "ทดสอบ",
    };
    await ask("POST", "/v1/alerts/mutes", mute);
    await answer();
    const [{ id }] = (await open()) as [EpisodeRow];
    await until(async () => (await read(id)).episode.mutedUntil).toBe(now + HOUR);
    await until(async () => (await read(id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 3 * MINUTE;
    await until(async () => (await read(id)).messages.map(({ state, why }) => [state, why])).toEqual([
      ["delivered", null],
      ["deferred", "muted"],
    ]);
    expect(kinds()).toEqual(["alert.firing"]);
    clock.ahead += HOUR;
    await until(() => kinds()).toEqual(["alert.firing", "alert.resolve"]);
  });
  it("of an alert that is over before its end tells nobody anything: nobody knew of it", async () => {
    await add();
    const now = clock.now();
    const mute = {
      rule: "freeze-overdue",
      subject: null,
      from: now,
      until: now + HOUR,
      daily: null,
      reason: "ทดสอบ",
    };
    await ask("POST", "/v1/alerts/mutes", mute);
    const answer = await late(bank, HOUR + SECOND);
    await until(async () => (await open()).length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await answer();
    await until(async () => (await read(id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 3 * MINUTE;
    await until(async () => (await read(id)).messages.map(({ state, why }) => [state, why])).toEqual([
      ["superseded", "resolved-first"],
    ]);
    clock.ahead += HOUR;
    await until(async () => (await program.alerts.health()).judgedAt).toBeGreaterThan(
      clock.now() - 3 * SECOND,
    );
    expect(hook.got).toEqual([]);
  });
});

describe("a receiver", () => {
  it.each<[string, Hook["next"], number]>([
    ["that answers 500 is tried again", [{ status: 500 }], 5 * SECOND],
    ["that answers 429 without a time is tried again", [{ status: 429 }], 5 * SECOND],
    [
      "that answers 429 with a time is tried again then",
      [{ status: 429, headers: { "retry-after": "60" } }],
      60 * SECOND,
    ],
    ["that breaks the connection is tried again with the same key", ["cut"], 5 * SECOND],
  ])("%s", async (_what, answers, after) => {
    await add();
    hook.next.push(...answers);
    await late(bank, HOUR + SECOND);
    await until(() => hook.got.length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await until(async () => (await read(id)).messages[0]!.state).toBe("queued");
    const { dueAt } = (await read(id)).messages[0]!;
    expect(Math.abs(dueAt - clock.now() - after)).toBeLessThan(3 * SECOND);
    clock.ahead += after + SECOND;
    await until(() => hook.got.length).toBe(2);
    expect(hook.once()).toHaveLength(1);
    await until(async () => (await read(id)).messages.map(({ state }) => state)).toEqual(["delivered"]);
  });

  it.each<[string, Hook["next"][number], string]>([
    ["answers 404", { status: 404 }, "refused-by-receiver"],
    ["is gone for good (410)", { status: 410 }, "webhook-gone"],
    ["redirects", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, "refused-by-receiver"],
  ])("that %s is not tried again: the next channel is used", async (_what, answer, why) => {
    await add({ channels: [...recipient().channels, { kind: "mail", to: "duty@example.go.th" }] });
    hook.next.push(answer);
    await late(bank, HOUR + SECOND);
    await until(() => post.got.length).toBe(1);
    const { messages } = await read((await open())[0]!.id);
    expect(messages.map((each) => [each.channel, each.state, each.why])).toEqual([
      ["webhook", "refused", why],
      ["mail", "sent", null],
    ]);
    expect(hook.got).toHaveLength(1);
  });

  it("inside the own network is refused where that is not allowed", async () => {
    await add({
      channels: [{ kind: "webhook", url: hook.url.replace("127.0.0.1", "127.0.0.2"), format: "standard" }],
    });
    await late(bank, HOUR + SECOND);
    await until(async () => (await open()).length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await until(async () => (await read(id)).messages.map(({ state, why }) => [state, why])).toEqual([
      ["refused", "own-network"],
    ]);
    expect(hook.got).toEqual([]);
  });

  it("of mail that refuses for now is tried again, one that refuses for good is not", async () => {
    await add({ channels: [{ kind: "mail", to: "duty@example.go.th" }] });
    post.next.push({ code: 451, at: "rcpt" }, { code: 552, at: "data" });
    await late(bank, HOUR + SECOND);
    await until(async () => (await open()).length).toBe(1);
    const [{ id }] = (await open()) as [EpisodeRow];
    await until(async () => (await read(id)).messages[0]?.why).toBe("receiver-busy");
    clock.ahead += 6 * SECOND;
    await until(async () =>
      (await read(id)).messages.map(({ state, why, attempts }) => [
        state,
        why,
        attempts.map(({ code }) => code),
      ]),
    ).toEqual([["refused", "refused-by-receiver", ["451", "552"]]]);
    expect(post.got).toEqual([]);
  });

  it("of mail that is cut off after the text leaves a doubt: it is sent once more, and says that it may be a repetition", async () => {
    await add({ channels: [{ kind: "mail", to: "duty@example.go.th" }] });
    post.next.push("cut-after-data");
    const answer = await late(bank, HOUR + SECOND);
    await until(() => post.got.length).toBe(2);
    expect(post.got.map(({ text }) => text.startsWith("อาจเป็นข้อความซ้ำ"))).toEqual([false, true]);
    const [{ id }] = (await open()) as [EpisodeRow];
    await until(async () => (await read(id)).messages.map(({ state, why }) => [state, why])).toEqual([
      ["doubt", "cut-off"],
      ["sent", null],
    ]);
    // The end is told once.
    await answer();
    await until(async () => (await read(id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 3 * MINUTE;
    await until(() => post.got.length).toBe(3);
  });
});

describe("a recipient", () => {
  it("gets no more than it can read: what is over comes as one digest that names each", async () => {
    await add({ mostIn10Minutes: 1 });
    const three = [bank, takeBank(), takeBank()];
    for (const each of three) await late(each, HOUR + SECOND);
    await until(async () => (await open(three)).length).toBe(3);
    await until(() => hook.got.length).toBe(1);
    await until(async () => {
      const episodes = await Promise.all((await open(three)).map(({ id }) => read(id)));
      return episodes.flatMap(({ messages }) => messages.map(({ state }) => state)).sort();
    }).toEqual(["delivered", "folded", "folded"]);
    clock.ahead += 10 * MINUTE + SECOND;
    await until(() => kinds()).toEqual(["alert.firing", "alert.digest"]);
    const lines = hook.got[1]!.body.data.text.split("\n");
    expect(lines[0]).toBe("สรุป 2 ข้อความ");
    expect(lines.filter((line) => line.startsWith("– แจ้งเหตุ:"))).toHaveLength(2);
    // Its link fixes the moment: what was open then is listed, also when it is over.
    const link = new URL(lines.at(-1)!);
    expect([link.pathname, [...link.searchParams.keys()]]).toEqual(["/alerts", ["asOf"]]);
    const ids = (await open(three)).map(({ id }) => id);
    for (const { id } of await ask<Recipient[]>("GET", "/v1/alerts/recipients"))
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
    for (const id of ids) await ask("POST", `/v1/alerts/${id}/resolve`, {});
    const listed = async (query: string) =>
      (await ask<{ rows: EpisodeRow[] }>("GET", `/v1/alerts${query}`)).rows
        .filter(({ id }) => ids.includes(id))
        .map(({ state }) => state);
    expect(await listed("")).toEqual([]);
    expect(await listed(link.search)).toEqual(["resolved", "resolved", "resolved"]);
    const before = new Date(Date.parse(link.searchParams.get("asOf")!) - HOUR).toISOString();
    expect(await listed(`?asOf=${before}`)).toEqual([]);
  });
  it("gets a digest that its first channel refuses by the next one, with all that it tells", async () => {
    await add({
      mostIn10Minutes: 1,
      channels: [
        { kind: "mail", to: "duty@example.go.th" },
        { kind: "webhook", url: hook.url, format: "standard" },
      ],
    });
    await fill();
    const two = [bank, takeBank()];
    for (const each of two) await late(each, HOUR + SECOND);
    const titles = (await foldedOf(two)).map(({ episode }) => episode.title.th);
    expect(titles).toHaveLength(2);
    post.next.push({ code: 552, at: "rcpt" });
    clock.ahead += 10 * MINUTE + SECOND;
    await until(() => kinds()).toEqual(["alert.digest"]);
    for (const title of titles) expect(hook.got[0]!.body.data.text).toContain(`– แจ้งเหตุ: ${title}`);
    // The one that there was room for.
    expect(post.got).toHaveLength(1);
  });
  it("gets no digest of what was taken or is over by then, by any channel, and the digest says why", async () => {
    const { id } = await add({
      mostIn10Minutes: 1,
      channels: [
        { kind: "mail", to: "duty@example.go.th" },
        { kind: "webhook", url: hook.url, format: "standard" },
      ],
    });
    await fill();
    const two = [bank, takeBank()];
    for (const each of two) await late(each, HOUR + SECOND);
    const folded = await foldedOf(two);
    const digest = (await waitingDigest(program.store.run, id))!;
    const before = post.got.length;
    for (const { episode } of folded) await ask("POST", `/v1/alerts/${episode.id}/acknowledge`, {});
    clock.ahead += 10 * MINUTE + SECOND;
    await until(async () => {
      const { state, why } = await ask<MessageRow>("GET", `/v1/alerts/messages/${digest}`);
      return [state, why];
    }).toEqual(["superseded", "acknowledged-first"]);
    expect([post.got.length - before, hook.got.length]).toEqual([0, 0]);
    expect(await waitingDigest(program.store.run, id)).toBeNull();
  });
  it("gets a digest that may have gone once more, marked so, and then by its next channel; and the end of each alert once", async () => {
    const { id: person } = await add({
      mostIn10Minutes: 1,
      channels: [
        { kind: "mail", to: "duty@example.go.th" },
        { kind: "webhook", url: hook.url, format: "standard" },
      ],
    });
    await fill();
    const two = [bank, takeBank()];
    const answers = [await late(two[0]!, HOUR + SECOND), await late(two[1]!, HOUR + SECOND)];
    await foldedOf(two);
    const before = post.got.length;
    post.next.push("cut-after-data", "cut-after-data");
    // Each try is a message, and there is room for one in ten minutes.
    for (const tries of [1, 2]) {
      clock.ahead += 10 * MINUTE + SECOND;
      await until(() => post.got.length).toBe(before + tries);
      // It is recorded, and the next one waits, before the clock goes on.
      await until(() => waitingDigest(program.store.run, person)).not.toBeNull();
    }
    clock.ahead += 10 * MINUTE + SECOND;
    await until(() => kinds()).toEqual(["alert.digest"]);
    expect(post.got.slice(before).map(({ text }) => text.split(/\r?\n/)[0])).toEqual([
      expect.stringMatching(/^สรุป/),
      "อาจเป็นข้อความซ้ำ",
    ]);
    expect(hook.got[0]!.body.data.text).toMatch(/^อาจเป็นข้อความซ้ำ\nสรุป/);

    const opened = await open(two);
    for (const answer of answers) await answer();
    for (const { id } of opened)
      await until(async () => (await read(id)).transitions.at(-1)!.reason).toBe("recovery-began");
    clock.ahead += 3 * MINUTE;
    await until(async () => (await open(two)).length).toBe(0);
    /** The messages that tell the end of each: together, or one after another. */
    const ends = () =>
      opened.map(
        ({ title }) =>
          [...post.got, ...hook.got.map(({ body }) => body.data)].filter(
            ({ text }) => text.includes("กลับสู่ปกติ") && text.includes(title.th.split(" ")[0]!),
          ).length,
      );
    clock.ahead += 10 * MINUTE + SECOND;
    await until(() => Math.max(...ends())).toBe(1);
    // It is recorded before the clock goes on: there is room for the next one ten minutes after it.
    const [first] = post.pick(({ text }) => text.includes("กลับสู่ปกติ"));
    const message = first!.messageId.split("@")[0]!;
    await until(async () => (await ask<MessageRow>("GET", `/v1/alerts/messages/${message}`)).state).toBe(
      "sent",
    );
    clock.ahead += 10 * MINUTE + SECOND;
    await until(ends).toEqual([1, 1]);
  });
  it("can be tried, changed and removed; its secret is told once", async () => {
    const { id, secret } = await add();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await ask("GET", "/v1/alerts/recipients")).toMatchObject([{ id, secret: null }]);
    await ask("POST", `/v1/alerts/recipients/${id}/test`);
    await until(() => kinds()).toEqual(["alert.test"]);
    await ask("PUT", `/v1/alerts/recipients/${id}`, recipient({ name: "เวรบ่าย" }));
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
    expect(await ask("GET", "/v1/alerts/recipients")).toEqual([]);
    expect(JSON.stringify(await ask("GET", "/v1/audit"))).not.toContain(secret!);
    await late(bank, HOUR + SECOND);
    await until(async () => (await open()).length).toBe(1);
    expect((await read((await open())[0]!.id)).messages).toEqual([]);
  });
  describe("that is changed", () => {
    const mail = { kind: "mail", to: "duty@example.go.th" } as const;
    const change = (id: number, changes: object) =>
      ask<Recipient>("PUT", `/v1/alerts/recipients/${id}`, { ...recipient(), ...changes });
    it("is changed of the version that was read only; whoever names none changes whatever it is", async () => {
      const { id, version } = await add();
      expect(version).toBe(1);
      expect(await change(id, { version, lang: "en" })).toMatchObject({ version: 2, lang: "en" });
      await expect(change(id, { version, name: "เวรดึก" })).rejects.toThrow(/^409 .*changed-meanwhile/);
      expect(await ask("GET", "/v1/alerts/recipients")).toMatchObject([
        { version: 2, lang: "en", name: recipient().name },
      ]);
      expect(await change(id, { name: "เวรดึก" })).toMatchObject({ version: 3, name: "เวรดึก" });
    });
    it("of two at once only one is taken", async () => {
      const { id } = await add();
      const both = await Promise.allSettled(
        [1, 2].map((most) => change(id, { version: 1, mostIn10Minutes: most })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });
    it("keeps the secret that signs, until a new one is asked for", async () => {
      const { id, secret } = await add();
      const tested = async () => {
        const before = hook.got.length;
        await ask("POST", `/v1/alerts/recipients/${id}/test`);
        await until(() => hook.got.length).toBe(before + 1);
        return hook.got.at(-1)!;
      };
      expect((await change(id, { lang: "en" })).secret).toBeNull();
      const first = await tested();
      expect(first.headers["webhook-signature"]).toBe(signatureOf(first, secret!));
      const renewed = (await change(id, { isSecretNew: true })).secret!;
      expect(renewed).toMatch(/^whsec_/);
      const second = await tested();
      expect(second.headers["webhook-signature"]).toBe(signatureOf(second, renewed));
      expect(renewed).not.toBe(secret);
      expect(JSON.stringify(await ask("GET", "/v1/audit"))).not.toContain(renewed);
    });
    it("is told its secret with its first webhook: nobody has seen one before", async () => {
      const { id, secret } = await add({ channels: [mail] });
      const told = (await change(id, {})).secret;
      expect(told).toMatch(/^whsec_/);
      expect(told).not.toBe(secret);
      expect((await change(id, { channels: [...recipient().channels, mail] })).secret).toBeNull();
    });
  });
  it.each([
    [{ channels: [] }, "channels"],
    [{ channels: [{ kind: "mail", to: "nobody" }] }, "channels.0.to"],
    [{ channels: [{ kind: "mail", to: { toString: 1 } }] }, "channels"],
    [{ channels: [{ kind: "webhook", url: { toString: null }, format: "standard" }] }, "channels"],
    [{ channels: [{ kind: "webhook", url: "ftp://x/", format: "standard" }] }, "channels"],
    [{ name: "" }, "name"],
  ])("is refused with %j", async (wrong, what) => {
    await expect(add(wrong as never)).rejects.toThrow(what);
  });
});

describe("a rule", () => {
  it("that names what does not exist is refused, with what there is", async () => {
    const [rule] = await ask<Rule[]>("GET", "/v1/alerts/rules");
    const { id, version: _, from: __, ...body } = rule!;
    await expect(ask("PUT", `/v1/alerts/rules/${id}`, { ...body, condition: "nothing" })).rejects.toThrow(
      "condition: there is no nothing; there are freeze-overdue",
    );
  });
  it.each<[string, Partial<RuleBody>, string]>([
    [
      "a bank that there is not",
      { by: "bank", only: ["KBANK", "NOPE"] },
      "only: there is no bank NOPE; there are",
    ],
    ["nobody", { by: "bank", only: [] }, "only: names nobody; null is for all"],
    ["what it is not judged by", { by: "queue" }, "by: freeze-overdue is judged by bank, not by queue"],
    [
      "what an objective is not judged by",
      { condition: "calls-20s", by: "bank" },
      "by: calls-20s is judged by",
    ],
    [
      "somebody where there is nobody",
      { condition: "disk", by: "server", only: ["disk"] },
      "only: by server nobody is named",
    ],
  ])("that names %s is refused, as it would never open an alert", async (_what, changes, sentence) => {
    const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
    const {
      id,
      version: _,
      from: __,
      ...body
    } = rules.find(({ condition }) => condition === "freeze-overdue")!;
    for (const deed of [
      () => ask("PUT", `/v1/alerts/rules/${id}`, { ...body, ...changes }),
      () =>
        ask("POST", "/v1/alerts/backtest", {
          rule: { ...body, ...changes },
          from: clock.now() - HOUR,
          until: clock.now(),
        }),
    ])
      await expect(deed()).rejects.toThrow(sentence);
  });
});
