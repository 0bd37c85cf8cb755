import type { Ratio } from "#wire/sla.ts";
import { allowed } from "./budget.ts";

/**
 * How fast a budget is used up, over a long and a short window at once. In counts: the workbook's factors mean nothing
 * in the window of a day (2 % in an hour is 14.4 of 30 days, and 0.48 of one).
 */

/** Misses, of how many. */
export interface Misses {
  bad: bigint;
  of: bigint;
}

/**
 * How many times faster than evenly a share of the budget of a whole period is used up in a part of it; both in the same
 * unit.
 */
export const factorOf = (share: Ratio, period: number, long: number) => (share.p * period) / (share.q * long);

/** The share of misses at which that rate is reached. Over 1: never. */
export const shareAt = (factor: number, { p, q }: Ratio) => (factor * (q - p)) / q;

/**
 * The highest share of misses that a threshold may wait for: that of the workbook's fastest pair at 95 % (14.4 × 5 %).
 * One above it could only fire when nearly everything fails.
 */
export const MOST_SHARE = 0.72;

/** Can a threshold fire, and does it stay silent at the rate that the target allows? */
export function isFit({ share, longMinutes }: BurnRule, target: Ratio, periodMinutes: number): boolean {
  const factor = factorOf(share, periodMinutes, longMinutes);
  return factor > 1 && shareAt(factor, target) <= MOST_SHARE;
}

/** The shortest long window, in the unit of `period`, in which a share of its budget can be used up (`MOST_SHARE`). */
export const shortestLong = (share: Ratio, period: number, { p, q }: Ratio) =>
  (share.p * period * (q - p)) / (share.q * q * MOST_SHARE);

/**
 * The chance that of `n` cases `bad` or more miss, if each misses with probability `p`. Summed from the smaller side in
 * logarithms, so that nothing overflows; right to ten digits up to some 10⁵ cases.
 */
export function chanceOf(bad: number, n: number, p: number): number {
  if (bad <= 0) return 1;
  if (bad > n || p <= 0) return 0;
  if (p >= 1) return 1;
  const isUpper = bad > n * p;
  const [from, to] = isUpper ? [bad, n] : [0, bad - 1];
  let log = logChoose(n, from) + from * Math.log(p) + (n - from) * Math.log1p(-p);
  let sum = 0;
  for (let k = from; k <= to; k++) {
    const term = Math.exp(log);
    sum += term;
    // From the mean on each term is smaller than the one before.
    if (isUpper && term < sum * 1e-17) break;
    log += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return isUpper ? Math.min(1, sum) : Math.max(0, 1 - sum);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log(n - i + 1) - Math.log(i);
  return sum;
}

/**
 * How rare misses must be to count as more than chance: of the whole, and of one bank or queue, of which there are
 * many and each is looked at by itself.
 */
export const ALPHA = { whole: 1e-2, slice: 1e-3 } as const;

/** A threshold: `share` of the window's budget used up in `longMinutes`, and still going on in `shortMinutes`. */
export interface BurnRule {
  share: Ratio;
  longMinutes: number;
  shortMinutes: number;
  /** Fewer misses than this never fire. */
  least: number;
}

export interface Watched {
  long: Misses;
  short: Misses;
  /** Cases expected in the objective's whole window. */
  expected: bigint;
}

export type BurnReason = "fires" | "below-share" | "below-least" | "stopped" | "may-be-chance";

/**
 * Does it fire? The first reason that it does not, or `fires`. `needed`: misses in the long window that it takes, by what is
 * `allowed` in the whole one.
 */
export function burnOf(
  { share, least }: BurnRule,
  target: Ratio,
  { long, short, expected }: Watched,
  alpha: number,
): { why: BurnReason; needed: bigint; allowed: bigint } {
  const budget = allowed(expected, target);
  const ofShare = (budget * BigInt(share.p) + BigInt(share.q) - 1n) / BigInt(share.q);
  const needed = ofShare > BigInt(least) ? ofShare : BigInt(least);
  const p = (target.q - target.p) / target.q;
  const why = (): BurnReason => {
    if (long.bad < ofShare) return "below-share";
    if (long.bad < BigInt(least)) return "below-least";
    if (short.bad < 1n) return "stopped";
    return chanceOf(Number(long.bad), Number(long.of), p) < alpha ? "fires" : "may-be-chance";
  };
  return { why: why(), needed, allowed: budget };
}
