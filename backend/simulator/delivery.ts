import type { IngestAnswer } from "#wire/events.ts";
import { ROSTER } from "./roster.ts";
import type { Telling } from "./telling.ts";

/**
 * Sends NDJSON to the war room with a source's key, retrying what can be retried, and resolves with the answer.
 * Rejects if a retry cannot help (a wrong key), or when aborted.
 */
export type Post = (key: string, ndjson: string, signal: AbortSignal) => Promise<IngestAnswer>;

export interface Log {
  info(what: object, sentence: string): void;
  warn(what: object, sentence: string): void;
  error(what: object, sentence: string): void;
}

/** Counts of the results of the events that were sent. */
export interface Tally {
  accepted: number;
  duplicate: number;
  rejected: number;
}

export interface Delivery {
  /** Resolves when the war room has answered. The lines are of one source, in the order in which they must arrive. */
  deliver(source: string, lines: string[]): Promise<void>;
  readonly tally: Readonly<Tally>;
  /** True when it no longer delivers anything. */
  readonly closed: boolean;
}

/** Events per request: large enough to be cheap, small enough to be answered quickly. */
export const BATCH = 2_000;

export function lineOf({ event }: Telling): string {
  return JSON.stringify(event);
}

/** Delivers for all sources, each with its own key. Throws if a key is missing: that is a programming error. */
export function openDelivery(
  post: Post,
  keys: ReadonlyMap<string, string>,
  log: Log,
  signal: AbortSignal,
): Delivery {
  const missing = ROSTER.filter(({ name }) => !keys.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`the simulator has no key for ${missing.join(", ")}`);
  const tally: Tally = { accepted: 0, duplicate: 0, rejected: 0 };
  return {
    tally,
    get closed() {
      return signal.aborted;
    },
    async deliver(source, lines) {
      const answer = await post(keys.get(source) as string, lines.join("\n"), signal);
      tally.accepted += answer.accepted;
      tally.duplicate += answer.duplicate;
      tally.rejected += answer.rejected.length;
      const [first] = answer.rejected;
      if (first)
        log.warn(
          { source, rejected: answer.rejected.length, first },
          "events of the simulator were rejected",
        );
    },
  };
}
