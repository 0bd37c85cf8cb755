/** Each service that messages go by, and all that it may answer. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type {
  Channel,
  EpisodeAnswer,
  EpisodeRow,
  MessageRow,
  NewRecipient,
  Recipient,
} from "#wire/alerts.ts";
import type { Config } from "../../backend/config.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";
import { openServices, type Said, type Services, TOKENS } from "./services.ts";

let clock: MovedClock;
let hook: Hook;
let services: Services;
let program: Program;
const banks: string[] = [];
const gateway = (url: string): Config["outlets"]["sms"] => ({
  method: "POST",
  url: `${url}/sms`,
  mostParts: 3,
  headers: { authorization: TOKENS.sms, "content-type": "application/x-www-form-urlencoded" },
  body: "msisdn={{digits}}&message={{text}}&sender=AOC1441",
  success: { path: "phone_number_list.0.message_id" },
  idPath: "phone_number_list.0.message_id",
  reasonPath: "bad_phone_number_list.0.message",
});
beforeAll(async () => {
  clock = movedClock();
  [hook, services] = await Promise.all([openHook(), openServices()]);
  const { url } = services;
  program = await startProgram({
    clock,
    config: {
      webhookNetworks: ["127.0.0.1"],
      publicUrl: "https://war-room.example.go.th",
      outlets: {
        line: { url: `${url}/line`, token: TOKENS.line },
        telegram: { url: `${url}/telegram`, token: TOKENS.telegram },
        sms: gateway(url),
      },
    },
  });
  const codes = await ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
  banks.push(...codes.filter(({ kind }) => kind === "bank").map(({ code }) => code));
});
afterAll(async () => {
  await program.close();
  await Promise.all([hook.close(), services.close()]);
});
afterEach(async () => {
  for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/recipients"))
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
  for (const { id, state } of (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows)
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  services.expectNoMore();
  expect(hook.got.splice(0)).toEqual([]);
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const ask = askOf(() => program);

const CHANNELS = {
  line: { kind: "line", to: `U${"0123456789abcdef".repeat(2)}` },
  telegram: { kind: "telegram", to: "-1001234567890" },
  sms: { kind: "sms", to: "0812345678" },
} satisfies Record<string, Channel>;
type By = keyof typeof CHANNELS;
const add = (channel: Channel, more: Partial<NewRecipient> = {}) =>
  ask<Recipient>("POST", "/v1/alerts/recipients", {
    name: "หัวหน้าเวร",
    lang: "th",
    mostIn10Minutes: 100,
    hears: [{ policy: "duty", afterMinutes: 0 }],
    channels: [channel, { kind: "webhook", url: hook.url, format: "standard" }],
    ...more,
  });
let count = 0;
async function late(bank: string) {
  const id = `late-${++count}`;
  const at = clock.now() - HOUR - SECOND;
  const data = { freezeId: id, reportId: id, bank, hop: 1, amountSatang: 5_000_000, accountToken: `t-${id}` };
  await program.tell(event("freeze.requested", at, data));
}
const messagesOf = async (bank: string): Promise<MessageRow[]> => {
  const { rows } = await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts");
  const found = rows.find(({ subject, rule }) => rule === "freeze-overdue" && subject.of === bank);
  return found ? (await ask<EpisodeAnswer>("GET", `/v1/alerts/${found.id}`)).messages : [];
};
const told = ({ channel, state, why, attempts }: MessageRow) =>
  [channel, state, why, attempts.map(({ code }) => code).join(" ")] as const;

/** What a service answers, what a person has of it, and what becomes of the messages. */
interface Row {
  what: string;
  by: By;
  answers?: Said[];
  taken: number;
  messages: [channel: string, state: string, why: string | null, codes: string][];
  /** When it is tried again. */
  afterMs?: number;
  /** What is kept of the last answer to the first message. */
  receipt?: RegExp;
}
const MONTHLY = { message: "You have reached your monthly limit." };
const RATE = { message: "The API rate limit has been exceeded. Try again later." };
const SOON = 5 * SECOND;
const byWebhook: Row["messages"][number] = ["webhook", "delivered", null, "204"];
const bot = (description: string, parameters: object = {}) => ({ ok: false, description, parameters });
const half: Said[] = ["half"];
const lost: Said[] = ["lost"];
const ROWS: Row[] = [
  { what: "takes it", by: "line", taken: 1, messages: [["line", "sent", null, "200"]], receipt: /^\d+$/ },
  {
    what: "takes it",
    by: "telegram",
    taken: 1,
    messages: [["telegram", "sent", null, "200"]],
    receipt: /^\d+$/,
  },
  { what: "takes it", by: "sms", taken: 1, messages: [["sms", "sent", null, "201"]], receipt: /^M\d+$/ },
  // The same message again, by its key: it is there once.
  {
    what: "takes it and loses the answer",
    by: "line",
    answers: lost,
    taken: 1,
    afterMs: SOON,
    messages: [["line", "sent", null, "ECONNRESET 409"]],
  },
  {
    what: "takes it and fails",
    by: "line",
    answers: [{ status: 500, isTaken: true }],
    taken: 1,
    afterMs: SOON,
    messages: [["line", "sent", null, "500 409"]],
  },
  // Without a key: once more, and marked.
  ...(["telegram", "sms"] as const).flatMap((by): Row[] => {
    const ok = by === "sms" ? "201" : "200";
    const again = (why: string, code: string): Row["messages"] => [
      [by, "doubt", why, code],
      [by, "sent", null, ok],
    ];
    const gateway: Said[] = [{ status: 504, isTaken: true }];
    return [
      {
        what: "takes it and loses the answer",
        by,
        answers: lost,
        taken: 2,
        messages: again("answer-lost", "ECONNRESET"),
      },
      { what: "answers half", by, answers: half, taken: 2, messages: again("answer-unclear", ok) },
      {
        what: "loses what is behind it",
        by,
        answers: gateway,
        taken: 2,
        messages: again("answer-lost", "504"),
      },
    ];
  }),
  // Not now.
  {
    what: "is asked too fast",
    by: "line",
    answers: [{ status: 429, body: RATE }],
    taken: 1,
    afterMs: SOON,
    messages: [["line", "sent", null, "429 200"]],
  },
  {
    what: "is asked too fast",
    by: "telegram",
    taken: 1,
    afterMs: 35 * SECOND,
    answers: [{ status: 429, body: bot("Too Many Requests: retry after 35", { retry_after: 35 }) }],
    messages: [["telegram", "sent", null, "429 200"]],
  },
  {
    what: "is asked too fast",
    by: "sms",
    taken: 1,
    afterMs: 60 * SECOND,
    answers: [{ status: 429, headers: { "retry-after": "60" } }],
    messages: [["sms", "sent", null, "429 201"]],
  },
  {
    what: "says that our key is wrong",
    by: "line",
    answers: [{ status: 401 }],
    taken: 1,
    afterMs: SOON,
    messages: [["line", "sent", null, "401 200"]],
  },
  // Never: the next channel has it at once.
  {
    what: "has no messages left this month",
    by: "line",
    answers: [{ status: 429, body: MONTHLY }],
    taken: 0,
    messages: [["line", "refused", "quota-over", "429"], byWebhook],
    receipt: /^You have reached your monthly limit\.$/,
  },
  {
    what: "does not know the recipient",
    by: "line",
    taken: 0,
    answers: [{ status: 400, body: { message: "The property, 'to', in the request body is invalid" } }],
    messages: [["line", "refused", "refused-by-receiver", "400"], byWebhook],
    receipt: /is invalid$/,
  },
  {
    what: "was blocked by the recipient",
    by: "telegram",
    taken: 0,
    answers: [{ status: 403, body: bot("Forbidden: bot was blocked by the user") }],
    messages: [["telegram", "refused", "refused-by-receiver", "403"], byWebhook],
    receipt: /^Forbidden: bot was blocked by the user$/,
  },
  {
    what: "answers 200 with a failure inside",
    by: "sms",
    taken: 0,
    answers: [{ status: 200, body: { bad_phone_number_list: [{ message: "Invalid: 0812345678" }] } }],
    messages: [["sms", "refused", "refused-by-receiver", "200"], byWebhook],
    // Nobody's number is in what is kept of the answer.
    receipt: /^Invalid: (?!0812345678)/,
  },
  {
    what: "has moved the group",
    by: "telegram",
    taken: 1,
    answers: [
      {
        status: 400,
        body: bot("Bad Request: group chat was upgraded", { migrate_to_chat_id: -1009999999999 }),
      },
    ],
    messages: [["telegram", "sent", null, "200"]],
    receipt: /^-1001234567890 → -1009999999999 · \d+$/,
  },
];

describe("an alert by a service that", () => {
  it.each(ROWS)("$what: $by", async ({ by, answers = [], taken, messages, afterMs, receipt }) => {
    const bank = banks.shift()!;
    await add(CHANNELS[by]);
    services.next.push(...answers);
    await late(bank);
    if (afterMs) {
      await until(async () => (await messagesOf(bank))[0]?.attempts.length).toBe(1);
      const [{ dueAt }] = (await messagesOf(bank)) as [MessageRow];
      expect(Math.abs(dueAt - clock.now() - afterMs)).toBeLessThan(3 * SECOND);
      clock.ahead += afterMs + SECOND;
    }
    await until(async () => (await messagesOf(bank)).map(told)).toEqual(messages);
    if (receipt) expect((await messagesOf(bank))[0]!.attempts.at(-1)!.receipt).toMatch(receipt);
    const got = await services.expectTaken(taken);
    // Only the second is said to be a repetition.
    const isMarked = got.map(({ text }) => text.startsWith("อาจเป็นข้อความซ้ำ\n"));
    expect(isMarked).toEqual(got.map((_, place) => place > 0));
    for (const { text } of got) {
      expect(text).toContain(`แจ้งเหตุ: ${bank} ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี`);
      expect(text).toMatch(/\nhttps:\/\/war-room\.example\.go\.th\/alerts\?episode=\d+[^\n]*$/);
    }
    const others = messages.filter(([channel]) => channel === "webhook").length;
    await until(() => hook.got.length).toBe(others);
    hook.expectNoMore();
  });

  it("gets the number as it wants it, and the key of each message with the first request", async () => {
    const bank = banks.shift()!;
    await add(CHANNELS.line, { channels: [CHANNELS.line] });
    await add(CHANNELS.sms, { name: "รองผู้อำนวยการ", channels: [CHANNELS.sms] });
    await late(bank);
    const got = await services.expectTaken(2);
    const ids = (await messagesOf(bank)).filter(({ channel }) => channel === "line").map(({ id }) => id);
    expect(got.find(({ by }) => by === "line")!.key).toBe(ids[0]);
    expect(got.find(({ by }) => by === "sms")!.to).toBe("66812345678");
  });
});

describe("a test of a recipient", () => {
  const testOf = async (id: number) => {
    const { message } = await ask<{ message: string }>("POST", `/v1/alerts/recipients/${id}/test`);
    const read = () => ask<MessageRow>("GET", `/v1/alerts/messages/${message}`);
    await until(async () => (await read()).attempts.length).toBe(1);
    return told(await read());
  };
  it.each<[By, Said[], number, ReturnType<typeof told>]>([
    ["line", [], 1, ["line", "sent", null, "200"]],
    ["telegram", [], 1, ["telegram", "sent", null, "200"]],
    ["sms", [], 1, ["sms", "sent", null, "201"]],
    [
      "sms",
      [{ status: 200, body: { phone_number_list: [] } }],
      0,
      ["sms", "refused", "refused-by-receiver", "200"],
    ],
  ])("says what %s answered", async (by, answers, taken, expected) => {
    const { id } = await add(CHANNELS[by], { channels: [CHANNELS[by]] });
    services.next.push(...answers);
    expect(await testOf(id)).toEqual(expected);
    const got = await services.expectTaken(taken);
    for (const { text } of got) expect(text).toMatch(/^ข้อความนี้ทดสอบการแจ้งเตือน ไม่มีเหตุจริง\nhttps:/);
  });
  it("knows which services are set up here", async () => {
    const all = await ask<{ kind: string; isSetUp: boolean }[]>("GET", "/v1/alerts/channels");
    expect(all.filter(({ isSetUp }) => isSetUp).map(({ kind }) => kind)).toEqual([
      "webhook",
      "line",
      "telegram",
      "sms",
      "push",
    ]);
  });
});

describe("an address of a recipient", () => {
  it.each<[Channel["kind"], string]>([
    ["line", "aoc1441"],
    ["line", "Uabc"],
    ["line", `X${"0".repeat(32)}`],
    ["telegram", "aoc1441"],
    ["telegram", "0"],
    ["sms", "021234567"],
    ["sms", "081234567"],
    ["sms", "+66 81 234 5678"],
    ["sms", "66812345678"],
    ["mail", "nobody"],
  ])("of %s is refused at the door: %s", async (kind, to) => {
    await expect(add({ kind, to } as Channel)).rejects.toThrow(/channels\.0\.to: must be /);
  });
  it.each<[Channel["kind"], string]>([
    ["line", `C${"0".repeat(32)}`],
    ["telegram", "@aoc_1441"],
    ["telegram", "99887766"],
    ["sms", "+66812345678"],
    ["sms", "0612345678"],
    ["sms", "+6591234567"],
  ])("of %s is taken: %s", async (kind, to) => {
    expect(await add({ kind, to } as Channel)).toMatchObject({ channels: [{ kind, to }, {}] });
  });
});
