import type { Anomalies } from "#wire/targets.ts";

type Day = Anomalies["days"][number];
type Exact = NonNullable<Day["change"]>;

/** What moved a day: a slice, the others together (null), with the change and its share of the whole's in tenths of a per cent. */
export interface Move {
  slice: Record<string, string> | null;
  /** Of the others: how many. */
  count: number;
  change: Exact;
  /** Null: the whole did not change. */
  tenths: number | null;
}

/**
 * The slices of a day and the others. Shares are rounded as they are summed, each to what is left of the sum so far: so
 * they add up to 100.0 % as they are written, as they do exactly.
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

/** To the nearest whole number, halves away from zero. */
function roundedDivision(p: bigint, q: bigint): bigint {
  const half = q / 2n;
  return p < 0n ? -((-p + half) / q) : (p + half) / q;
}

/** 12.5 %, −3.0 % */
export function tenthsText(tenths: number): string {
  const size = Math.abs(tenths);
  return `${tenths < 0 ? "−" : ""}${Math.floor(size / 10)}.${size % 10} %`;
}

/** How alike two days are, in whole per cent: 100 is the same in each of its hours. */
export const likenessOf = ({ distance }: Day["similar"][number]) => Math.floor((1 - distance) * 100);
