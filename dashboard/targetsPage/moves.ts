import type { Anomalies } from "#wire/targets.ts";

type Day = Anomalies["days"][number];
type Exact = NonNullable<Day["change"]>;

/** A slice that contributed to the change of a day; `slice` null: all further slices together. */
export interface Move {
  slice: Record<string, string> | null;
  /** How many slices these are. */
  count: number;
  change: Exact;
  /** Its share of the whole change, in tenths of a per cent. Null: the whole did not change. */
  tenths: number | null;
}

/**
 * The contributions of all slices. Each share is the difference of two rounded running sums, so that the written shares
 * add up to exactly 100.0 %.
 */
export function movesOf({ moved, others }: Pick<Day, "moved" | "others">): Move[] {
  const all = [
    ...moved.map(({ slice, change, share }) => ({ slice, count: 1, change, share })),
    ...(others ? [{ slice: null, count: others.count, change: others.change, share: others.share }] : []),
  ];
  let sum = { p: 0n, q: 1n };
  let told = 0;
  return all.map(({ share, ...move }) => {
    if (share === null) return { ...move, tenths: null };
    const [p, q] = [BigInt(share.p), BigInt(share.q)];
    sum = { p: sum.p * q + p * sum.q, q: sum.q * q };
    const rounded = Number(roundedDivision(sum.p * 1_000n, sum.q));
    const tenths = rounded - told;
    told = rounded;
    return { ...move, tenths };
  });
}

/** Rounds to the nearest integer, halves away from zero. */
function roundedDivision(p: bigint, q: bigint): bigint {
  const half = q / 2n;
  return p < 0n ? -((-p + half) / q) : (p + half) / q;
}

/** 12.5 %, −3.0 % */
export function tenthsText(tenths: number): string {
  const size = Math.abs(tenths);
  return `${tenths < 0 ? "−" : ""}${Math.floor(size / 10)}.${size % 10} %`;
}

/** The similarity of two days in whole per cent; 100: they are equal in every hour. */
export const likenessOf = ({ distance }: Day["similar"][number]) => Math.floor((1 - distance) * 100);
