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

/** Six hours of the past take 15 to 65 ms there, a third of it to look for late events up to now. */
const LEAST_HOURS = 6;
/**
 * After days without events, which take 2 ms, a range becomes no longer than a week: of a busy centre it holds the database
 * for 1 to 2 s. With a day at the most, a look back of a year would need 365 turns of each kind.
 */
const MOST_HOURS = 7 * 24;

/** Cuts a window of raw events. */
export function cutPast({ from, until, step }: Question): Cut {
  let hours = LEAST_HOURS;
  const unit = step === "day" ? DAY : HOUR;
  return cut(
    { from, until },
    (at) => floorTo(step === "day" ? "day" : "hour", at + Math.max(unit, hours * HOUR)),
    (ms) => {
      if (ms > PIECE_MS) hours = Math.max(LEAST_HOURS, hours / 2);
      else if (ms < PIECE_MS / 2) hours = Math.min(MOST_HOURS, hours * 2);
    },
  );
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
