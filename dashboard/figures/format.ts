/** Numbers as the wall writes them. Whole numbers arrive as numbers or, beyond 2^53, as digits. */
export type Whole = number | string | bigint;

const GROUPED = new Intl.NumberFormat("en-US");

export function wholeOf(value: Whole): bigint {
  return BigInt(typeof value === "number" ? Math.round(value) : value);
}

/** 12,345 */
export function count(value: Whole): string {
  return GROUPED.format(wholeOf(value));
}

interface Share {
  value: number | string | null;
  numerator?: Whole;
  denominator?: Whole;
}

/**
 * 92.4, of a share from 0 to 1. Cut off, never rounded up: what is below its target is never shown as on it.
 * Divided exactly where the share says what it is made of.
 */
export function percent({ value, numerator, denominator }: Share): string {
  if (value === null) return "";
  const exact = numerator !== undefined && denominator !== undefined && wholeOf(denominator) > 0n;
  const tenths = exact
    ? (wholeOf(numerator) * 1_000n) / wholeOf(denominator)
    : // A billionth, so that 0.57 × 1000 is 570 for a floating-point number too.
      BigInt(Math.floor(Number(value) * 1_000 + 1e-9));
  return tenths >= 1_000n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
}

/** Units of money, in satang. */
export const SATANG = { baht: 100n, thousand: 100_000n, million: 100_000_000n } as const;
export type MoneyUnit = keyof typeof SATANG;

export interface Money {
  digits: string;
  unit: MoneyUnit;
}

/** Money in large type: three figures or four, so 312 million, 1.24 million, 480 thousand, 9,500 baht. */
export function money(satang: Whole): Money {
  const amount = wholeOf(satang);
  const unit = amount >= 999_500_00n ? "million" : amount >= 10_000_00n ? "thousand" : "baht";
  return { digits: moneyIn(amount, unit), unit };
}

/** Money in a row of amounts that are compared: millions from 0.10 on, exact baht below. */
export function rowMoney(satang: Whole): Money {
  const amount = wholeOf(satang);
  const unit = amount >= 99_999_50n ? "million" : "baht";
  return { digits: moneyIn(amount, unit), unit };
}

/** An amount in a given unit with as many decimals as leave three figures, or with as many as it is told. */
export function moneyIn(satang: bigint, unit: MoneyUnit, decimals = decimalsOf(satang, unit)): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = divideRounded(satang * scale, SATANG[unit]);
  const digits = GROUPED.format(scaled / scale);
  return decimals === 0 ? digits : `${digits}.${String(scaled % scale).padStart(decimals, "0")}`;
}

/** 31.2, but 3.12 and 312. Baht stand alone. */
export function decimalsOf(satang: bigint, unit: MoneyUnit): number {
  if (unit === "baht") return 0;
  const hundredths = divideRounded(satang * 100n, SATANG[unit]);
  return hundredths < 1_000n ? 2 : hundredths < 10_000n ? 1 : 0;
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}

/** Minutes to the whole one, under ten to the tenth: what lies in classes of minutes is not known to the second. */
export function minutes(value: number): string {
  return value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : count(Math.floor(value));
}

/** " · 2,114 of 2,697", in the words of `of`; nothing while the figure may not be shown. */
export function ratio(figure: Share | undefined, of: (part: string, all: string) => string): string {
  if (figure?.numerator === undefined || figure.denominator === undefined) return "";
  return ` · ${of(count(figure.numerator), count(figure.denominator))}`;
}
