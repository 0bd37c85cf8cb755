import { MINUTE } from "#calendar/units.ts";

/** What is counted of a slice at a moment: each its own bit, so that what comes and goes together is written once. */
export const THERE = 1;
export const OF = 2;
export const KEPT = 4;
export const LATE = 8;
export const IF_SLOW = 16;
export const PACE_OF = 32;
export const PACE_KEPT = 64;
/** Of how fast a budget is used up; none of it is counted together with the five above. */
export const LONG_OF = OF;
export const LONG_BAD = KEPT;
export const SHORT_BAD = LATE;
export const COMING = IF_SLOW;
/** How many they are. */
const COUNTS = 7;
/** Bits of an entry: whether it is one less, what it counts, and the slice. */
const LESS = 1;
const SLICE_AT = 1 + COUNTS;
/** There is room for so many entries at first: those of a day or two. */
const FIRST_ROOM = 65_536;

/** What comes and goes at each minute of a range, by slice: a year of it is gone through once, in order. */
export interface Ledger {
  /** The number of whole minutes before `from`, and of the range. */
  readonly first: number;
  readonly minutes: number;
  /**
   * Counts each of `what` by one more from a minute (of the epoch) on; up to another one, if that is given. What lies
   * before the range is there at its first minute, and what ends before it nowhere.
   */
  count(slice: number, what: number, from: number, until?: number): void;
  /** Adds what changes at a minute of the range, and names the slices of which something does. */
  turn(minute: number, touched: Set<number>): void;
  /** One of the counts of a slice, after the last turn. */
  at(slice: number, what: number): number;
  /** Nothing is counted any more. */
  clear(): void;
}

export function openLedger({ from, until }: { from: number; until: number }): Ledger {
  const first = Math.ceil(from / MINUTE);
  const minutes = Math.max(0, Math.ceil(until / MINUTE) - first);
  /** Of each minute its last entry; of each entry the one before it. */
  const heads = new Int32Array(minutes).fill(-1);
  let before = new Int32Array(FIRST_ROOM);
  let entries = new Int32Array(FIRST_ROOM);
  let written = 0;
  let slices = 0;
  let counts = new Int32Array(0);
  const add = (minute: number, entry: number) => {
    if (written === entries.length) {
      before = grown(before, 2 * written);
      entries = grown(entries, 2 * written);
    }
    before[written] = heads[minute]!;
    entries[written] = entry;
    heads[minute] = written++;
  };
  return {
    first,
    minutes,
    count(slice, what, begins, ends = Number.POSITIVE_INFINITY) {
      const start = Math.max(0, begins - first);
      const end = ends - first;
      if (start >= minutes || end <= start) return;
      slices = Math.max(slices, slice + 1);
      const entry = (slice << SLICE_AT) | (what << 1);
      add(start, entry);
      if (end < minutes) add(end, entry | LESS);
    },
    turn(minute, touched) {
      if (counts.length < slices * COUNTS) counts = grown(counts, slices * COUNTS);
      for (let place = heads[minute]!; place >= 0; place = before[place]!) {
        const entry = entries[place]!;
        const slice = entry >> SLICE_AT;
        const change = (entry & LESS) === 0 ? 1 : -1;
        for (let what = 0; what < COUNTS; what++)
          if ((entry & (2 << what)) !== 0) counts[slice * COUNTS + what]! += change;
        touched.add(slice);
      }
    },
    // The place of its bit.
    at: (slice, what) => counts[slice * COUNTS + 31 - Math.clz32(what)] ?? 0,
    clear: () => void counts.fill(0),
  };
}

function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
