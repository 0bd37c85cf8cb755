import type { FreezesOfAge } from "#wire/figures.ts";
import type { BankRisk } from "#wire/sceneParts.ts";
import type { FreezeJudge, FreezeRisk } from "#wire/sla.ts";
import { exact } from "./asking.ts";

/** What is said of those whose time is over. */
export const OVER: readonly FreezeRisk[] = ["deadline-over", "long-over"];

/**
 * The open freezes of which something is said, by that and by bank: of each kind first the bank whose is due next, or, of
 * those that are over, whose was due last.
 */
export function risksOf(counted: readonly FreezesOfAge[], judge: FreezeJudge): BankRisk[] {
  const found = new Map<string, Omit<BankRisk, "satang"> & { satang: bigint; first: number }>();
  for (const { bank, hop, age, count, satang, oldest, newest } of counted) {
    const why = judge.riskAt(bank, age);
    if (why === null) continue;
    const first = OVER.includes(why) ? -newest : oldest;
    const key = `${why} ${bank}`;
    const known = found.get(key);
    found.set(key, {
      why,
      bank,
      hop: known && known.hop !== hop ? null : hop,
      count: (known?.count ?? 0) + count,
      satang: (known?.satang ?? 0n) + satang,
      first: Math.min(known?.first ?? first, first),
    });
  }
  return [...found.values()]
    .sort(
      (a, b) =>
        Number(a.why > b.why) - Number(a.why < b.why) ||
        a.first - b.first ||
        Number(a.bank > b.bank) - Number(a.bank < b.bank),
    )
    .map(({ first: _, satang, ...risk }) => ({ ...risk, satang: exact(satang) }));
}
