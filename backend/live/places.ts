import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../kit/clock.ts";
import { type Budget, openBucket } from "./budget.ts";

/**
 * Connections that one backend serves. Displays, which show their credential when they come, have places of their own: a
 * national centre's come back within some fifteen seconds after a restart (5,000 in the bench's row `displays`), and no
 * flood of others keeps them out. The others are people, keys, embeds and whoever has not said yet who it is; the bench's
 * row `sockets` has 2,000.
 */
const MOST = { displays: 6_000, others: 4_000 };
/** New ones of others: the pace leaves time for those that are open. Displays wait for their turn (arrivals.ts). */
const OPENING: Budget = { perSecond: 200, atOnce: 1_000 };
/**
 * Of one display, beside each other: one that lost its network comes again before its old connection is known to be gone.
 * Each is free again only after a rest, so that a credential that was stolen does not use up what all displays have.
 */
const MOST_OF_DISPLAY = 4;
const REST_MS = 5_000;

/** Who may open a connection: limits for displays and for all others. */
export interface Places {
  /** Whose place a request for a web socket has; null: there is none. A display's is its until it closes, and rests. */
  take(request: IncomingMessage, socket: Duplex): keyof typeof MOST | null;
  /** Whether one may be opened that is of no display. */
  takeOther(): boolean;
  /** A connection was opened by this request. What it gives is to be called when that has closed. */
  opened(request: IncomingMessage): () => void;
  /** Frees the places that have rested. */
  sweep(): void;
}

export function openPlaces(deps: {
  clock: Clock;
  /** The display whose credential a request shows, without asking the database; null: it shows none that is known. */
  displayOf: (request: IncomingMessage) => number | null;
}): Places {
  const { clock } = deps;
  const opening = openBucket(OPENING, clock.ticks());
  const count = { displays: 0, others: 0 };
  /** Requests that opened a connection in a place of displays. */
  const ofDisplays = new WeakSet<IncomingMessage>();
  /** How many places each display has, by its id; and those that rest, the first one to be free first. */
  const held = new Map<number, number>();
  const resting: { display: number; until: number }[] = [];
  const takeOther = () => count.others < MOST.others && opening.take(clock.ticks());

  return {
    take(request, socket) {
      if (socket.destroyed) return null;
      const display = deps.displayOf(request);
      if (display === null || (held.get(display) ?? 0) >= MOST_OF_DISPLAY)
        return takeOther() ? "others" : null;
      if (count.displays >= MOST.displays) return null;
      ofDisplays.add(request);
      count.displays++;
      held.set(display, (held.get(display) ?? 0) + 1);
      socket.once("close", () => {
        count.displays--;
        resting.push({ display, until: clock.ticks() + REST_MS });
      });
      return "displays";
    },
    takeOther,
    opened(request) {
      if (ofDisplays.has(request)) return () => {};
      count.others++;
      return () => {
        count.others--;
      };
    },
    sweep() {
      const now = clock.ticks();
      for (; resting[0] && resting[0].until <= now; resting.shift()) {
        const { display } = resting[0];
        const left = held.get(display)! - 1;
        if (left > 0) held.set(display, left);
        else held.delete(display);
      }
    },
  };
}
