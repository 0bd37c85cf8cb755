import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { type Bucket, type Budget, openBucket } from "./budget.ts";

/**
 * Connections that one backend serves. Displays, which show their credential when they come, have places of their own: a
 * national centre's come back within some fifteen seconds after a restart (5,000 in the bench's row `displays`), and no
 * flood of others keeps them out. The others are people, keys, embeds and whoever has not said yet who it is; the bench's
 * row `sockets` has 2,000.
 */
const MOST = { displays: 6_000, others: 4_000 };
/** New ones of others: the pace leaves time for those that are open. Displays wait for their turn (arrivals.ts). */
const OPENING: Budget = { perSecond: 200, atOnce: 1_000 };
/** A part of that for each network, so that none keeps the others out: an office whose shift begins. */
const OF_NETWORK = { most: 1_000, opening: { perSecond: 50, atOnce: 250 } satisfies Budget } as const;
/** After so long a network may open as many at once as at first. */
const WHOLE_MS = (OF_NETWORK.opening.atOnce / OF_NETWORK.opening.perSecond) * SECOND;
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
  /** Whether this request may open one that is of no display. */
  takeOther(request: IncomingMessage): boolean;
  /** A connection was opened by this request. What it gives is to be called when that has closed. */
  opened(request: IncomingMessage): () => void;
  /** Frees the places that have rested. */
  sweep(): void;
}

export function openPlaces(deps: {
  clock: Clock;
  /** The display whose credential a request shows, without asking the database; null: it shows none that is known. */
  displayOf: (request: IncomingMessage) => number | null;
  /** The network that a request comes from; null: it cannot be told from others. */
  networkOf: (request: IncomingMessage) => string | null;
}): Places {
  const { clock } = deps;
  const opening = openBucket(OPENING, clock.ticks());
  const count = { displays: 0, others: 0 };
  /** Requests that opened a connection in a place of displays. */
  const ofDisplays = new WeakSet<IncomingMessage>();
  /** How many places each display has, by its id; and those that rest, the first one to be free first. */
  const held = new Map<number, number>();
  const resting: { display: number; until: number }[] = [];
  /** Those that others came from lately, or have connections of. */
  const networks = new Map<string, { open: number; opening: Bucket; last: number }>();

  function networkAt(key: string) {
    const now = clock.ticks();
    const network = networks.get(key) ?? { open: 0, opening: openBucket(OF_NETWORK.opening, now), last: now };
    networks.set(key, network);
    return network;
  }
  function takeOther(request: IncomingMessage): boolean {
    const now = clock.ticks();
    const key = deps.networkOf(request);
    const known = key === null ? undefined : networks.get(key);
    // Before what is everybody's, which a network that is refused must not use up.
    if (known && (known.open >= OF_NETWORK.most || !known.opening.take(now))) return false;
    if (count.others >= MOST.others || !opening.take(now)) return false;
    if (key !== null && !known) networkAt(key).opening.take(now);
    if (known) known.last = now;
    return true;
  }

  return {
    take(request, socket) {
      if (socket.destroyed) return null;
      const display = deps.displayOf(request);
      if (display === null || (held.get(display) ?? 0) >= MOST_OF_DISPLAY)
        return takeOther(request) ? "others" : null;
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
      const key = deps.networkOf(request);
      const network = key === null ? null : networkAt(key);
      if (network) network.open++;
      return () => {
        count.others--;
        if (network) network.open--;
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
      for (const [key, { open, last }] of networks)
        if (open === 0 && now - last > WHOLE_MS) networks.delete(key);
    },
  };
}
