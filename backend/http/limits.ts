import type { Response } from "express";
import { Fault } from "../kit/fault.ts";

/** Questions that are worked on at once, and that may wait for it: events must not stand behind all of them. */
const AT_ONCE = 2;
const MOST_WAITING = 200;
/** Small answers always go; of larger ones only so many bytes may lie here and wait to be fetched. */
const SMALL = 1024 * 1024;
const MOST_UNSENT = 64 * 1024 * 1024;
/** Who asks and does not read is let go after this. */
const UNREAD_MS = 30_000;

export interface Limits {
  /** Works on a few questions at a time. Throws `busy` when too many wait. */
  inTurn<T>(deed: () => Promise<T>): Promise<T>;
  /** Sends JSON. Throws `busy` when too much lies here that nobody fetches. */
  send(response: Response, answer: unknown): void;
}

/** Holds what anybody may ask for to a measure: large answers, many at once, and clients that never read them. */
export function openLimits(): Limits {
  const line: (() => void)[] = [];
  let working = 0;
  let unsent = 0;
  return {
    async inTurn(deed) {
      if (line.length >= MOST_WAITING)
        throw new Fault("busy", `${line.length} questions wait already`, { retryAfter: 2 });
      // Who is called from the line takes over the place of the one that is done.
      if (working >= AT_ONCE) await new Promise<void>((resolve) => line.push(resolve));
      else working++;
      try {
        return await deed();
      } finally {
        const next = line.shift();
        if (next) next();
        else working--;
      }
    },
    send(response, answer) {
      const bytes = Buffer.from(JSON.stringify(answer));
      if (bytes.length > SMALL) {
        if (unsent + bytes.length > MOST_UNSENT)
          throw new Fault("busy", "too many large answers wait to be fetched; ask for less, or later", {
            retryAfter: 5,
          });
        unsent += bytes.length;
        response.once("close", () => {
          unsent -= bytes.length;
        });
      }
      response.setTimeout(UNREAD_MS, () => response.destroy());
      response.type("json").send(bytes);
    },
  };
}
