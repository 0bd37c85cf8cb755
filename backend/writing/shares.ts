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

/** A share in percent, of those that kept it or, where misses are counted, of those. Empty of none. */
export function shareText({ numerator, denominator }: Counted, countsMisses: boolean): string {
  if (BigInt(denominator) === 0n) return "";
  if (!countsMisses) return percent({ value: 0, numerator, denominator });
  const missed = BigInt(denominator) - BigInt(numerator);
  return percent({ value: 0, numerator: missed, denominator }, "low");
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
