import type { Duplex } from "node:stream";
import type { Clock } from "../kit/clock.ts";
import { type Budget, openBucket } from "./budget.ts";

/** How fast displays are let in, a few at a time. A loop that is late lets in fewer: nothing is made up for. */
const PACE: Budget = { perSecond: 500, atOnce: 10 };
/**
 * Node takes one new connection a turn of the event loop. When one came in so many turns in a row, others wait behind it,
 * people and sources among them: then few are let in, for turns to be short.
 */
const CROWDED_TURNS = 3;
const CROWDED_PACE: Budget = { perSecond: 100, atOnce: 2 };
const STEP_MS = (PACE.atOnce / PACE.perSecond) * 1_000;
/**
 * Of those that were let in, so many may still be on the way to their first snapshot. When the server is slow, this is
 * what holds the others back: at a round trip of 50 ms, of which it takes four, 100 at once are the 500 a second.
 */
const MOST_OPENING = 100;
/** Whoever is not there by then counts no more: it reads slowly, or says nothing. */
const OPENING_MS = 1_000;
/**
 * A wall gives up after 15 s without an answer; what is left of them is for the rest of the way. Who is sent away comes
 * again, and costs almost as much as who is let in: waiting is cheaper for both.
 */
const PATIENCE_MS = 12_000;
/** As many as are let in within their patience: all displays that a backend serves. */
const MOST_WAITING = (PACE.perSecond * PATIENCE_MS) / 1_000;

/** Displays that want a web socket, and how each is answered. */
export interface Arrivals {
  /** @param enter lets it in: at once, or when its turn comes. @param refuse it has waited too long, or too many wait */
  add(socket: Duplex, enter: () => void, refuse: () => void): void;
  /** It has its snapshot. */
  settled(socket: Duplex): void;
  /** Forgets those that have been on the way for too long. */
  sweep(): void;
}

/**
 * After a restart thousands of displays come at once. They wait here, each with its socket, and are let in at a pace that
 * leaves the event loop to everybody else.
 */
export function openArrivals(clock: Clock): Arrivals {
  const pace = openBucket(PACE, clock.ticks());
  const crowdedPace = openBucket(CROWDED_PACE, clock.ticks());
  /** In how many turns of the event loop in a row a display came, and whether one came in this one. */
  let turns = 0;
  let hasCome = false;
  /** In the order in which they came. */
  const waiting = new Map<Duplex, { since: number; enter: () => void; refuse: () => void }>();
  /** Since when each is on the way. */
  const opening = new Map<Duplex, number>();
  let isStepping = false;

  function letIn() {
    for (const [socket, { since, enter, refuse }] of waiting) {
      const now = clock.ticks();
      if (now - since > PATIENCE_MS) {
        waiting.delete(socket);
        refuse();
        continue;
      }
      if (opening.size >= MOST_OPENING) return;
      if (!(turns < CROWDED_TURNS ? pace : crowdedPace).take(now)) return step();
      waiting.delete(socket);
      opening.set(socket, now);
      enter();
    }
  }

  function come() {
    if (!hasCome && turns === 0) setImmediate(endTurn);
    hasCome = true;
  }

  function endTurn() {
    turns = hasCome ? turns + 1 : 0;
    hasCome = false;
    if (turns > 0) setImmediate(endTurn);
  }

  function step() {
    if (isStepping) return;
    isStepping = true;
    void clock.sleep(STEP_MS).then(() => {
      isStepping = false;
      letIn();
    });
  }

  function settled(socket: Duplex) {
    if (opening.delete(socket) && waiting.size > 0) step();
  }

  return {
    add(socket, enter, refuse) {
      come();
      if (waiting.size >= MOST_WAITING) return refuse();
      socket.once("close", () => {
        waiting.delete(socket);
        settled(socket);
      });
      waiting.set(socket, { since: clock.ticks(), enter, refuse });
      letIn();
    },
    settled,
    sweep() {
      const now = clock.ticks();
      for (const [socket, since] of opening) if (now - since > OPENING_MS) opening.delete(socket);
      letIn();
    },
  };
}
