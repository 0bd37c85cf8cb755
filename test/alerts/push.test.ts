/** Web Push, against a push service that reads what is sent, and all that it may answer. */
import { hash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, SECOND } from "#calendar/units.ts";
import type {
  EpisodeAnswer,
  EpisodeRow,
  MessageRow,
  NewRecipient,
  NewSubscription,
  PushState,
  Recipient,
} from "#wire/alerts.ts";
import { openMailbox } from "../../backend/mailbox/mailbox.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { openPushService, type PushAnswer, type PushService } from "./pushService.ts";
import { type Hook, openHook } from "./receivers.ts";

let clock: MovedClock;
let hook: Hook;
let service: PushService;
let program: Program;
let admin: Client;
let somchai: Client;
let malee: Client;
const banks: string[] = [];
beforeAll(async () => {
  clock = movedClock();
  [hook, service] = await Promise.all([openHook(), openPushService(() => clock.now())]);
  program = await startProgram({
    clock,
    config: { webhookNetworks: ["127.0.0.1"], publicUrl: "https://war-room.example.go.th" },
  });
  admin = await firstAdministrator(program);
  somchai = (await newPerson(program, admin, "somchai", "viewer")).client;
  malee = (await newPerson(program, admin, "malee", "commander")).client;
  const codes = await ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
  banks.push(...codes.filter(({ kind }) => kind === "bank").map(({ code }) => code));
});
afterAll(async () => {
  await program.close();
  await Promise.all([hook.close(), service.close()]);
});
afterEach(async () => {
  for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/recipients"))
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
  for (const { id, state } of (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows)
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  for (const person of [somchai, malee]) await person.ask("DELETE", "/v1/me/push");
  const asked = hook.got.splice(0);
  service.expectNoMore();
  expect(asked).toEqual([]);
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const ask = askOf(() => program);
const stateOf = async (person: Client) => (await person.ask("GET", "/v1/me/push")).body as PushState;
/** A browser of this person subscribes, and is switched on. */
async function switchOn(person: Client): Promise<NewSubscription> {
  const subscription = await service.subscribe((await stateOf(person)).key!);
  expect((await person.ask("PUT", "/v1/me/push", subscription)).status).toBe(200);
  return subscription;
}
const add = (more: Partial<NewRecipient> = {}) =>
  ask<Recipient>("POST", "/v1/alerts/recipients", {
    name: "หัวหน้าเวร",
    lang: "th",
    mostIn10Minutes: 100,
    hears: [{ policy: "duty", afterMinutes: 0 }],
    channels: [
      { kind: "push", to: "somchai" },
      { kind: "webhook", url: hook.url, format: "standard" },
    ],
    ...more,
  });
const onlyPush: Partial<NewRecipient> = { channels: [{ kind: "push", to: "somchai" }] };
let count = 0;
async function late(bank: string) {
  const id = `late-${++count}`;
  const at = clock.now() - HOUR - SECOND;
  const data = { freezeId: id, reportId: id, bank, hop: 1, amountSatang: 5_000_000, accountToken: `t-${id}` };
  await program.tell(event("freeze.requested", at, data));
}
const episodeOf = async (bank: string) => {
  const { rows } = await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts");
  return rows.find(({ subject, rule }) => rule === "freeze-overdue" && subject.of === bank);
};
async function messagesOf(bank: string): Promise<MessageRow[]> {
  const found = await episodeOf(bank);
  return found ? (await ask<EpisodeAnswer>("GET", `/v1/alerts/${found.id}`)).messages : [];
}
const told = ({ channel, state, why, attempts }: MessageRow) =>
  [channel, state, why, attempts.map(({ code }) => code).join(" ")] as const;

interface Row {
  what: string;
  answers: PushAnswer[];
  /** How many the browser was pushed. */
  rung: number;
  messages: [channel: string, state: string, why: string | null, codes: string][];
  /** When it is tried again. */
  afterMs?: number;
  receipt?: RegExp;
  /** The browser rings no more. */
  isGone?: true;
}
const byWebhook: Row["messages"][number] = ["webhook", "delivered", null, "204"];
const SOON = 5 * SECOND;
const again = (why: string, code: string): Row["messages"] => [
  ["push", "doubt", why, code],
  ["push", "sent", null, "201"],
];
const ROWS: Row[] = [
  { what: "takes it", answers: [], rung: 1, messages: [["push", "sent", null, "201"]] },
  ...[404, 410].map(
    (status): Row => ({
      what: `knows the browser no more: ${status}`,
      answers: [{ status }],
      rung: 0,
      isGone: true,
      messages: [["push", "refused", "no-browser", String(status)], byWebhook],
    }),
  ),
  {
    what: "finds it too large",
    answers: [{ status: 413 }],
    rung: 0,
    messages: [["push", "refused", "refused-by-receiver", "413"], byWebhook],
  },
  {
    what: "is asked too fast, and says for how long",
    answers: [{ status: 429, headers: { "retry-after": "120" } }],
    rung: 1,
    afterMs: 120 * SECOND,
    messages: [["push", "sent", null, "429 201"]],
  },
  {
    what: "is asked too fast",
    answers: [{ status: 429 }],
    rung: 1,
    afterMs: SOON,
    messages: [["push", "sent", null, "429 201"]],
  },
  ...[400, 401, 403].map(
    (status): Row => ({
      what: `does not take our key: ${status}`,
      answers: [{ status, body: "BadJwtToken, see https://push.example.net/push/secret-1" }],
      rung: 1,
      afterMs: SOON,
      // What it says is kept, but no address, which is a secret.
      receipt: /^BadJwtToken, see …$/,
      messages: [["push", "sent", null, `${status} 201`]],
    }),
  ),
  ...[500, 503].map(
    (status): Row => ({
      what: `fails: ${status}`,
      answers: [{ status }],
      rung: 1,
      afterMs: SOON,
      messages: [["push", "sent", null, `${status} 201`]],
    }),
  ),
  {
    what: "loses what is behind it",
    answers: [{ status: 502, isTaken: true }],
    rung: 2,
    messages: again("answer-lost", "502"),
  },
  {
    what: "takes it and loses the answer",
    answers: ["lost"],
    rung: 2,
    messages: again("answer-lost", "ECONNRESET"),
  },
  {
    what: "breaks the connection",
    answers: ["cut"],
    rung: 1,
    messages: again("answer-lost", "ECONNRESET"),
  },
  {
    what: "sends us elsewhere, which is not followed",
    answers: [{ status: 307, headers: { location: "http://127.0.0.1:9/" } }],
    rung: 0,
    messages: [["push", "refused", "refused-by-receiver", "307"], byWebhook],
  },
];

describe("an alert by a push service that", () => {
  it.each(ROWS)("$what", async ({ answers, rung, messages, afterMs, receipt, isGone = false }) => {
    const bank = banks.shift()!;
    await add();
    const { endpoint } = await switchOn(somchai);
    service.next.push(...answers);
    await late(bank);
    if (afterMs) {
      await until(async () => (await messagesOf(bank))[0]?.attempts.length).toBe(1);
      const [{ dueAt, attempts }] = (await messagesOf(bank)) as [MessageRow];
      expect(Math.abs(dueAt - clock.now() - afterMs)).toBeLessThan(3 * SECOND);
      if (receipt) expect(attempts[0]!.receipt).toMatch(receipt);
      clock.ahead += afterMs + SECOND;
    }
    await until(async () => (await messagesOf(bank)).map(told)).toEqual(messages);
    const got = await service.expectRung(rung);
    const { id } = (await episodeOf(bank))!;
    const isSecond = got.length + Number(answers[0] === "cut") > 1;
    for (const [place, { note, topic, urgency, ttl, claims }] of got.entries()) {
      expect(note).toEqual({
        title: expect.stringMatching(`^AOC 1441 · แจ้งเหตุ: ${bank} ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี$`),
        body: expect.stringMatching(/^(อาจเป็นข้อความซ้ำ\n)?.*50\.0 พันบาท · ตั้งแต่ .*\nสิ่งที่ต้องทำ: โทรหา/),
        lang: "th",
        tag: `alert-${id}`,
        rings: true,
        link: expect.stringMatching(`^https://war-room\\.example\\.go\\.th/alerts\\?episode=${id}`),
      });
      expect(note.body).not.toContain(note.title.replace("AOC 1441 · ", ""));
      // Only the second is said to be a repetition; and it takes the place of the first.
      expect(note.body.startsWith("อาจเป็นข้อความซ้ำ\n")).toBe(isSecond && place === got.length - 1);
      expect({ topic, urgency, ttl, sub: claims.sub }).toEqual({
        topic: got[0]!.topic,
        urgency: "high",
        ttl: DAY / SECOND,
        sub: "https://war-room.example.go.th",
      });
    }
    expect(service.kept(endpoint)).toHaveLength(Math.min(1, got.length));
    expect((await stateOf(somchai)).browser).toMatchObject({ goneAt: isGone ? expect.any(Number) : null });
    service.rung.length = 0;
    const others = messages.filter(([channel]) => channel === "webhook").length;
    await until(() => hook.got.length).toBe(others);
    hook.expectNoMore();
  });

  it("does not answer at all is in doubt after 15 s", { timeout: 60_000 }, async () => {
    const bank = banks.shift()!;
    await add();
    await switchOn(somchai);
    service.next.push("hang");
    await late(bank);
    await expect
      .poll(async () => (await messagesOf(bank)).map(told), { timeout: 40_000, interval: 100 })
      .toEqual(
        again("answer-lost", "ABORT_ERR").map((row, place) =>
          place === 0 ? [...row.slice(0, 3), expect.stringMatching(/ABORT|TIMEOUT|23/)] : row,
        ),
      );
    await service.expectRung(1);
    service.rung.length = 0;
  });

  it("is over: that takes the place of the alert, without a sound, also where nobody has seen it", async () => {
    const bank = banks.shift()!;
    await add(onlyPush);
    const { endpoint } = await switchOn(somchai);
    await late(bank);
    await service.expectRung(1);
    await ask("POST", `/v1/alerts/${(await episodeOf(bank))!.id}/resolve`, {});
    const [firing, over] = await service.expectRung(2);
    expect([over!.topic, over!.note.tag, over!.note.rings, over!.urgency]).toEqual([
      firing!.topic,
      firing!.note.tag,
      false,
      "normal",
    ]);
    expect(over!.note.title).toContain("กลับสู่ปกติ");
    expect(service.kept(endpoint)).toEqual([over!.note]);
    service.rung.length = 0;
  });

  it("has no browser goes by the next channel, and so does that of a person who was kept out since", async () => {
    const leaving = await newPerson(program, admin, "leaving", "viewer");
    await switchOn(leaving.client);
    expect((await admin.ask("POST", `/v1/people/${leaving.id}/disable`)).status).toBeLessThan(300);
    await add();
    await add({ name: "ผู้ลาออก", channels: [{ kind: "push", to: "leaving" }] });
    const bank = banks.shift()!;
    await late(bank);
    const of = async (name: string) => (await messagesOf(bank)).filter(({ recipient }) => recipient === name);
    await until(async () => (await of("หัวหน้าเวร")).map(told)).toEqual([
      ["push", "refused", "no-browser", ""],
      byWebhook,
    ]);
    await until(async () => (await of("ผู้ลาออก")).map(told)).toEqual([["push", "refused", "no-browser", ""]]);
    await until(() => hook.got.length).toBe(1);
    hook.expectNoMore();
  });

  it("is inside the own network is not asked, though a person named it", async () => {
    const bank = banks.shift()!;
    const { keys } = await service.subscribe("");
    await somchai.ask("PUT", "/v1/me/push", { endpoint: "https://10.1.1.1/push/x", keys });
    await add();
    await late(bank);
    await until(async () => (await messagesOf(bank)).map(told)).toEqual([
      ["push", "refused", "own-network", ""],
      byWebhook,
    ]);
    await until(() => hook.got.length).toBe(1);
    hook.expectNoMore();
  });
});

describe("a browser", () => {
  it("rings for one person, and each person has one: the last that was switched on", async () => {
    const first = await switchOn(somchai);
    const second = await switchOn(somchai);
    expect((await stateOf(somchai)).browser!.id).not.toBe(idOf(first.endpoint));
    expect((await stateOf(somchai)).browser!.id).toBe(idOf(second.endpoint));
    // The same browser, at which somebody else signs in.
    expect((await malee.ask("PUT", "/v1/me/push", second)).body.browser.id).toBe(idOf(second.endpoint));
    expect((await stateOf(somchai)).browser).toBeNull();
    expect((await malee.ask("DELETE", "/v1/me/push")).status).toBe(204);
    expect((await stateOf(malee)).browser).toBeNull();
    expect((await malee.ask("DELETE", "/v1/me/push")).status).toBe(404);
  });

  it("that is gone rings again once it is switched on anew", async () => {
    const { id } = await add(onlyPush);
    await switchOn(somchai);
    service.next.push({ status: 410 });
    await testOf(id);
    expect((await stateOf(somchai)).browser!.goneAt).not.toBeNull();
    await switchOn(somchai);
    expect((await stateOf(somchai)).browser!.goneAt).toBeNull();
    expect(await testOf(id)).toEqual(["push", "sent", null, "201"]);
    service.rung.length = 0;
  });

  it("is told for whom it rings, and what our key is, which stays", async () => {
    const key = (await stateOf(somchai)).key!;
    expect(Buffer.from(key, "base64url")).toHaveLength(65);
    expect(await stateOf(somchai)).toEqual({ key, recipients: [], browser: null });
    await add();
    await add({ name: "รองหัวหน้าเวร", channels: [{ kind: "push", to: "malee" }] });
    expect((await stateOf(somchai)).recipients).toEqual(["หัวหน้าเวร"]);
  });

  it("is switched on by who is signed in, and by no key and no screen", async () => {
    const subscription = await service.subscribe("");
    const body = JSON.stringify(subscription);
    const headers = { "content-type": "application/json" };
    const asked = (more: Record<string, string>) =>
      fetch(`${program.url}/v1/me/push`, { method: "PUT", body, headers: { ...headers, ...more } });
    expect((await asked({ cookie: "" })).status).toBe(401);
    expect((await asked({ cookie: "", authorization: `Bearer ${program.key}` })).status).toBe(403);
    expect((await somchai.ask("POST", "/v1/alerts/recipients", {})).status).toBe(403);
  });

  it.each<[string, object, RegExp]>([
    [
      "an address in clear text",
      { endpoint: "http://push.example.net/x" },
      /endpoint: must be an address of https/,
    ],
    ["another protocol", { endpoint: "ftp://push.example.net/x" }, /endpoint/],
    ["no address", { endpoint: "https://" }, /endpoint/],
    ["an address that is no text", { endpoint: { toString: 1 }, keys: { p256dh: null } }, /endpoint/],
    ["keys that are none", { keys: { p256dh: "AAAA", auth: "AAAA" } }, /keys: must be a point of P-256/],
    ["a field that nobody knows", { expirationTime: null }, /expirationTime/],
  ])("is refused with %s", async (_what, wrong, sentence) => {
    const subscription = await service.subscribe("");
    const { status, body } = await somchai.ask("PUT", "/v1/me/push", { ...subscription, ...wrong });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(sentence)]);
  });

  it("stays a secret: no answer, no audit and no list has its address or its keys", async () => {
    const { endpoint, keys } = await switchOn(somchai);
    const { id } = await add(onlyPush);
    expect(await testOf(id)).toEqual(["push", "sent", null, "201"]);
    const paths = ["/v1/me/push", "/v1/alerts/recipients", "/v1/alerts/channels", "/v1/audit"];
    for (const path of paths) {
      const { status, body } = await admin.ask("GET", path);
      expect([path, status]).toEqual([path, 200]);
      const text = JSON.stringify([body, await stateOf(somchai)]);
      for (const secret of [endpoint, endpoint.split("/").at(-1)!, keys.p256dh, keys.auth])
        expect([path, text.includes(secret)]).toEqual([path, false]);
    }
    const { body } = await admin.ask("GET", "/v1/audit?deed=push.switched-on");
    expect(body.rows[0]).toMatchObject({ by: { name: "somchai" }, of: { kind: "push", id: "somchai" } });
    expect(body.rows[0].after.service).toBe(new URL(endpoint).host);
    service.rung.length = 0;
  });
});

describe("a test", () => {
  it("rings, in the recipient's language, and is of no use after five minutes", async () => {
    const { id } = await add({ ...onlyPush, lang: "en" });
    await switchOn(somchai);
    expect(await testOf(id)).toEqual(["push", "sent", null, "201"]);
    const [got] = await service.expectRung(1);
    expect([got!.ttl, got!.urgency]).toEqual([300, "high"]);
    expect(got!.note).toMatchObject({
      title: "AOC 1441 · test",
      body: "This is a test. Nothing has happened.",
      lang: "en",
      tag: "test",
    });
    service.rung.length = 0;
  });

  it("says that nobody has switched it on", async () => {
    const { id } = await add(onlyPush);
    expect(await testOf(id)).toEqual(["push", "refused", "no-browser", ""]);
  });

  it("is of a name as it is stored: in small letters", async () => {
    await expect(add({ channels: [{ kind: "push", to: "Somchai" }] })).rejects.toThrow(
      /channels\.0\.to: must be the name with which a person signs in/,
    );
  });
});

describe("a name with which nobody signs in", () => {
  it("is refused, and so nobody believes that it rings", async () => {
    const channels: NewRecipient["channels"] = [{ kind: "webhook", url: hook.url, format: "standard" }];
    const wrong: NewRecipient["channels"] = [...channels, { kind: "push", to: "somchay" }];
    const said = /channels\.1\.to: nobody signs in with the name somchay/;
    await expect(add({ channels: wrong })).rejects.toThrow(said);
    const { id, secret: _, gone: __, ...made } = await add({ channels });
    const change = ask("PUT", `/v1/alerts/recipients/${id}`, { ...made, channels: wrong });
    await expect(change).rejects.toThrow(said);
    const all = await ask<Recipient[]>("GET", "/v1/alerts/recipients");
    expect(all.map((each) => each.channels)).toEqual([channels]);
  });
});

describe("digests", () => {
  it("take the place of no other, for each tells of others", async () => {
    await add({ ...onlyPush, mostIn10Minutes: 1 });
    const { endpoint } = await switchOn(somchai);
    await late(banks.shift()!);
    await service.expectRung(1);
    for (const round of [2, 3]) {
      await late(banks.shift()!);
      await until(async () => (await digestsWaiting()) > 0).toBe(true);
      clock.ahead += 10 * 60 * SECOND + SECOND;
      await service.expectRung(round);
    }
    const digests = service.rung.slice(1);
    expect(digests.map(({ topic }) => topic)).toEqual([null, null]);
    expect(new Set(digests.map(({ note }) => note.tag)).size).toBe(2);
    expect(service.kept(endpoint)).toHaveLength(3);
    service.rung.length = 0;
  });
});

describe("a demo", () => {
  it("rings nobody's phone", async () => {
    const mailbox = await openMailbox({ clock });
    const demo = await startProgram({ clock, played: true, mailbox, config: { outlets: mailbox.outlets } });
    try {
      const all = await (await fetch(`${demo.url}/v1/alerts/channels`)).json();
      expect(all).toContainEqual({ kind: "push", isSetUp: false, quota: null, rate: null });
      const state = (await (await fetch(`${demo.url}/v1/me/push`)).json()) as PushState;
      expect(state.key).toBeNull();
      const body = JSON.stringify(await service.subscribe(""));
      const headers = { "content-type": "application/json" };
      expect((await fetch(`${demo.url}/v1/me/push`, { method: "PUT", body, headers })).status).toBe(400);
    } finally {
      await demo.close();
      await mailbox.close();
    }
  });
});

const idOf = (endpoint: string) => hash("sha256", endpoint, "base64url");
async function testOf(id: number) {
  const { message } = await ask<{ message: string }>("POST", `/v1/alerts/recipients/${id}/test`);
  const read = () => ask<MessageRow>("GET", `/v1/alerts/messages/${message}`);
  await until(async () => (await read()).attempts.length).toBe(1);
  return told(await read());
}
async function digestsWaiting() {
  const { rows } = await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts");
  const answers = await Promise.all(rows.map(({ id }) => ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`)));
  return answers.flatMap(({ messages }) => messages).filter(({ state }) => state === "folded").length;
}
