import http from "node:http";
import https from "node:https";
import { SECOND } from "#calendar/units.ts";
import type { Outcome } from "../outbox/outcomes.ts";

/** An answer is waited for so long. Standard Webhooks says 15 to 30 s. */
const PATIENCE_MS = 15 * SECOND;
/** Of an answer so much is read; none of these receivers says more. */
const MOST_ANSWER = 64 * 1024;

export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Where the name leads, if that was looked at before. */
  addresses?: readonly { address: string; family: number }[];
  /** The status says all: what follows it is not waited for. */
  isByStatus?: boolean;
}

/** What became of a request. `unsent`: the receiver has not all of it. `unanswered`: it may have. */
export type Exchange =
  | {
      kind: "answer";
      status: number;
      headers: http.IncomingHttpHeaders;
      text: string;
      /** The text is all that was said. */
      isWhole: boolean;
    }
  | { kind: "unsent" | "unanswered"; code: string };

/** Asks once, on a connection of its own. No redirect is followed. */
export function exchange({
  method,
  url,
  headers,
  body,
  addresses,
  isByStatus = false,
}: Asked): Promise<Exchange> {
  return new Promise((resolve) => {
    let wasWritten = false;
    const { request } = url.startsWith("https:") ? https : http;
    const asking = request(
      url,
      {
        method,
        agent: false,
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { ...headers, ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(body) }) },
        ...(addresses
          ? {
              lookup: (_host, options, done) => {
                const first = addresses[0]!;
                if (options.all) done(null, [...addresses]);
                else done(null, first.address, first.family);
              },
            }
          : {}),
      },
      (response) => {
        const pieces: Buffer[] = [];
        let read = 0;
        const told = (isWhole: boolean) =>
          resolve({
            kind: "answer",
            status: response.statusCode ?? 0,
            headers: response.headers,
            isWhole,
            text: Buffer.concat(pieces).toString(),
          });
        response.on("data", (piece: Buffer) => {
          pieces.push(piece);
          read += piece.length;
          if (read > MOST_ANSWER) asking.destroy();
        });
        if (isByStatus) told(false);
        response.on("end", () => told(true));
        response.on("error", () => told(false));
        response.on("close", () => told(false));
      },
    );
    asking.on("finish", () => {
      wasWritten = true;
    });
    asking.on("error", (error) =>
      resolve({ kind: wasWritten ? "unanswered" : "unsent", code: codeOf(error) }),
    );
    asking.end(method === "GET" ? undefined : body);
  });
}

export const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? "");

/** What a request that had no answer makes of a message. */
export const withoutAnswer = ({ kind, code }: Exclude<Exchange, { kind: "answer" }>): Outcome =>
  kind === "unsent"
    ? { kind: "later", code, why: "no-answer", afterMs: null }
    : { kind: "doubt", code, why: "answer-lost" };

/** Statuses that ask for another try: 429 and what is like it, and a server that fails (RFC 9110, 15.6). */
export const asksAgain = (status: number) => [408, 425, 429].includes(status) || status >= 500;

/**
 * How long the receiver asks to be left alone: so many seconds, or until a date, by its own clock as its answer tells it
 * (RFC 9110, 10.2.3 and 6.6.1). Null: it does not say.
 */
export function retryAfterMs({
  "retry-after": after = "",
  date = "",
}: http.IncomingHttpHeaders): number | null {
  const wait = /^\d+$/.test(after) ? Number(after) * SECOND : Date.parse(after) - Date.parse(date);
  return wait > 0 ? wait : null;
}

/** A receiver's words; null: it said nothing in JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
