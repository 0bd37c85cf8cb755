import type { Figure } from "#wire/figures.ts";
import type { FigureKey } from "#wire/scenery.ts";
import { decimalsOf, type MoneyUnit, money, moneyIn, SATANG } from "#writing/money.ts";
import { ofToday, shareOf, trailOf } from "../figures/moneyTrail.ts";

/** The overview's parts; cash and untraced money are one part here. */
export const GLANCE = ["held", "moved", "waiting", "other"] as const;

export interface Part {
  fate: (typeof GLANCE)[number];
  /** Share of the whole, from 0 to 1. */
  share: number;
  digits: string;
}

/** The day's money as one bar: its parts sum to the money requested, drawn and as text. */
export interface Day {
  parts: Part[];
  unit: MoneyUnit;
}

/** Null while a figure is missing, or no freeze has been requested. */
export function dayOf(figures: Record<FigureKey, Figure>): Day | null {
  const trail = trailOf(ofToday(figures));
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
 * Parts of a sum, rounded so that they still add up as text: the sum and the first part are rounded as elsewhere on the
 * wall, and the remainder goes to the parts that lost most by rounding down.
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
