import { dayFrom } from "./days.ts";
import { LAST_YEAR } from "./moment.ts";

/**
 * The Buddhist era is the common era + 543, and both years begin on 1 January since B.E. 2484 (1941): Calendar Year
 * Act B.E. 2483. Before, the Thai year began on 1 April, so earlier years are refused.
 */
const DIFFERENCE = 543;
const FIRST_YEAR = 2484;
const LAST_THAI_YEAR = LAST_YEAR + DIFFERENCE;

/** 2026 → 2569 */
export const toBuddhist = (year: number) => year + DIFFERENCE;
/** 2569 → 2026 */
export const toCommon = (year: number) => year - DIFFERENCE;

/**
 * The day of a Thai date, day/month/year in the Buddhist era: "29/2/2571" is 29 February 2028. Null for anything
 * else: no such date, a year of two digits, a year of the common era.
 */
export function readThaiDate(text: string): number | null {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (!found) return null;
  const [date, month, year] = found.slice(1).map(Number) as [number, number, number];
  return year < FIRST_YEAR ? null : dayFrom({ year: toCommon(year), month, date });
}

const ITS_YEAR =
  /^(?:(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4})|\d{1,2} +\p{L}[\p{L}\p{M}.]+ +(\d{4}))(?!\d)/u;

/**
 * "2569 is a year of the Buddhist era; write 2026", if the text begins with a date that has such a year, however it is
 * written: 2569-11-21T14:05, 21/11/2569, 21 พ.ย. 2569, ๒๑/๑๑/๒๕๖๙. Null for any other text.
 */
export function buddhistYearIn(text: string): string | null {
  const digits = text
    .slice(0, 40)
    .trim()
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - "๐".charCodeAt(0)));
  const found = ITS_YEAR.exec(digits);
  const year = Number(found?.[1] ?? found?.[2] ?? found?.[3]);
  if (!(year >= FIRST_YEAR && year <= LAST_THAI_YEAR)) return null;
  return `${year} is a year of the Buddhist era; write ${toCommon(year)}`;
}
