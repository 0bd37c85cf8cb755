import type { Lang } from "./lang.ts";
import { count, type Whole, wholeOf } from "./numbers.ts";

/** Units of money, in satang. */
export const SATANG = { baht: 100n, thousand: 100_000n, million: 100_000_000n } as const;
export type MoneyUnit = keyof typeof SATANG;

/** Names of the units: whole; in a row of a list; in two lines under large digits; beside digits where baht go without saying. */
export const MONEY_UNITS: Record<
  Lang,
  Record<"whole" | "row" | "tall" | "short", Record<MoneyUnit, string>>
> = {
  th: {
    whole: { baht: "บาท", thousand: "พันบาท", million: "ล้านบาท" },
    row: { baht: "บาท", thousand: "พันบาท", million: "ล้านบาท" },
    tall: { baht: "บาท", thousand: "พัน\nบาท", million: "ล้าน\nบาท" },
    short: { baht: "บาท", thousand: "พัน", million: "ล้าน" },
  },
  en: {
    whole: { baht: "baht", thousand: "thousand baht", million: "million baht" },
    row: { baht: "baht", thousand: "k baht", million: "m baht" },
    tall: { baht: "baht", thousand: "k\nbaht", million: "m\nbaht" },
    short: { baht: "baht", thousand: "k", million: "m" },
  },
};

export interface Money {
  digits: string;
  unit: MoneyUnit;
}

/** Three figures or four, rounded: 312 million, 1.24 million, 480 thousand, 9,500 baht. */
export function money(satang: Whole): Money {
  const amount = wholeOf(satang);
  const unit = amount >= 999_500_00n ? "million" : amount >= 10_000_00n ? "thousand" : "baht";
  return { digits: moneyIn(amount, unit), unit };
}

/** Money in a row of amounts that are compared: millions from 0.10 on, whole baht below. */
export function rowMoney(satang: Whole): Money {
  const amount = wholeOf(satang);
  const unit = amount >= 99_999_50n ? "million" : "baht";
  return { digits: moneyIn(amount, unit), unit };
}

/** An amount with its unit, as the wall says it: 12.4 ล้านบาท; 12.4 million baht. */
export function amount(satang: Whole, lang: Lang): string {
  const { digits, unit } = money(satang);
  return `${digits} ${MONEY_UNITS[lang].whole[unit]}`;
}

/** An amount to the satang, for documents: 12,400,000.25 บาท. */
export function exactAmount(satang: Whole, lang: Lang): string {
  return `${exactBaht(satang)} ${MONEY_UNITS[lang].whole.baht}`;
}

/** The same in a column of baht: 12,400,000.25 */
export function exactBaht(satang: Whole): string {
  const whole = wholeOf(satang);
  const size = whole < 0n ? -whole : whole;
  const digits = `${count(size / SATANG.baht)}.${String(size % SATANG.baht).padStart(2, "0")}`;
  return `${whole < 0n ? "−" : ""}${digits}`;
}

/** An amount in a given unit with as many decimals as leave three figures, or with as many as it is told. */
export function moneyIn(satang: bigint, unit: MoneyUnit, decimals = decimalsOf(satang, unit)): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = divideRounded(satang * scale, SATANG[unit]);
  const digits = count(scaled / scale);
  return decimals === 0 ? digits : `${digits}.${String(scaled % scale).padStart(decimals, "0")}`;
}

/** 31.2, but 3.12 and 312. Baht stand alone. */
export function decimalsOf(satang: bigint, unit: MoneyUnit): number {
  if (unit === "baht") return 0;
  const hundredths = divideRounded(satang * 100n, SATANG[unit]);
  return hundredths < 1_000n ? 2 : hundredths < 10_000n ? 1 : 0;
}

/** An amount divided by how many it is of, to the satang. */
export const meanAmount = (satang: Whole, of: Whole, lang: Lang): string =>
  exactAmount(divideRounded(wholeOf(satang), wholeOf(of)), lang);

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}
