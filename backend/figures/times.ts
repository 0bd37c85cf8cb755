import { DAY, SECOND } from "#calendar/units.ts";

/**
 * How many times lie in each bin: bin, count, bin, count … in ascending order of the bins, those without a count left
 * out. An answer holds tens of thousands of them; a Map would take five times as much.
 */
export type Distribution = Uint32Array;

/** Decimal digits of a bin's count in the number that the database keeps (`time_bin()` in the migrations). */
const DIGITS = 8;
const LONGEST_MS = 7 * DAY;

/**
 * The lower bounds of bins 1 to the last but one, in ms, and the end of that one: as `time_bounds()` has them. Bin 0
 * holds the times under a second, the last bin those over 7 days.
 */
export const BOUNDS: readonly number[] = (() => {
  const bounds: number[] = [];
  for (let bound: number = SECOND; bound <= LONGEST_MS; bound += Math.floor(bound / 60)) bounds.push(bound);
  return [...bounds, LONGEST_MS + 1];
})();

/** The most by which a quantile from 1 s to 7 days differs from the exact one, as a share of it. */
export const MOST_OFF = 0.01;

/** Reads the number of a distribution, in its digits; null: no times. */
export function readTimes(digits: string | null): Distribution {
  if (digits === null) return new Uint32Array();
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  let bin = Math.floor((digits.length - end) / DIGITS);
  const pairs: number[] = [];
  for (end = digits.length - bin * DIGITS; end > 0; end -= DIGITS, bin++) {
    const count = Number(digits.slice(Math.max(0, end - DIGITS), end));
    if (count > 0) pairs.push(bin, count);
  }
  return Uint32Array.from(pairs);
}

/** Distributions of several cells, or of several kinds of times, as one. */
export function joinTimes(distributions: readonly Distribution[]): Distribution {
  const [first = new Uint32Array(), ...others] = distributions;
  return others.reduce(joinTwo, first);
}

/** Both are in the order of their bins, as is what they make. */
function joinTwo(one: Distribution, other: Distribution): Distribution {
  const joined = new Uint32Array(one.length + other.length);
  let [at, place, end] = [0, 0, 0];
  while (at < one.length || place < other.length) {
    const bin = Math.min(one[at] ?? Number.POSITIVE_INFINITY, other[place] ?? Number.POSITIVE_INFINITY);
    let count = 0;
    if (one[at] === bin) {
      count += one[at + 1]!;
      at += 2;
    }
    if (other[place] === bin) {
      count += other[place + 1]!;
      place += 2;
    }
    joined[end] = bin;
    joined[end + 1] = count;
    end += 2;
  }
  return joined.slice(0, end);
}

/**
 * The smallest time that at least `percent` of all do not exceed: of n times in ascending order the one at the rank
 * ⌈percent ÷ 100 × n⌉ (nearest rank), in ms. From 1 s to 7 days it differs by less than 1 % (MOST_OFF) from the exact
 * one: of its bin it says the harmonic mean of the ends, which is equally far from both. Under a second it is 0; over
 * 7 days it is `atLeast` those. Null: there are no times.
 */
export function quantile(times: Distribution, percent: number): { ms: number; atLeast?: true } | null {
  let count = 0;
  for (let at = 1; at < times.length; at += 2) count += times[at]!;
  const rank = Math.ceil((count * percent) / 100);
  let below = 0;
  for (let at = 0; at < times.length; at += 2) {
    below += times[at + 1]!;
    if (below >= rank) return timeOf(times[at]!);
  }
  return null;
}

export function timeOf(bin: number): { ms: number; atLeast?: true } {
  if (bin === 0) return { ms: 0 };
  if (bin >= BOUNDS.length) return { ms: LONGEST_MS, atLeast: true };
  const [lowest, highest] = [BOUNDS[bin - 1]!, BOUNDS[bin]! - 1];
  return { ms: Math.round((2 * lowest * highest) / (lowest + highest)) };
}
