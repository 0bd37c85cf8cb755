import { startOfDay } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { Question } from "#wire/figures.ts";
import { PIECE_MS } from "../store/turns.ts";
import { floorTo, STEP_MS } from "./window.ts";

export interface Range {
  from: number;
  until: number;
}

/** A window that is read range by range. */
export interface Cut {
  /** The next range, of whole buckets; null: there is none. */
  next(): Range | null;
  /** How long the last range took, in ms: the next ones become longer or shorter by it. */
  took(ms: number): void;
}

/**
 * Measured with two weeks of a simulated centre of real size, in the embedded database on two busy cores: a sum costs
 * 40 µs (reports, 4 columns) to 100 µs (calls and freezes, 20 columns), a cell that is added to another's sum 10 µs.
 */
const CELLS_IN_A_SUM = 10;
/** The most cells that a bucket of a kind had there. */
const CELLS = { minute: 4, hour: 30, day: 150 } as const;
/** How many codes a dimension has, roughly: the database knows. */
const CODES: ReadonlyMap<string, number> = new Map(
  Object.entries({ queue: 3, bank: 20, hop: 5, scamType: 16, province: 78, channel: 7, agency: 12 }),
);
/** As many sums as are read in one piece. */
const SMALL = PIECE_MS * 12;
/** What an hour of raw events costs there, which are counted again: 3 to 11 ms. */
const SUMS_IN_A_PAST_HOUR = 80;

/**
 * About as many sums as a question costs for one kind of cells: 80 µs each.
 * @param asOf null: of stored cells
 */
export function costOf(
  { from, until, step, by = [] }: Omit<Question, "metrics">,
  asOf: number | null = null,
): number {
  const buckets = step === "total" ? 1 : (until - from) / STEP_MS[step];
  const tier = step === "total" ? "day" : step;
  const slices = by.reduce((product, name) => product * (CODES.get(name) ?? 1), 1);
  const cells = CELLS[tier] * Math.max(1, (until - from) / STEP_MS[tier]);
  const reading = asOf === null ? cells / CELLS_IN_A_SUM : ((until - from) / HOUR) * SUMS_IN_A_PAST_HOUR;
  return buckets * (step === "total" ? slices : Math.min(slices, CELLS[tier])) + reading;
}

/** Whether a question is read in one piece. */
export const isSmall = (question: Question, kinds: number) => kinds * costOf(question) <= SMALL;

/** How many of these questions, from the first one on, are read in one piece together. */
export function fitting(asked: readonly { question: Question; kinds: number }[]): number {
  let sums = 0;
  const over = asked.findIndex(({ question, kinds }) => {
    sums += kinds * costOf(question);
    return sums > SMALL;
  });
  return over < 0 ? asked.length : over;
}

/** Cuts a window of stored cells. Days are never cut: their cells hold as much as 1,440 of minutes. */
export function cutPresent({ from, until, step, by }: Question): Cut {
  const unit = step === "total" ? DAY : STEP_MS[step];
  const perUnit = costOf({ from: 0, until: unit, step, by: by ?? [] });
  let size = Math.max(1, Math.floor(SMALL / 4 / perUnit));
  return cut(
    { from, until },
    (at) => floorTo(step === "total" ? "day" : step, at + size * unit),
    (ms) => {
      size = Math.max(1, Math.round(size * Math.min(2, Math.max(0.25, PIECE_MS / Math.max(1, ms)))));
    },
  );
}

/** How many entities of a kind stored cells count, by the start of the Bangkok day. */
export type EntityCounts = (day: number) => number;

/** The first range is so long: how quick the machine is shows in it. */
const FIRST = 6 * HOUR;
/** What an entity of the past takes there to be counted again, in ms, before any has been measured. */
const MS_EACH = 0.1;
/** Where its events have been dropped it takes nothing: the next day that still has them must not be thought as quick. */
const LEAST_MS_EACH = 0.02;

/** What counting again has taken so far; null: nothing has been counted. */
interface Pace {
  msEach: number | null;
}

/**
 * Cuts a window of raw events by how many entities its days have, so that a range is neither a year of busy days nor one of
 * many that are empty.
 * @param unit no such bucket is cut
 * @param pace of other windows that were cut before
 */
export function cutPast(
  { from, until }: Range,
  unit: "hour" | "day",
  counted: EntityCounts,
  pace: Pace = { msEach: null },
): Cut {
  const share = STEP_MS[unit] / DAY;
  let entities = 0;
  return cut(
    { from, until },
    (at) => {
      const before = at === from && pace.msEach === null ? Math.min(until, from + FIRST) : until;
      const msEach = pace.msEach ?? MS_EACH;
      entities = 0;
      let end = at;
      do {
        const own = counted(startOfDay(end)) * share;
        entities += own;
        // The hours of an empty day are skipped: there may be a century of such days.
        end = own === 0 ? startOfDay(end) + DAY : floorTo(unit, end + STEP_MS[unit]);
      } while (end < before && (entities + counted(startOfDay(end)) * share) * msEach <= PIECE_MS);
      return end;
    },
    (ms) => {
      const was = pace.msEach ?? MS_EACH;
      if (entities > 0)
        pace.msEach = Math.max(LEAST_MS_EACH, Math.min(was * 2, Math.max(was / 2, ms / entities)));
    },
  );
}

/** Cuts a window of the past: what has not changed since as stored cells, what has as raw events. */
export function cutMixed(
  question: Question,
  unit: "hour" | "day",
  stretches: readonly (Range & { isChanged: boolean })[],
  counted: EntityCounts,
): Cut {
  const pace: Pace = { msEach: null };
  const cuts = stretches.map(({ isChanged, ...range }) =>
    isChanged ? cutPast(range, unit, counted, pace) : cutPresent({ ...question, ...range }),
  );
  let nth = 0;
  return {
    next() {
      for (; nth < cuts.length; nth++) {
        const range = cuts[nth]!.next();
        if (range) return range;
      }
      return null;
    },
    took: (ms) => cuts[nth]?.took(ms),
  };
}

function cut({ from, until }: Range, endOf: (at: number) => number, took: Cut["took"]): Cut {
  let at = from;
  return {
    next() {
      if (at >= until) return null;
      const range = { from: at, until: Math.min(until, endOf(at)) };
      at = range.until;
      return range;
    },
    took,
  };
}
