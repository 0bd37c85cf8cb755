import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { joinReceivers } from "./inbox.ts";

/** A message that a person has. */
export interface Taken {
  by: "line" | "telegram" | "sms";
  to: string;
  text: string;
  /** The key by which a repetition is known; null: the service knows none. */
  key: string | null;
}

/**
 * What a service does with the next request: it answers as it is told to, takes the message and loses its answer, or
 * answers half. Otherwise it takes the message and answers as the real one does.
 */
export type Said =
  | { status: number; body?: object; isTaken?: true; headers?: Record<string, string> }
  | "lost"
  | "half";

export interface Services {
  url: string;
  taken: Taken[];
  requests: { path: string; headers: http.IncomingHttpHeaders; body: string }[];
  next: Said[];
  /** Used up of the month's messages at LINE, of how many; null: as many as one likes. `status`: it does not say. */
  quota: { used: number; most: number | null; status: number };
  /** Waits for so many messages and forgets them. */
  expectTaken(count: number): Promise<Taken[]>;
  /** Fails if there is a message that nobody expected, or a request that no service knows. */
  expectNoMore(): void;
  close(): Promise<void>;
}

export const TOKENS = {
  line: "line-channel-access-token",
  telegram: "123456789:telegram-bot-token",
  sms: "Basic c21zOnNlY3JldC1vZi10aGUtZ2F0ZXdheQ==",
};

/**
 * A real HTTP receiver that answers what LINE (line-openapi, messaging-api.yml), Telegram (Bot API) and a Thai gateway of
 * SMS (ThaiBulkSMS, `phone_number_list`) answer.
 */
export async function openServices(): Promise<Services> {
  const taken: Taken[] = [];
  const requests: Services["requests"] = [];
  const next: Said[] = [];
  const strange: string[] = [];
  const keys = new Map<string, string>();
  const quota: Services["quota"] = { used: 0, most: null, status: 200 };
  let count = 100;

  function line(body: { to: string; messages: { text: string }[] }, key: string) {
    const known = keys.get(key);
    if (known)
      return {
        status: 409,
        headers: { "x-line-accepted-request-id": "req-1" },
        body: { message: "The retry key is already accepted", sentMessages: [{ id: known }] },
      };
    keys.set(key, String(++count));
    taken.push({ by: "line", to: body.to, text: body.messages[0]!.text, key });
    return { status: 200, body: { sentMessages: [{ id: String(count), quoteToken: "q" }] } };
  }
  function answer(path: string, headers: http.IncomingHttpHeaders, raw: string): Exclude<Said, string> {
    const auth = headers.authorization;
    if (path.startsWith("/line/") && auth !== `Bearer ${TOKENS.line}`)
      return { status: 401, body: { message: "Authentication failed" } };
    if (path === "/line/v2/bot/message/push")
      return line(JSON.parse(raw), String(headers["x-line-retry-key"]));
    if (path.startsWith("/line/v2/bot/message/quota") && quota.status !== 200)
      return { status: quota.status, body: { message: "Not now" } };
    if (path === "/line/v2/bot/message/quota")
      return {
        status: 200,
        body: quota.most === null ? { type: "none" } : { type: "limited", value: quota.most },
      };
    if (path === "/line/v2/bot/message/quota/consumption")
      return { status: 200, body: { totalUsage: quota.used } };
    if (path === `/telegram/bot${TOKENS.telegram}/sendMessage`) {
      const { chat_id, text } = JSON.parse(raw) as { chat_id: string; text: string };
      taken.push({ by: "telegram", to: chat_id, text, key: null });
      return { status: 200, body: { ok: true, result: { message_id: ++count } } };
    }
    if (path === "/sms" && auth === TOKENS.sms) {
      const form = new URLSearchParams(raw);
      taken.push({ by: "sms", to: form.get("msisdn")!, text: form.get("message")!, key: null });
      const number = { number: form.get("msisdn"), message_id: `M${++count}`, used_credit: 1 };
      return { status: 201, body: { phone_number_list: [number], bad_phone_number_list: [] } };
    }
    strange.push(`${path} ${raw}`);
    return { status: 404, body: {} };
  }
  const server = http.createServer((request, response) => {
    let raw = "";
    request.on("data", (piece) => {
      raw += piece;
    });
    request.on("end", () => {
      const path = request.url!;
      const isQuestion = request.method === "GET";
      if (!isQuestion) requests.push({ path, headers: request.headers, body: raw });
      const told = isQuestion ? undefined : next.shift();
      const isTaken = told === undefined || told === "lost" || told === "half" || told.isTaken;
      const own = isTaken ? answer(path, request.headers, raw) : { status: 500 };
      if (told === "lost") return void request.socket.destroy();
      const said = typeof told === "object" ? told : own;
      const text = JSON.stringify(said.body ?? {});
      response.writeHead(said.status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        ...said.headers,
      });
      if (told !== "half") return void response.end(text);
      response.write(text.slice(0, 10), () => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const leave = joinReceivers(() => ({ unexpected: taken.splice(0), strange: strange.splice(0) }));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    requests,
    next,
    quota,
    async expectTaken(wanted) {
      await expect.poll(() => taken.length, { timeout: 20_000, interval: 20 }).toBe(wanted);
      return taken.splice(0);
    },
    expectNoMore() {
      expect({ taken, strange, next }).toEqual({ taken: [], strange: [], next: [] });
      requests.length = 0;
      keys.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      leave();
    },
  };
}
