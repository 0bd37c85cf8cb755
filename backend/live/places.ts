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
/** A part of that for each party, so that none keeps the others out: an office whose shift begins. */
const OF_PARTY = { most: 1_000, opening: { perSecond: 50, atOnce: 250 } satisfies Budget } as const;
/** After so long a party may open as many at once as at first. */
const WHOLE_MS = (OF_PARTY.opening.atOnce / OF_PARTY.opening.perSecond) * SECOND;
/**
 * Of one display, beside each other: one that lost its network comes again before its old connection is known to be gone.
 * Each is free again only after a rest, so that a credential that was stolen does not use up what all displays have.
 */
const MOST_OF_DISPLAY = 4;
const REST_MS = 5_000;

/**
 * Whose part a connection of others takes. Who shows a credential that counts has a part of its own, and strangers behind
 * the same address use nothing of it up. So has an embed whose ticket was shown lately from there; embeds use nothing of
 * people's up, as whoever reads a portal has their tickets.
 */
export interface Party {
  standing: (typeof STANDINGS)[number];
  /** The credential, or of strangers their network; null: that cannot be told from others. */
  key: string | null;
}
const STANDINGS = ["known", "embed", "stranger"] as const;

/** Who may open a connection: limits for displays and for all others. */
export interface Places {
  /** Whether a request for a web socket has a display's place, which is its until it closes, and rests. */
  takeDisplay(request: IncomingMessage, socket: Duplex): "taken" | "full" | "none";
  /** Whether this request may open one that is of no display. */
  takeOther(request: IncomingMessage, party: Party): boolean;
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
  const openings = new Map(STANDINGS.map((each) => [each, openBucket(OPENING, clock.ticks())]));
  const count = { displays: 0, others: 0 };
  /** Requests that opened a connection in a place of displays. */
  const ofDisplays = new WeakSet<IncomingMessage>();
  /** How many places each display has, by its id; and those that rest, the first one to be free first. */
  const held = new Map<number, number>();
  const resting: { display: number; until: number }[] = [];
  /** Whose part others take that are open, or were lately. */
  const partyOf = new WeakMap<IncomingMessage, Party>();
  const parties = new Map<string, { open: number; opening: Bucket; last: number }>();

  function partAt(key: string) {
    const now = clock.ticks();
    const part = parties.get(key) ?? { open: 0, opening: openBucket(OF_PARTY.opening, now), last: now };
    parties.set(key, part);
    return part;
  }

  return {
    takeDisplay(request, socket) {
      const display = deps.displayOf(request);
      if (display === null || (held.get(display) ?? 0) >= MOST_OF_DISPLAY) return "none";
      if (socket.destroyed || count.displays >= MOST.displays) return "full";
      ofDisplays.add(request);
      count.displays++;
      held.set(display, (held.get(display) ?? 0) + 1);
      socket.once("close", () => {
        count.displays--;
        resting.push({ display, until: clock.ticks() + REST_MS });
      });
      return "taken";
    },
    takeOther(request, party) {
      const now = clock.ticks();
      const { key, standing } = party;
      const part = key === null ? undefined : parties.get(key);
      // Before what is everybody's, which a party that is refused must not use up.
      if (part && (part.open >= OF_PARTY.most || !part.opening.take(now))) return false;
      if (count.others >= MOST.others || !openings.get(standing)!.take(now)) return false;
      if (key !== null && !part) partAt(key).opening.take(now);
      if (part) part.last = now;
      partyOf.set(request, party);
      return true;
    },
    opened(request) {
      if (ofDisplays.has(request)) return () => {};
      count.others++;
      const key = partyOf.get(request)?.key ?? null;
      const part = key === null ? null : partAt(key);
      if (part) part.open++;
      return () => {
        count.others--;
        if (part) part.open--;
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
      for (const [key, { open, last }] of parties)
        if (open === 0 && now - last > WHOLE_MS) parties.delete(key);
    },
  };
}
