/** What becomes of a message when its receiver is down, hangs, is slow, refuses or breaks off: by webhook and by mail. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Channel, EpisodeRow, MessageRow, Recipient, Rule } from "#wire/alerts.ts";
import type { HealthAnswer } from "../../backend/health/answer.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Answer, type Hook, type MailAnswer, openHook, openPostOffice, type Post } from "./receivers.ts";

let clock: MovedClock;
let hook: Hook;
let spare: Hook;
let post: Post;
let program: Program;
const banks: string[] = [];
beforeAll(async () => {
  clock = movedClock();
  [hook, spare, post] = await Promise.all([openHook(), openHook(), openPostOffice()]);
  program = await startProgram({ clock, config: sendingBy(post) });
  banks.push(...(await alerts.banks()));
  // One rule speaks: whatever else comes is a message that nobody expected.
  await alerts.setRules(({ id }) => (id === "freeze-overdue" ? null : { isOn: false }));
});
afterAll(async () => {
  await program.close();
  await Promise.all([hook.close(), spare.close(), post.close()]);
});
afterEach(async () => {
  await alerts.clear("recipients");
  for (const { id, state } of await open())
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  for (const receiver of [hook, spare, post]) {
    receiver.expectNoMore();
    expect(receiver).not.toHaveProperty("next.0");
  }
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask, open, read } = alerts;
const byHook = (): Channel => ({ kind: "webhook", url: hook.url, format: "standard" });
const bySpare = (): Channel => ({ kind: "webhook", url: spare.url, format: "standard" });
const byMail: Channel = { kind: "mail", to: "duty@example.go.th" };
const add = (name: string, channels: Channel[]) => alerts.add({ name, lang: "th", channels });
const late = (bank: string) => alerts.late([bank], { satang: 5_000_000 });
const messagesOf = async (bank: string): Promise<MessageRow[]> => {
  const found = (await open()).find(({ subject, rule }) => rule === "freeze-overdue" && subject.of === bank);
  return found ? (await read(found.id)).messages : [];
};
const told = ({ channel, state, why, attempts }: MessageRow) =>
  [channel, state, why, attempts.map(({ code }) => code).join(" ")] as const;

/** What a receiver answers, when it is tried again, how often it is asked, and what becomes of the messages. */
interface Row<Said> {
  what: string;
  answers: Said[];
  /** After each answer but the last: how long is waited. */
  waits: number[];
  /** How many requests a webhook's receiver has, or mails a mail server took. */
  got: number;
  messages: [channel: string, state: string, why: string | null, codes: string][];
}
const SOON = 5 * SECOND;
const THEN = 15 * SECOND;
const FALLBACK: Row<never>["messages"][number] = ["webhook", "delivered", null, "204"];
const asDate = (ms: number) => () => ({ "retry-after": new Date(Date.now() + ms).toUTCString() });

const taken = (codes: string): Row<Answer>["messages"] => [["webhook", "delivered", null, codes]];
const refusal = (status: number): Row<Answer> => ({
  what: `refuses: ${status}`,
  answers: [{ status }],
  waits: [],
  got: 1,
  messages: [["webhook", "refused", "refused-by-receiver", String(status)], FALLBACK],
});
const WEBHOOKS: Row<Answer>[] = [
  {
    what: "is slow",
    answers: [{ status: 204, afterMs: 3 * SECOND }],
    waits: [],
    got: 1,
    messages: taken("204"),
  },
  ...[400, 401, 403, 404, 422].map(refusal),
  {
    what: "sends us elsewhere, which is not followed",
    answers: [{ status: 307, headers: { location: "http://127.0.0.1:9/in" } }],
    waits: [],
    got: 1,
    messages: [["webhook", "refused", "refused-by-receiver", "307"], FALLBACK],
  },
  ...[408, 425, 429, 500, 502, 503, 504].map((status) => ({
    what: `cannot now: ${status}`,
    answers: [{ status }],
    waits: [SOON],
    got: 2,
    messages: taken(`${status} 204`),
  })),
  ...[429, 503].flatMap((status): Row<Answer>[] => [
    {
      what: `cannot for so many seconds: ${status}`,
      answers: [{ status, headers: { "retry-after": "90" } }],
      waits: [90 * SECOND],
      got: 2,
      messages: taken(`${status} 204`),
    },
    {
      what: `cannot until a date: ${status}`,
      answers: [{ status, headers: asDate(90 * SECOND) }],
      waits: [90 * SECOND],
      got: 2,
      messages: taken(`${status} 204`),
    },
  ]),
  {
    what: "asks for a day, and gets an hour",
    answers: [{ status: 503, headers: asDate(24 * HOUR) }],
    waits: [HOUR],
    got: 2,
    messages: taken("503 204"),
  },
  {
    what: "names a date that is over",
    answers: [{ status: 503, headers: asDate(-HOUR) }],
    waits: [SOON],
    got: 2,
    messages: taken("503 204"),
  },
  {
    what: "says nothing that can be read",
    answers: [{ status: 503, headers: { "retry-after": "soon" } }],
    waits: [SOON],
    got: 2,
    messages: taken("503 204"),
  },
  {
    what: "cannot three times",
    answers: [{ status: 503 }, { status: 503 }, { status: 503 }],
    waits: [SOON, THEN],
    got: 3,
    messages: [["webhook", "refused", "gave-up", "503 503 503"], FALLBACK],
  },
  { what: "breaks off", answers: ["cut"], waits: [SOON], got: 2, messages: taken("ECONNRESET 204") },
  {
    what: "breaks off three times: the next channel says that it may be a repetition",
    answers: ["cut", "cut", "cut"],
    waits: [SOON, THEN],
    got: 3,
    messages: [["webhook", "doubt", "answer-lost", "ECONNRESET ECONNRESET ECONNRESET"], FALLBACK],
  },
  { what: "hangs", answers: ["hang"], waits: [SOON], got: 2, messages: taken("ABORT_ERR 204") },
];
const mailed = (codes: string): Row<MailAnswer>["messages"] => [["mail", "sent", null, codes]];
const MAILS: Row<MailAnswer>[] = [
  { what: "is slow", answers: [{ afterMs: 3 * SECOND }], waits: [], got: 1, messages: mailed("250") },
  ...(["rcpt", "data"] as const).flatMap((at): Row<MailAnswer>[] => [
    {
      what: `refuses at ${at}`,
      answers: [{ code: 550, at }],
      waits: [],
      got: 0,
      messages: [["mail", "refused", "refused-by-receiver", "550"], FALLBACK],
    },
    {
      what: `cannot now at ${at}`,
      answers: [{ code: 451, at }],
      waits: [SOON],
      got: 1,
      messages: mailed("451 250"),
    },
    {
      what: `cannot three times at ${at}`,
      answers: [
        { code: 451, at },
        { code: 451, at },
        { code: 451, at },
      ],
      waits: [SOON, THEN],
      got: 0,
      messages: [["mail", "refused", "gave-up", "451 451 451"], FALLBACK],
    },
  ]),
  {
    what: "takes it and breaks off: once more, marked",
    answers: ["cut-after-data"],
    waits: [],
    got: 2,
    messages: [["mail", "doubt", "cut-off", "ECONNECTION"], ...mailed("250")],
  },
  {
    what: "takes it and breaks off twice: then the next channel, marked",
    answers: ["cut-after-data", "cut-after-data"],
    waits: [],
    got: 2,
    messages: [
      ["mail", "doubt", "cut-off", "ECONNECTION"],
      ["mail", "doubt", "cut-off", "ECONNECTION"],
      FALLBACK,
    ],
  },
  {
    what: "hangs before it takes it",
    answers: ["hang-at-rcpt"],
    waits: [SOON],
    got: 1,
    messages: mailed("ETIMEDOUT 250"),
  },
  {
    what: "takes it and hangs: once more, marked",
    answers: ["hang-after-data"],
    waits: [],
    got: 2,
    messages: [["mail", "doubt", "cut-off", "ETIMEDOUT"], ...mailed("250")],
  },
];

/** Plays a row: the alert of a bank of its own. */
async function play<Said>({ answers, waits, messages }: Row<Said>, channel: Channel, next: Said[]) {
  const bank = banks.shift()!;
  banks.push(bank);
  await add("หัวหน้าเวร", [channel, bySpare()]);
  next.push(...answers);
  await late(bank);
  for (const [place, waitMs] of waits.entries()) {
    await until(async () => (await messagesOf(bank))[0]?.attempts.length).toBe(place + 1);
    const [{ dueAt }] = (await messagesOf(bank)) as [MessageRow];
    expect(Math.abs(dueAt - clock.now() - waitMs)).toBeLessThan(3 * SECOND);
    clock.ahead += waitMs + SECOND;
  }
  await until(async () => (await messagesOf(bank)).map(told)).toEqual(messages);
  const isMarked = (text: string) => text.includes("อาจเป็นข้อความซ้ำ");
  const hasFallback = messages.at(-1)?.[0] === "webhook" && messages.length > 1;
  expect(spare.got.map(({ body }) => isMarked(body.data.text))).toEqual(
    hasFallback ? [messages.some(([, state]) => state === "doubt")] : [],
  );
  return { isMarked };
}

describe("a webhook's receiver that", { timeout: 90_000 }, () => {
  it.each(WEBHOOKS)("$what", async (row) => {
    await play(row, byHook(), hook.next);
    expect(hook.got).toHaveLength(row.got);
    // However often it is asked: it knows the message by its key.
    expect(hook.once()).toHaveLength(1);
  });

  it("is not there at all", async () => {
    const gone = await openHook();
    await gone.close();
    const row: Row<Answer> = {
      what: "",
      answers: [],
      waits: [SOON, THEN],
      got: 0,
      messages: [["webhook", "refused", "gave-up", "ECONNREFUSED ECONNREFUSED ECONNREFUSED"], FALLBACK],
    };
    await play(row, { kind: "webhook", url: gone.url, format: "standard" }, []);
  });
});

describe("a webhook's receiver that is gone", { timeout: 60_000 }, () => {
  it("is asked no more, and its messages go by the next channel, until an administrator switches it on", async () => {
    const { id } = await add("หัวหน้าเวร", [byHook(), bySpare()]);
    const [first, second, third] = banks.splice(0, 3);
    banks.push(first!, second!, third!);
    const goneOf = async () =>
      (await ask<Recipient[]>("GET", "/v1/alerts/recipients")).find((each) => each.id === id)!.gone;
    hook.next.push({ status: 410 });
    expect(await goneOf()).toEqual([]);
    await late(first!);
    await until(async () => (await messagesOf(first!)).map(told)).toEqual([
      ["webhook", "refused", "webhook-gone", "410"],
      FALLBACK,
    ]);
    expect(await goneOf()).toEqual([{ url: hook.url, at: expect.any(Number) }]);
    await late(second!);
    await until(async () => (await messagesOf(second!)).map(told)).toEqual([
      ["webhook", "refused", "webhook-gone", ""],
      FALLBACK,
    ]);
    expect([hook.got.length, spare.got.length]).toEqual([1, 2]);
    await ask("POST", `/v1/alerts/recipients/${id}/switch-on`, {});
    expect(await goneOf()).toEqual([]);
    await late(third!);
    await until(async () => (await messagesOf(third!)).map(told)).toEqual(taken("204"));
    expect([hook.got.length, spare.got.length]).toEqual([2, 2]);
  });
});

describe("a webhook that is switched off by its receiver", { timeout: 60_000 }, () => {
  it("is an alert for whoever administers, until it is switched on again or has another address", async () => {
    const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
    const { id: rule, version: _, from: __, ...body } = rules.find(({ id }) => id === "webhook-gone")!;
    await ask("PUT", `/v1/alerts/rules/${rule}`, { ...body, isOn: true });
    const { id } = await add("หัวหน้าเวร", [byHook(), bySpare()]);
    await ask("POST", "/v1/alerts/recipients", {
      name: "ผู้ดูแลระบบ",
      lang: "th",
      mostIn10Minutes: 100,
      hears: [{ policy: "system", afterMinutes: 0 }],
      channels: [byMail],
    });
    const webhooks = async () => (await ask<HealthAnswer>("GET", "/v1/health")).webhooks;
    const statesOf = async (state: string) =>
      (await ask<{ rows: EpisodeRow[] }>("GET", `/v1/alerts?state=${state}`)).rows
        .filter((row) => row.rule === rule)
        .map((row) => [row.subject.by, row.subject.of, row.state]);
    const loseIt = async (times: number) => {
      hook.next.push({ status: 410 });
      const [bank] = banks.splice(0, 1);
      banks.push(bank!);
      await late(bank!);
      await until(async () => (await messagesOf(bank!)).map(told)).toEqual([
        ["webhook", "refused", "webhook-gone", "410"],
        FALLBACK,
      ]);
      expect([hook.got.length, spare.got.length]).toEqual([times, times]);
    };
    expect(await webhooks()).toEqual({ of: 2, gone: 0 });
    await loseIt(1);
    await until(() => statesOf("open")).toEqual([["recipient", "หัวหน้าเวร", "firing"]]);
    expect(await webhooks()).toEqual({ of: 2, gone: 1 });
    const { alerts } = await program.alerts.strip(program.store.run);
    // A recipient may be a person, whose name is on no wall.
    expect(alerts.map(({ what }) => what)).toContainEqual({ th: "Webhook ถูกปิด", en: "Webhook is gone" });
    await until(() => post.got.length).toBe(1);
    const [mail] = post.got;
    expect(mail!.text).toContain("แจ้งเหตุ: ผู้รับ หัวหน้าเวร ปลายทาง Webhook แจ้งว่าเลิกใช้แล้ว จึงหยุดส่งไปที่นั่น");
    expect(mail!.text).toContain("สิ่งที่ต้องทำ: สอบถามผู้ดูแลปลายทาง");
    // The address is a secret of whoever may change recipients.
    expect(mail!.text).not.toContain(hook.url);
    await ask("POST", `/v1/alerts/recipients/${id}/switch-on`, {});
    await until(() => statesOf("open")).toEqual([]);
    await until(() => post.got.length).toBe(2);
    expect(post.got[1]!.text).toContain("กลับสู่ปกติ: ผู้รับ หัวหน้าเวร");
    expect(await webhooks()).toEqual({ of: 2, gone: 0 });

    // Another one: what comes and goes within half an hour is told as unstable. After five minutes nothing waits to be told
    // together with what was told before.
    clock.ahead += 6 * MINUTE;
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
    // Whoever joins the chain of an open alert is told of it; this one is to hear of the next alone.
    for (const row of await open())
      if (row.rule === "freeze-overdue") await ask("POST", `/v1/alerts/${row.id}/resolve`, {});
    const other = await add("ห้องควบคุม", [byHook(), bySpare()]);
    await loseIt(2);
    await until(() => post.got.length).toBe(3);
    await ask("PUT", `/v1/alerts/recipients/${other.id}`, {
      ...{ name: "ห้องควบคุม", lang: "th", mostIn10Minutes: 100 },
      ...{ hears: [{ policy: "duty", afterMinutes: 0 }], channels: [bySpare()] },
    });
    await until(() => statesOf("open")).toEqual([]);
    await until(() => post.got.length).toBe(4);
    await ask("PUT", `/v1/alerts/rules/${rule}`, { ...body, isOn: false });
  });
});

describe("a mail server that", { timeout: 90_000 }, () => {
  it.each(MAILS)("$what", async (row) => {
    const { isMarked } = await play(row, byMail, post.next);
    expect(post.got.map(({ text }) => isMarked(text))).toEqual(
      Array.from({ length: row.got }, (_, place) => place > 0),
    );
  });
});

describe("receivers that hang", { timeout: 90_000 }, () => {
  it("hold up nobody else: of this alert, or of one that comes while they hang", async () => {
    await add("เว็บฮุกที่ค้าง", [byHook()]);
    await add("เมลที่ค้าง", [byMail]);
    await add("ห้องควบคุม", [bySpare()]);
    hook.next.push("hang");
    post.next.push("hang-at-rcpt");
    const [first, second] = banks;
    await late(first!);
    await until(() => spare.got.length).toBe(1);
    await until(() => hook.got.length).toBe(1);
    const began = performance.now();
    await late(second!);
    await until(() => spare.got.length).toBe(2);
    // Both hang still: each is waited for 12 s at least.
    const states = (await messagesOf(first!)).map(({ state }) => state).sort();
    expect(states).toEqual(["claimed", "claimed", "delivered"]);
    expect(performance.now() - began).toBeLessThan(10 * SECOND);
    // They have both at last, the webhook's each by one key.
    await until(async () => (await messagesOf(first!)).filter(({ why }) => why !== null).length).toBe(2);
    clock.ahead += MINUTE;
    await until(() => post.got.length).toBe(2);
    await until(() => hook.once().length).toBe(2);
    await until(async () =>
      [...(await messagesOf(first!)), ...(await messagesOf(second!))].filter(
        ({ state }) => state === "queued" || state === "claimed",
      ),
    ).toEqual([]);
    expect(spare.got).toHaveLength(2);
  });
});
