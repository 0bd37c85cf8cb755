import type { Figure } from "#wire/live.ts";
import { decimalsOf, type MoneyUnit, money, moneyIn, SATANG, wholeOf } from "./format.ts";

/** What became of the money that was asked for: what the trail goes on with comes last. */
export const FATES = ["held", "cashedOut", "untraced", "waiting", "moved"] as const;
export type Fate = (typeof FATES)[number];

/** What the overview tells of it; what else there is, cash and what nobody can trace, is one part there. */
export const GLANCE = ["held", "moved", "waiting", "other"] as const;

export interface Part {
  fate: (typeof GLANCE)[number];
  /** Of the whole, from 0 to 1. */
  share: number;
  digits: string;
}

/** The day's money as one bar: its parts sum to what was asked for, on the scale and in what is written. */
export interface Day {
  parts: Part[];
  unit: MoneyUnit;
}

const WHOLE = "freezes.requested_satang";
const PARTS: Record<Fate, string> = {
  held: "freezes.confirmed_satang",
  cashedOut: "freezes.cashed_out_satang",
  untraced: "freezes.untraced_satang",
  waiting: "freezes.waiting_satang",
  moved: "freezes.moved_satang",
};
/** The figures without which the bar would lie. */
export const DAY_FIGURES = [WHOLE, ...Object.values(PARTS)];

/** Money that was asked for and what became of it, in satang, in the order of `FATES`: the parts sum to the whole. */
export interface Trail {
  whole: bigint;
  amounts: bigint[];
}

/** Null while a figure is missing. */
export function trailOf(figures: Record<string, Figure>): Trail | null {
  const amounts = [WHOLE, ...FATES.map((fate) => PARTS[fate])].map((id) => {
    const value = figures[id]?.value;
    return value === null || value === undefined ? null : wholeOf(value);
  });
  const known = amounts.filter((amount) => amount !== null);
  const [asked = 0n, ...parts] = known;
  if (known.length < amounts.length) return null;
  // Banks may answer with more than was asked for: then less than nothing is untraced, and the parts are the whole.
  const beyond = parts.reduce((most, part) => (part < 0n ? most - part : most), 0n);
  return { whole: asked + beyond, amounts: parts.map((part) => (part < 0n ? 0n : part)) };
}

/** The largest of some amounts, 0 of none. */
export function largestOf(amounts: readonly bigint[]): bigint {
  let largest = 0n;
  for (const amount of amounts) if (amount > largest) largest = amount;
  return largest;
}

/** A part of a whole, from 0 to 1. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;
}

/** Null while a figure is missing, or nothing has been asked for. */
export function dayOf(figures: Record<string, Figure>): Day | null {
  const trail = trailOf(figures);
  if (!trail || trail.whole === 0n) return null;
  const { whole } = trail;
  const [held = 0n, cashedOut = 0n, untraced = 0n, waiting = 0n, moved = 0n] = trail.amounts;
  const amounts = [held, moved, waiting, cashedOut + untraced];
  const { unit } = money(whole);
  const digits = partsOf(whole, amounts, unit);
  const parts = GLANCE.map((fate, index) => ({
    fate,
    share: shareOf(amounts[index] ?? 0n, whole),
    digits: digits[index] ?? "",
  }));
  return { parts, unit };
}

/**
 * Parts of a sum, written so that what is written adds up too: the sum and the first part are rounded as
 * they are elsewhere on the wall, and what that leaves over goes to the parts that rounding down cost most.
 */
export function partsOf(sum: bigint, parts: readonly bigint[], unit: MoneyUnit): string[] {
  const decimals = decimalsOf(sum, unit);
  const step = SATANG[unit] / 10n ** BigInt(decimals);
  const steps = parts.map((part, index) => (index === 0 ? (part + step / 2n) / step : part / step));
  let over = (sum + step / 2n) / step - steps.reduce((total, part) => total + part, 0n);
  const byLoss = parts
    .map((part, index) => ({ index, lost: part % step }))
    .filter(({ index, lost }) => index > 0 && lost > 0n)
    .sort((a, b) => (a.lost < b.lost ? 1 : -1));
  for (const { index } of byLoss) {
    if (over <= 0n) break;
    steps[index] = (steps[index] ?? 0n) + 1n;
    over -= 1n;
  }
  return steps.map((part) => moneyIn(part * step, unit, decimals));
}
