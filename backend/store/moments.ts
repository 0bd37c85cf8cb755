import type pg from "pg";
import type { Clock } from "../kit/clock.ts";

/** The same as in `take_moment` (sql/migrations): how far ahead the ceiling is kept, so that it is seldom written. */
const AHEAD_MS = 5_000;

/** A moment, and the ceiling that must be committed before anybody is told of it; null: the present one is enough. */
export interface Moment {
  at: number;
  ceiling: number | null;
}

/** The moments of the embedded database: of one process, so they are counted in its memory. */
export interface Moments {
  take(): Moment;
  /** The ceiling has been committed. */
  keep(ceiling: number): void;
  /** All that was handed out; the next process goes on from there. */
  readonly last: number;
}

/**
 * Moments that never repeat, in this process or after it: what is written at one and what is read at the next can be
 * told apart, so that a figure read as of a moment stays the same for ever. After a kill they go on from the ceiling.
 */
export async function openMoments(client: pg.Pool, clock: Clock): Promise<Moments> {
  const { rows } = await client.query<{ ceiling: string }>("select ceiling from moments");
  let ceiling = Number(rows[0]!.ceiling);
  let last = ceiling;
  return {
    take() {
      last = Math.max(clock.now(), last + 1);
      return { at: last, ceiling: last > ceiling ? last + AHEAD_MS : null };
    },
    keep(committed) {
      ceiling = Math.max(ceiling, committed);
    },
    get last() {
      return last;
    },
  };
}
