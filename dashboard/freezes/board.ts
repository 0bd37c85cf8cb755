import type { Scenery } from "#wire/live.ts";
import { wholeOf } from "#writing/numbers.ts";

/** Rows of the countdown board. */
export const ROWS = 9;

/** Of open freezes, those that will miss their hour or have: how many, how much, and at which banks first. */
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
