import type { Figure } from "#wire/figures.ts";
import type { FigureKey } from "#wire/scenery.ts";
import { wholeOf } from "#writing/numbers.ts";

/** The fates of the money in freeze requests; the one that continues to the next hop is last. */
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
/** The figures of the day's trail: if one were missing, the trail would be wrong. */
export const DAY_FIGURES = [WHOLE, ...Object.values(PARTS)].map((metric): FigureKey => `${metric}@today`);

/** The figures of today, by metric. */
export const ofToday =
  (figures: Record<FigureKey, Figure>) =>
  (metric: string): Figure | undefined =>
    figures[`${metric}@today`];

/** Money in freeze requests and its fates, in satang, in the order of `FATES`; the parts sum to the whole. */
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
  // Banks may answer with more than was requested: the untraced rest would be negative, so the whole is the parts' sum.
  const beyond = parts.reduce((most, part) => (part < 0n ? most - part : most), 0n);
  return { whole: asked + beyond, amounts: parts.map((part) => (part < 0n ? 0n : part)) };
}

/** The largest amount; 0 if there is none. */
export function largestOf(amounts: readonly bigint[]): bigint {
  let largest = 0n;
  for (const amount of amounts) if (amount > largest) largest = amount;
  return largest;
}

/** A part of a whole, from 0 to 1. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;
}
