import type { CellValue } from "hucre/xlsx";
import { startOf } from "#calendar/days.ts";
import type { Figure } from "#wire/figures.ts";
import type { Definition } from "#wire/reports.ts";
import type { Lang } from "#writing/lang.ts";
import { exactBaht } from "#writing/money.ts";
import { isOfMoney } from "./values.ts";

/** Dates are true dates; Thai ones show the Buddhist era by their format (Excel's calendar 7). */
export const DATE = new Map<Lang, string>([
  ["th", "[$-107041E]d mmm yyyy h:mm"],
  ["en", "d mmm yyyy h:mm"],
]);
export const NUMBER = new Map<Definition["unit"], string>([
  ["count", "#,##0"],
  ["satang", "#,##0.00"],
  ["seconds", "#,##0.0"],
  ["minutes", "#,##0.0"],
  ["share", "0.0%"],
]);
const SATANG_IN_BAHT = 100;
/** What a spreadsheet keeps exactly: 15 digits. */
const EXACT = 999_999_999_999_999;

/** Excel has no zones: a moment is the Bangkok time that a wall clock shows. */
export const wallTime = (at: number) => new Date(at - startOf(0));

/** A true number, money in baht; empty where there is no data. */
export function valueIn(
  { value, state }: Pick<Figure, "value" | "state">,
  unit: Definition["unit"],
): CellValue {
  if (value === null || state === "no-data") return null;
  return unit === "satang" ? inBaht(value) : exactly(value, String(value));
}

/** Numerator or denominator of a share, of amounts in baht. */
export function partIn(metric: string, part: number | string | undefined): CellValue {
  if (part === undefined) return null;
  return isOfMoney(metric) ? inBaht(part) : exactly(part, String(part));
}

const inBaht = (satang: number | string) =>
  exactly(satang, exactBaht(satang).replaceAll(",", ""), SATANG_IN_BAHT);

/** Beyond what a spreadsheet keeps it would be rounded: then the digits stay, as a text. */
const exactly = (whole: number | string, digits: string, divisor = 1): CellValue =>
  Math.abs(Number(whole)) > EXACT ? digits : Number(whole) / divisor;
