import { count, percent } from "./numbers.ts";

/** Those that kept a promise, of how many; integers as text. */
interface Counted {
  numerator: string;
  denominator: string;
}
interface Ratio {
  p: number;
  q: number;
}

/**
 * A share in percent, of those that kept it or, where misses are counted, of those: 100 less the share that is kept, so
 * that neither is rounded to the better side. Empty of none.
 */
export function shareText({ numerator, denominator }: Counted, countsMisses: boolean): string {
  if (BigInt(denominator) === 0n) return "";
  const kept = percent({ value: 0, numerator, denominator });
  if (!countsMisses) return kept;
  const tenths = 1_000 - Math.round(Number(kept) * 10);
  return tenths === 0 || tenths === 1_000 ? String(tenths / 10) : (tenths / 10).toFixed(1);
}

/** What the figure counts, of how many: 620 / 650. */
export function countsText({ numerator, denominator }: Counted, countsMisses: boolean): string {
  const counted = countsMisses ? BigInt(denominator) - BigInt(numerator) : BigInt(numerator);
  return `${count(counted)} / ${count(denominator)}`;
}

/** A target in percent, at most four decimals: 95, 99.5. */
export function percentOf({ p, q }: Ratio): string {
  return String(Math.round((p * 1_000_000) / q) / 10_000);
}

/** The share that may miss. */
export const mayMiss = ({ p, q }: Ratio): Ratio => ({ p: q - p, q });
