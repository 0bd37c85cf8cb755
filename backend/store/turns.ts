import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";

/**
 * The classes of work on the database, most urgent first: events and walls, then questions of people and programs about
 * the present, then questions about the past and maintenance.
 */
export const CLASSES = ["live", "pages", "background"] as const;
export type Class = (typeof CLASSES)[number];

/** What work is of, and who asks: when `signal` aborts, nobody waits for the answer any more. */
export interface Turn {
  class: Class;
  /** Is it events that are written? They wait for one reading of their class, not for all that came before. */
  isWrite?: boolean;
  signal?: AbortSignal | undefined;
}

/** Gives out places on the database: by class, then writes and readings by turns, then in the order of the calls. */
export interface Turns {
  /**
   * Resolves when there is a place; call the result to give it back. Rejects with `unavailable` when too many of the
   * class wait, and with the signal's reason when it aborts before.
   */
  take(turn: Turn): Promise<() => void>;
  /** How many of a class wait. */
  waiting(of: Class): number;
}

/**
 * What runs is not interrupted, so a lower class may hold a place for as long as its longest piece: long work gives its
 * place back after about this long (figures/pieces.ts), and three of them in a row are still below a beat.
 */
export const PIECE_MS = 100;
/** What a class has taken of the database is forgotten over this time: walls have a turn each second. */
const AT_WORK_MS = 1_000;
/**
 * The share of the time that higher classes take from which on a class gives way to them fully: what is asked about the
 * present when many events or walls are at work, what is asked about the past for a single wall.
 */
const BUSY_SHARE = { live: 1, pages: 0.2, background: 0.02 };
/** The share of the time that goes to a lower class that waits, however much there is of higher ones. */
const SHARE = 0.1;

/**
 * How many of each class may wait. Live work waits in its own queues (of events, and one reading for each scene), so
 * that what waits here is looking up keys. Of the others only so many as are answered within the patience of a person.
 */
export const MOST_WAITING = { live: 1_000, pages: 200, background: 50 };

interface Waiter {
  isWrite: boolean;
  start(): void;
}

export interface Places {
  /** How many places there are. */
  places: number;
  /** How many of them a class may hold at once. */
  most: Readonly<Record<Class, number>>;
  /** How many of a class may wait. */
  mostWaiting: Readonly<Record<Class, number>>;
  /**
   * How long a class pauses after each turn, as a multiple of it, while higher ones are fully at work: with one place,
   * each of theirs that comes waits for the end of a lower one's turn. While they take less, the pause is as much
   * shorter: few would wait for the turn that it puts off, and somebody may wait for that.
   */
  pauses?: Readonly<Record<Class, number>>;
}

/** What is said to one that comes when so many of its kind wait. */
export const tooMany = (waiting: number) =>
  new Fault("unavailable", `${waiting} requests of this kind wait for the database already; try again`, {
    retryAfter: 2,
  });

export function openTurns(
  { places, most, mostWaiting, pauses }: Places,
  { ticks, sleep }: Pick<Clock, "ticks" | "sleep">,
): Turns {
  const ofClass = <T>(make: () => T) =>
    Object.fromEntries(CLASSES.map((each) => [each, make()])) as Record<Class, T>;
  const lines = ofClass(() => new Set<Waiter>());
  const held = ofClass(() => 0);
  const wasWrite = ofClass(() => false);
  /** The time, in ms, that a class has coming because higher ones ran while it waited. */
  const owed = ofClass(() => 0);
  // Ticks count from anywhere.
  const pausedUntil = ofClass(() => Number.NEGATIVE_INFINITY);
  /** The time, in ms, that a class has taken of late, as it was at the end of its last turn. */
  const taken = ofClass(() => ({ ms: 0, at: 0 }));
  /** When a class that pauses is thought of again. */
  let wakingAt = Number.POSITIVE_INFINITY;
  const higherThan = (of: Class) => CLASSES.slice(0, CLASSES.indexOf(of));
  const takenOf = (of: Class, now: number) => taken[of].ms * Math.exp((taken[of].at - now) / AT_WORK_MS);
  /** How fully those above a class are at work: 0 to 1. */
  const higherWork = (of: Class, now: number) =>
    Math.min(
      1,
      higherThan(of).reduce((sum, each) => sum + takenOf(each, now), 0) / (BUSY_SHARE[of] * AT_WORK_MS),
    );
  const isPaused = (of: Class, now: number) => pausedUntil[of] > now;

  /** The class whose turn it is: the lowest that is owed a piece, else the highest that waits. */
  function next(now: number): Class | null {
    if (CLASSES.reduce((sum, each) => sum + held[each], 0) >= places) return null;
    const ready = CLASSES.filter((each) => lines[each].size > 0 && held[each] < most[each]);
    const willing = ready.filter((each) => !isPaused(each, now));
    return willing.filter((each) => owed[each] >= PIECE_MS).at(-1) ?? willing[0] ?? null;
  }

  /**
   * Writes and readings of a class take turns. A write is short, and all events that came meanwhile are written in it;
   * behind a line of readings, each of many milliseconds, they would wait for as long as there are readings.
   */
  function firstOf(of: Class): Waiter {
    const [first] = lines[of];
    for (const waiter of lines[of]) if (waiter.isWrite !== wasWrite[of]) return waiter;
    return first!;
  }

  function startNext() {
    // One moment for all: a pause that ended between two looks would be neither over nor woken from.
    const now = ticks();
    for (let of = next(now); of; of = next(now)) {
      const first = firstOf(of);
      lines[of].delete(first);
      wasWrite[of] = first.isWrite;
      held[of]++;
      first.start();
    }
    const paused = CLASSES.filter((each) => lines[each].size > 0 && isPaused(each, now));
    const at = Math.min(...paused.map((each) => pausedUntil[each]));
    if (at >= wakingAt) return;
    wakingAt = at;
    void sleep(Math.ceil(at - now) + 1).then(() => {
      if (wakingAt === at) wakingAt = Number.POSITIVE_INFINITY;
      startNext();
    });
  }

  function end(of: Class, took: number) {
    held[of]--;
    owed[of] = Math.max(0, owed[of] - took);
    const now = ticks();
    taken[of] = { ms: takenOf(of, now) + took, at: now };
    // A lower class does not take what this one leaves.
    for (const each of CLASSES.slice(CLASSES.indexOf(of)))
      pausedUntil[each] = Math.max(
        pausedUntil[each],
        now + took * (pauses?.[of] ?? 0) * higherWork(each, now),
      );
    for (const lower of CLASSES.slice(CLASSES.indexOf(of) + 1))
      owed[lower] = lines[lower].size > 0 ? Math.min(owed[lower] + SHARE * took, 2 * PIECE_MS) : 0;
    startNext();
  }

  return {
    waiting: (of) => lines[of].size,
    take({ class: of, isWrite = false, signal }) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (lines[of].size >= mostWaiting[of]) return reject(tooMany(lines[of].size));
        const waiter: Waiter = {
          isWrite,
          start() {
            signal?.removeEventListener("abort", leave);
            const began = ticks();
            let isHeld = true;
            resolve(() => {
              if (!isHeld) return;
              isHeld = false;
              end(of, ticks() - began);
            });
          },
        };
        const leave = () => {
          lines[of].delete(waiter);
          reject(signal!.reason);
        };
        signal?.addEventListener("abort", leave, { once: true });
        lines[of].add(waiter);
        startNext();
      });
    },
  };
}
