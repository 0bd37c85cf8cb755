import type { ServerResponse } from "node:http";
import { Fault } from "../kit/fault.ts";

/** Costly requests that run at once, and that may wait: the database must have room for events beside them. */
const AT_ONCE = 2;
const MOST_WAITING = 200;
/** An answer of this size fits into a socket's send buffer (Linux' default): if it is not read, it costs nothing here. */
const BUFFERED = 16 * 1024;
/** Answers up to this size are always sent; of larger ones only so many bytes may wait to be read. */
const SMALL = 1024 * 1024;
const MOST_UNSENT = 64 * 1024 * 1024;
/** A client that does not read its answer is disconnected after this. */
const UNREAD_MS = 30_000;

export interface Limits {
  /** Runs a few at a time, in the order of the calls. Throws `busy` when too many wait. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Sends an answer. Throws `busy` when too many bytes wait for clients that do not read. */
  send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void;
}

/** Limits what anybody may ask for: costly requests, large answers, and clients that never read them. */
export function openLimits(): Limits {
  const line: (() => void)[] = [];
  let working = 0;
  let unsent = 0;
  return {
    async inTurn(work) {
      if (line.length >= MOST_WAITING)
        throw new Fault("busy", `${line.length} requests of this kind wait already`, { retryAfter: 2 });
      // The next in line takes the place of the one that is done, so the count stays.
      if (working >= AT_ONCE) await new Promise<void>((resolve) => line.push(resolve));
      else working++;
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else working--;
      }
    },
    send(response, status, headers, body) {
      const bytes = Buffer.from(body);
      if (bytes.length > SMALL) {
        if (unsent + bytes.length > MOST_UNSENT)
          throw new Fault("busy", "too many large answers wait to be read; ask for less, or later", {
            retryAfter: 5,
          });
        unsent += bytes.length;
        response.once("close", () => {
          unsent -= bytes.length;
        });
      }
      if (bytes.length > BUFFERED) response.setTimeout(UNREAD_MS, () => response.destroy());
      // Not by express: for one event, its `json` is a tenth of the request.
      response.writeHead(status, { ...headers, "Content-Length": bytes.length });
      response.end(bytes);
    },
  };
}
