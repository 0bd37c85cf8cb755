import type { BankRisk } from "#wire/sceneParts.ts";
import { wholeOf } from "#writing/numbers.ts";

/** Rows of the countdown board. */
export const ROWS = 9;

interface MissingAt {
  bank: string;
  count: number;
  satang: bigint;
}

/** Open freezes that will miss their hour or have missed it: count, amount, and the banks that have the most. */
export interface Missing extends Omit<MissingAt, "bank"> {
  banks: MissingAt[];
}

export function missingOf(risks: readonly BankRisk[]): Missing {
  const found = new Map<string, MissingAt>();
  for (const { why, bank, count, satang } of risks) {
    if (why === "at-risk") continue;
    const known = found.get(bank);
    const sum = { count: (known?.count ?? 0) + count, satang: (known?.satang ?? 0n) + wholeOf(satang) };
    found.set(bank, { bank, ...sum });
  }
  const banks = [...found.values()].sort((a, b) => b.count - a.count || (a.satang < b.satang ? 1 : -1));
  return {
    count: banks.reduce((sum, { count }) => sum + count, 0),
    satang: banks.reduce((sum, { satang }) => sum + satang, 0n),
    banks,
  };
}
