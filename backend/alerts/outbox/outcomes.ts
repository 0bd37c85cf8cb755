import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { ChannelKind, MessageReason, MessageState } from "#wire/alerts.ts";
import type { Letter } from "./letterQueries.ts";

/**
 * What a channel made of a message. `later`: it was certainly not taken. `doubt`: it may have been. `receipt`: what the
 * receiver said, in its words or by its id of the message.
 */
export type Outcome =
  | { kind: "sent" | "delivered"; code: string | null; receipt: string | null }
  | {
      kind: "later";
      code: string | null;
      why: MessageReason;
      afterMs: number | null;
      receipt?: string | null;
    }
  | { kind: "refused" | "doubt"; code: string | null; why: MessageReason; receipt?: string | null };

export interface Settled {
  state: MessageState;
  why: MessageReason | null;
  /** When it is tried again; null: it is not. */
  dueAt: number | null;
  mayHaveGone: boolean;
  /** Another message is made: by the recipient's next channel, or once more because this one may not have gone. */
  follow: "fallback" | "repeat" | null;
}

/** Channels whose receivers know a repetition by its key: what is in doubt is sent again with the same one. */
export const KEYED: Readonly<Record<ChannelKind, boolean>> = {
  webhook: true,
  line: true,
  mail: false,
  telegram: false,
  sms: false,
  push: false,
};

/** How long to wait after each try. Our choice: a receiver that is started again is back within the first minute. */
const WAITS_MS = [5 * SECOND, 15 * SECOND, 45 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE];
/**
 * A claim holds so long: longer than any channel's patience, and than a picture's two seconds before it, by three
 * seconds.
 */
export const LEASE_MS = 25 * SECOND;
/** Tries before the next channel is used; and where there is none, about an hour of them. */
const MOST_TRIES = { withFallback: 3, alone: 10 };
/** A receiver may ask for more patience, but not for more than this. */
export const LONGEST_WAIT_MS = HOUR;

/**
 * What becomes of a message after a try.
 * @param isWanted what it says is still to be said
 */
export function settle(
  { channel, channelKind, tries, kind, repeat, mayHaveGone, recipient }: Letter,
  outcome: Outcome,
  isWanted: boolean,
  now: number,
): Settled {
  const done = (
    state: MessageState,
    why: MessageReason | null,
    follow: Settled["follow"] = null,
  ): Settled => ({ state, why, dueAt: null, mayHaveGone: false, follow });
  if (!("why" in outcome)) return done(outcome.kind, null);
  const hasNext = recipient.channels.length > channel + 1;
  const next = isWanted && hasNext ? "fallback" : null;
  // The end of an alert is not said twice, nor a test; all else rather twice than never.
  const mayBeTwice = isWanted && kind !== "resolve" && kind !== "test";
  const doubt = (why: MessageReason) => done("doubt", why, mayBeTwice ? next : null);
  const refused = (why: MessageReason) => (mayHaveGone ? doubt(why) : done("refused", why, next));
  if (outcome.kind === "refused") return refused(outcome.why);
  const most = hasNext ? MOST_TRIES.withFallback : MOST_TRIES.alone;
  const waitMs = WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? WAITS_MS[0]!;
  const { why } = outcome;
  const again = (afterMs: number, mayGo: boolean): Settled => ({
    state: "queued",
    why,
    dueAt: now + Math.min(Math.max(afterMs, waitMs), LONGEST_WAIT_MS),
    mayHaveGone: mayGo,
    follow: null,
  });
  if (outcome.kind === "later") {
    if (!isWanted) return done(mayHaveGone ? "doubt" : "superseded", outcome.why);
    return tries < most ? again(outcome.afterMs ?? 0, false) : refused("gave-up");
  }
  if (KEYED[channelKind]) return isWanted && tries < most ? again(0, true) : doubt(outcome.why);
  return mayBeTwice && repeat === 0 ? done("doubt", outcome.why, "repeat") : doubt(outcome.why);
}
