import type { Amount, PaceUnit } from "#wire/targets.ts";

/** A person types and reads money in million baht, shares in percent. */
const SATANG_OF_MILLION = 100_000_000;

const DECIMALS = 6;
const NUMBER = new RegExp(`^(\\d{1,9})(?:\\.(\\d{1,${DECIMALS}}))?$`);

/** What was typed, exactly; null: it is no number from 0 with at most six decimals. */
export function amountOf(text: string, unit: PaceUnit): Amount | null {
  const found = NUMBER.exec(text.trim().replace(/(?<=\d),(?=\d{3})/g, ""));
  if (!found) return null;
  const [, whole = "", decimals = ""] = found;
  const digits = Number(whole + decimals);
  const tenths = 10 ** decimals.length;
  if (unit === "satang") {
    const p = digits * (SATANG_OF_MILLION / tenths);
    return Number.isSafeInteger(p) ? { p, q: 1 } : null;
  }
  if (!Number.isSafeInteger(digits)) return null;
  return { p: digits, q: unit === "share" ? 100 * tenths : tenths };
}

/** As it is typed, with at most four decimals. */
export function amountText({ p, q }: Amount, unit: PaceUnit): string {
  const scale = unit === "satang" ? 1 / SATANG_OF_MILLION : unit === "share" ? 100 : 1;
  return plain((p / q) * scale);
}

/** A part of the baseline, typed as percent. */
export const percentOf = (text: string) => amountOf(text, "share");
export const percentText = (amount: Amount) => amountText(amount, "share");

const plain = (value: number) => String(Math.round(value * 10_000) / 10_000);
