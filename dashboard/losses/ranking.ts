import type { Lang } from "#wire/live.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import { wholeOf } from "#writing/numbers.ts";
import { largestOf, shareOf } from "../figures/moneyTrail.ts";

const LOSS = "reports.loss_satang";
const FILED = "reports.filed";

/** A slice of the day's losses. */
export interface Slice {
  /** The code; also the row's key. */
  key: string;
  row: TableRow;
  satang: bigint;
  filed: bigint;
  /** Share of the greatest row, from 0 to 1. */
  share: number;
}

/** Names in the order of their language: ชลบุรี, เชียงใหม่, นนทบุรี. */
export const compareNames: Record<Lang, (a: string, b: string) => number> = {
  th: new Intl.Collator("th").compare,
  en: new Intl.Collator("en").compare,
};

/** The order of two rows by name. */
type ByName = (a: TableRow, b: TableRow) => number;

/** Slices by loss, then by reports, then by name; slices without a report are left out. */
export function rankByLoss(rows: readonly TableRow[], byName: ByName = () => 0): Slice[] {
  return rank(rows, ({ satang }) => satang, byName);
}

/** Slices by reports, then by loss, then by name. */
export function rankByReports(rows: readonly TableRow[], byName: ByName = () => 0): Slice[] {
  return rank(rows, ({ filed }) => filed, byName);
}

function rank(
  rows: readonly TableRow[],
  of: (slice: Omit<Slice, "share">) => bigint,
  byName: ByName,
): Slice[] {
  const slices = rows.map((row) => {
    const amount = (metric: string) => wholeOf(row.figures[metric]?.value ?? 0);
    return { key: row.code, row, satang: amount(LOSS), filed: amount(FILED) };
  });
  const greatest = largestOf(slices.map(of));
  return slices
    .filter(({ satang, filed }) => satang > 0n || filed > 0n)
    .sort(
      (a, b) =>
        compare(of(b), of(a)) ||
        compare(b.satang, a.satang) ||
        compare(b.filed, a.filed) ||
        byName(a.row, b.row),
    )
    .map((slice) => ({ ...slice, share: shareOf(of(slice), greatest) }));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
