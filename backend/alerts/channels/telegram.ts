import type { IncomingHttpHeaders } from "node:http";
import { SECOND } from "#calendar/units.ts";
import { maskPersonal } from "#writing/personal.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import { exchange, jsonOf, retryAfterMs, withoutAnswer } from "./exchange.ts";

/** A bot of Telegram. */
export interface TelegramBot {
  /** Of the service: `https://api.telegram.org`. */
  url: string;
  token: string;
}

/** Of a message (Bot API, sendMessage). */
export const MOST_TELEGRAM = 4_096;

/** A gateway that lost what is behind it: what it passed on may have been done. Telegram knows no repetition. */
const LOST = [502, 504];

/** Sends a text. A group that was moved (it became a supergroup) gets it where it is now; the receipt names that. */
export async function sendTelegram(bot: TelegramBot, to: string, text: string): Promise<Outcome> {
  const first = await send(bot, to, text);
  const moved = first.answer.parameters?.migrate_to_chat_id;
  if (typeof moved !== "number") return first.outcome;
  const { outcome } = await send(bot, String(moved), text);
  return { ...outcome, receipt: `${to} → ${moved}${outcome.receipt ? ` · ${outcome.receipt}` : ""}` };
}

async function send({ url, token }: TelegramBot, to: string, text: string) {
  const said = await exchange({
    method: "POST",
    url: `${url}/bot${token}/sendMessage`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ chat_id: to, text, link_preview_options: { is_disabled: true } }),
  });
  if (said.kind !== "answer") return { outcome: withoutAnswer(said), answer: {} as BotAnswer };
  const answer = (jsonOf(said.text) ?? {}) as BotAnswer;
  return { outcome: outcomeOf(said, answer), answer };
}

interface BotAnswer {
  ok?: unknown;
  description?: unknown;
  result?: { message_id?: unknown };
  parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown };
}

function outcomeOf(
  { status, headers }: { status: number; headers: IncomingHttpHeaders },
  { ok, description, result, parameters }: BotAnswer,
): Outcome {
  const code = String(status);
  if (status === 200)
    return ok === true
      ? { kind: "sent", code, receipt: String(result?.message_id ?? "") || null }
      : { kind: "doubt", code, why: "answer-unclear" };
  const receipt = typeof description === "string" ? maskPersonal(description.slice(0, 200)) : null;
  if (status === 429) {
    const seconds = Number(parameters?.retry_after);
    const afterMs = seconds > 0 ? seconds * SECOND : retryAfterMs(headers);
    return { kind: "later", code, why: "receiver-busy", afterMs, receipt };
  }
  if (LOST.includes(status)) return { kind: "doubt", code, why: "answer-lost", receipt };
  if (status >= 500)
    return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers), receipt };
  // An unknown token is 401, one that has not its form 404.
  if (status === 401 || status === 404)
    return { kind: "later", code, why: "not-set-up", afterMs: null, receipt };
  return { kind: "refused", code, why: "refused-by-receiver", receipt };
}
