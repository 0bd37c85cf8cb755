import type { Verdict } from "#wire/sla.ts";

/** A line of the budget's arithmetic: of those already asked, and by the window's end (null: that is not known). */
export interface Line {
  what: "decided" | "pending" | "coming" | "whole" | "allowed" | "used" | "left";
  asked: bigint | null;
  end: bigint | null;
}

/** How the budget of a verdict is worked out, line by line; the server has done it, this says how. */
export function linesOf({ denominator, budget }: Verdict): Line[] {
  if (!budget) return [];
  const { asked, expected, allowed, used } = budget;
  const decided = BigInt(denominator);
  const pending = BigInt(asked) - decided;
  const end = expected === null ? null : BigInt(expected);
  const line = (what: Line["what"], of: bigint | null, byEnd: bigint | null): Line => ({
    what,
    asked: of,
    end: end === null ? null : byEnd,
  });
  const allowedBy = allowed.midnight === null ? null : BigInt(allowed.midnight);
  return [
    line("decided", decided, decided),
    line("pending", pending, pending),
    line("coming", null, end === null ? null : end - BigInt(asked)),
    line("whole", BigInt(asked), end),
    line("allowed", BigInt(allowed.asked), allowedBy),
    line("used", BigInt(used), BigInt(used)),
    line("left", BigInt(allowed.asked) - BigInt(used), allowedBy === null ? null : allowedBy - BigInt(used)),
  ];
}

/** The share of a budget that is used, from 0 to 1; of none, all of it once something was missed. */
export function usedShare(used: string, allowed: string): number {
  const [ofUsed, ofAllowed] = [Number(used), Number(allowed)];
  if (ofAllowed === 0) return ofUsed > 0 ? 1 : 0;
  return Math.min(1, ofUsed / ofAllowed);
}
