import type { Figure } from "#wire/figures.ts";
import type { FigureKey } from "#wire/live.ts";
import { wholeOf } from "#writing/numbers.ts";

/** What became of the money that was asked for: what the trail goes on with comes last. */
export const FATES = ["held", "cashedOut", "untraced", "waiting", "moved"] as const;
export type Fate = (typeof FATES)[number];

const WHOLE = "freezes.requested_satang";
const PARTS: Record<Fate, string> = {
  held: "freezes.confirmed_satang",
  cashedOut: "freezes.cashed_out_satang",
  untraced: "freezes.untraced_satang",
  waiting: "freezes.waiting_satang",
  moved: "freezes.moved_satang",
};
/** The figures that the trail of the day is made of: while one is missing, the trail would be wrong. */
export const DAY_FIGURES = [WHOLE, ...Object.values(PARTS)].map((metric): FigureKey => `${metric}@today`);

/** The figures of today, by metric. */
export const ofToday =
  (figures: Record<FigureKey, Figure>) =>
  (metric: string): Figure | undefined =>
    figures[`${metric}@today`];

/** Money that was asked for and what became of it, in satang, in the order of `FATES`: the parts sum to the whole. */
export interface Trail {
  whole: bigint;
  amounts: bigint[];
}

/** @param figure of a metric; null while one is missing */
export function trailOf(figure: (metric: string) => Figure | undefined): Trail | null {
  const amounts = [WHOLE, ...FATES.map((fate) => PARTS[fate])].map((metric) => {
    const value = figure(metric)?.value;
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
