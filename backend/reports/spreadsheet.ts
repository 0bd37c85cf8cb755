import type { CellValue } from "hucre/xlsx";
import { startOf } from "#calendar/days.ts";
import type { Figure } from "#wire/figures.ts";
import type { Definition } from "#wire/reports.ts";
import type { Lang } from "#writing/lang.ts";

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
  // Beyond that a spreadsheet would round it: the digits stay as a text.
  if (Math.abs(Number(value)) > EXACT) return String(value);
  return unit === "satang" ? Number(value) / SATANG_IN_BAHT : Number(value);
}
