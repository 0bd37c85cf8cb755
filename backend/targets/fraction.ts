import type { Amount } from "#wire/targets.ts";

/** p ÷ q, exactly; q is above 0. */
export interface Fraction {
  p: bigint;
  q: bigint;
}

export const fractionOf = ({ p, q }: Amount): Fraction => ({ p: BigInt(p), q: BigInt(q) });
export const times = (a: Fraction, b: Fraction): Fraction => ({ p: a.p * b.p, q: a.q * b.q });
export const plus = (a: Fraction, b: Fraction): Fraction => ({ p: a.p * b.q + b.p * a.q, q: a.q * b.q });
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { p: -b.p, q: b.q });
/** Below 0: a is the lesser one; 0: they are the same. */
export const compare = (a: Fraction, b: Fraction): number => {
  const difference = a.p * b.q - b.p * a.q;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
/** To the nearest floating-point number: from here on it is no longer exact. */
export const numberOf = ({ p, q }: Fraction): number => Number(p) / Number(q);
/** As integers in text, in lowest terms. */
export const written = (of: Fraction | null): { p: string; q: string } | null => {
  if (of === null) return null;
  const common = divisorOf(of.p < 0n ? -of.p : of.p, of.q);
  return { p: String(of.p / common), q: String(of.q / common) };
};

function divisorOf(a: bigint, b: bigint): bigint {
  return b === 0n ? a || 1n : divisorOf(b, a % b);
}
