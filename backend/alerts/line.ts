import { maskPersonal } from "#writing/personal.ts";
import { asksAgain, exchange, jsonOf, retryAfterMs, withoutAnswer } from "./exchange.ts";
import type { Outcome } from "./settle.ts";

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

interface LineAnswer {
  message?: unknown;
  sentMessages?: { id?: string }[];
}
