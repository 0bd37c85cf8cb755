/** A whole number: a number, digits, or, beyond 2^53, a bigint. */
export type Whole = number | string | bigint;

/** The same in Thai and in English: a comma after each three digits, a point before decimals. */
const GROUPED = new Intl.NumberFormat("en-US");

export function wholeOf(value: Whole): bigint {
  return BigInt(typeof value === "number" ? Math.round(value) : value);
}

/** 12,345 */
export function count(value: Whole): string {
  return GROUPED.format(wholeOf(value));
}

/** A share from 0 to 1, and what it is made of where that is known; null: a share of nothing. */
export interface Share {
  value: number | string | null;
  numerator?: Whole;
  denominator?: Whole;
}

/**
 * 92.4, of a share from 0 to 1, without its sign. Rounded to its worse side, down where high is good and up where low
 * is: what misses its target is never shown as on it. Divided exactly where the share says what it is made of. Empty
 * where there is no value.
 */
export function percent({ value, numerator, denominator }: Share, good: "high" | "low" = "high"): string {
  if (value === null) return "";
  const exact = numerator !== undefined && denominator !== undefined && wholeOf(denominator) > 0n;
  const up = good === "low";
  const tenths = exact
    ? (wholeOf(numerator) * 1_000n + (up ? wholeOf(denominator) - 1n : 0n)) / wholeOf(denominator)
    : // A billionth, so that 0.57 × 1000 is 570 for a floating-point number too.
      BigInt(up ? Math.ceil(Number(value) * 1_000 - 1e-9) : Math.floor(Number(value) * 1_000 + 1e-9));
  return tenths >= 1_000n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
}

/** What a share is made of, as text; null where that is not known. */
export function partsOf(figure: Share | undefined): { part: string; all: string } | null {
  if (figure?.numerator === undefined || figure.denominator === undefined) return null;
  return { part: count(figure.numerator), all: count(figure.denominator) };
}

/** " · 2,114 of 2,697", in the words of `of`; empty while the figure may not be shown. */
export function ratio(figure: Share | undefined, of: (part: string, all: string) => string): string {
  const parts = partsOf(figure);
  return parts ? ` · ${of(parts.part, parts.all)}` : "";
}
