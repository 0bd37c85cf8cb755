import { dayFrom } from "./days.ts";

/**
 * The Buddhist era is the common era + 543, and both years begin on 1 January since B.E. 2484 (1941): Calendar Year
 * Act B.E. 2483. Before, the Thai year began on 1 April, so earlier years are refused.
 */
const DIFFERENCE = 543;
const FIRST_YEAR = 2484;

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
