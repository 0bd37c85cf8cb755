import { maskPersonal } from "#writing/personal.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import { asksAgain, exchange, jsonOf, retryAfterMs, withoutAnswer } from "./exchange.ts";

/** An account of the Messaging API. */
export interface LineAccount {
  /** Of the service: `https://api.line.me`. */
  url: string;
  /** The channel access token. */
  token: string;
}

/** Of a text message (Messaging API, text message object). */
export const MOST_LINE = 5_000;

/** What it says with 429 when the month's messages are used up; every other 429 is about the rate. */
const MONTHLY = "You have reached your monthly limit.";

/**
 * Pushes a text. The message's id is the retry key, with the first request too: for 24 hours LINE answers 409 to a
 * repetition of what it took. LINE tells nobody whether a person got it, so it is sent at most, never delivered.
 */
export async function pushLine(
  { url, token }: LineAccount,
  { id, to, text }: { id: string; to: string; text: string },
): Promise<Outcome> {
  const said = await exchange({
    method: "POST",
    url: `${url}/v2/bot/message/push`,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-line-retry-key": id,
    },
    body: JSON.stringify({ to, messages: [{ type: "text", text }] }),
  });
  if (said.kind !== "answer") return withoutAnswer(said);
  const { status, headers } = said;
  const code = String(status);
  const { message, sentMessages } = (jsonOf(said.text) ?? {}) as LineAnswer;
  const request = headers["x-line-accepted-request-id"] ?? headers["x-line-request-id"] ?? null;
  if (status === 200 || status === 409)
    return { kind: "sent", code, receipt: sentMessages?.[0]?.id ?? (request && String(request)) };
  const receipt = typeof message === "string" ? maskPersonal(message.slice(0, 200)) : null;
  if (status === 429 && message === MONTHLY) return { kind: "refused", code, why: "quota-over", receipt };
  if (asksAgain(status))
    return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers), receipt };
  // The token is wrong: that is for an operator to mend, and says nothing of the recipient.
  if (status === 401 || status === 403)
    return { kind: "later", code, why: "not-set-up", afterMs: null, receipt };
  return { kind: "refused", code, why: "refused-by-receiver", receipt };
}

/**
 * How many messages of the month are used up, of how many; `most` null: there is no limit (`type` is `none`). Otherwise
 * why it is not known: a status, or a code of the network.
 */
export async function readLineQuota(
  account: LineAccount,
): Promise<{ used: number; most: number | null } | { fault: string }> {
  const [limit, consumed] = await Promise.all([
    question(account, "quota"),
    question(account, "quota/consumption"),
  ]);
  const fault = limit.fault ?? consumed.fault;
  if (fault !== null) return { fault };
  const { type, value } = limit.answer;
  const { totalUsage } = consumed.answer;
  const isCount = (of: unknown): of is number => Number.isSafeInteger(of) && (of as number) >= 0;
  if (isCount(totalUsage) && type === "none") return { used: totalUsage, most: null };
  if (isCount(totalUsage) && type === "limited" && isCount(value)) return { used: totalUsage, most: value };
  return { fault: UNCLEAR };
}

/** It answered with something else than what is documented. */
const UNCLEAR = "answer-unclear";

async function question({ url, token }: LineAccount, about: string) {
  const said = await exchange({
    method: "GET",
    url: `${url}/v2/bot/message/${about}`,
    headers: { authorization: `Bearer ${token}` },
    body: "",
  });
  const answer = said.kind === "answer" ? ((jsonOf(said.text) ?? {}) as QuotaAnswer) : {};
  if (said.kind !== "answer") return { fault: said.code || said.kind, answer };
  return { fault: said.status === 200 ? null : String(said.status), answer };
}

interface QuotaAnswer {
  type?: unknown;
  value?: unknown;
  totalUsage?: unknown;
}

interface LineAnswer {
  message?: unknown;
  sentMessages?: { id?: string }[];
}
