import { MINUTE } from "#calendar/units.ts";

/** What is counted of a slice at a moment. */
export const COUNTS = ["there", "of", "kept", "late", "ifSlow", "paceOf", "paceKept"] as const;
export type Count = (typeof COUNTS)[number];
export type Counts = Record<Count, number>;

/** What comes and goes at each minute of a range, by slice: a year of it is gone through once, in order. */
export interface Ledger {
  /** The number of whole minutes before `from`, and of the range. */
  readonly first: number;
  readonly minutes: number;
  /**
   * Counts by one more from a minute (of the epoch) on; up to another one, if that is given. What lies before the range
   * is there at its first minute, and what ends before it nowhere.
   */
  count(slice: number, what: Count, from: number, until?: number): void;
  /** Adds what changes at a minute of the range, and names the slices of which something does. */
  turn(minute: number, counts: readonly Counts[], touched: Set<number>): void;
}

export function openLedger({ from, until }: { from: number; until: number }): Ledger {
  const first = Math.ceil(from / MINUTE);
  const minutes = Math.max(0, Math.ceil(until / MINUTE) - first);
  /** Of each minute its last entry; of each entry the one before it. */
  const heads = new Int32Array(minutes).fill(-1);
  const before: number[] = [];
  const slices: number[] = [];
  /** Which count, and whether one more (0) or one less (1). */
  const deeds: number[] = [];
  const add = (minute: number, slice: number, deed: number) => {
    before.push(heads[minute]!);
    slices.push(slice);
    deeds.push(deed);
    heads[minute] = before.length - 1;
  };
  return {
    first,
    minutes,
    count(slice, what, begins, ends = Number.POSITIVE_INFINITY) {
      const [start, end] = [Math.max(0, begins - first), ends - first];
      if (start >= minutes || end <= start) return;
      const place = COUNTS.indexOf(what) * 2;
      add(start, slice, place);
      if (end < minutes) add(end, slice, place + 1);
    },
    turn(minute, counts, touched) {
      for (let entry = heads[minute]!; entry >= 0; entry = before[entry]!) {
        const slice = slices[entry]!;
        const deed = deeds[entry]!;
        counts[slice]![COUNTS[deed >> 1]!] += deed % 2 === 0 ? 1 : -1;
        touched.add(slice);
      }
    },
  };
}

export const noCounts = (): Counts => ({
  there: 0,
  of: 0,
  kept: 0,
  late: 0,
  ifSlow: 0,
  paceOf: 0,
  paceKept: 0,
});
