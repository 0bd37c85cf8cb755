import type { Scenery } from "#wire/scenery.ts";
import { wholeOf } from "#writing/numbers.ts";

/** Rows of the countdown board. */
export const ROWS = 9;

/** Open freezes that will miss their hour or have missed it: count, amount, and the banks that have the most. */
export interface Missing {
  count: number;
  satang: bigint;
  banks: { bank: string; count: number; satang: bigint }[];
}

export function missingOf(willMiss: Scenery<"freezes">["willMiss"]): Missing {
  const banks = willMiss
    .map(({ bank, count, satang }) => ({ bank, count, satang: wholeOf(satang) }))
    .sort((a, b) => b.count - a.count || (a.satang < b.satang ? 1 : -1));
  return {
    count: banks.reduce((sum, { count }) => sum + count, 0),
    satang: banks.reduce((sum, { satang }) => sum + satang, 0n),
    banks,
  };
}
