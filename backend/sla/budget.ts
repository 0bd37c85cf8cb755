import type { Ratio } from "#wire/sla.ts";

/**
 * The budget of an objective in counts, with integers alone: a target of p of q allows ⌊n·(q − p) ÷ q⌋ misses in n.
 * This is OpenSLO's budgeting method `Occurrences`.
 */

/** Misses that a target allows in `n` cases. */
export function allowed(n: bigint, { p, q }: Ratio): bigint {
  return (n * BigInt(q - p)) / BigInt(q);
}

/** Is a target kept, with `bad` misses in `n`? */
export const isKept = (bad: bigint, n: bigint, { p, q }: Ratio) => bad * BigInt(q) <= n * BigInt(q - p);

/** The fewest cases in which so many misses are allowed: what mends a lost window. Null: the target allows none. */
export function mendedAt(bad: bigint, { p, q }: Ratio): bigint | null {
  if (bad === 0n) return 0n;
  const share = BigInt(q - p);
  return share === 0n ? null : (bad * BigInt(q) + share - 1n) / share;
}

/** Counts of a window: decided, of them missed, not decided yet, and expected until its end (null: not known). */
export interface Counts {
  decided: bigint;
  bad: bigint;
  pending: bigint;
  rest: bigint | null;
}

export interface Budget {
  /** Misses allowed in those already asked, and in all that is expected in the window. */
  allowed: { asked: bigint; midnight: bigint | null };
  used: bigint;
  /** How many more may miss; below 0: so many too many were missed. The next one after that loses the window. */
  left: { asked: bigint; midnight: bigint | null };
  /** More cases, all kept, that mend a window of which more is missed than allowed. 0: none; null: none can. */
  toMend: bigint | null;
}

export function budgetOf({ decided, bad, pending, rest }: Counts, target: Ratio): Budget {
  const asked = decided + pending;
  const whole = rest === null ? null : asked + rest;
  const ofAsked = allowed(asked, target);
  const ofWhole = whole === null ? null : allowed(whole, target);
  const needed = mendedAt(bad, target);
  return {
    allowed: { asked: ofAsked, midnight: ofWhole },
    used: bad,
    left: { asked: ofAsked - bad, midnight: ofWhole === null ? null : ofWhole - bad },
    toMend: needed === null ? null : needed > asked ? needed - asked : 0n,
  };
}
