import { dateOf, dayFrom, weekdayOf } from "./days.ts";
import { toBuddhist } from "./era.ts";

export type PeriodKind = "day" | "week" | "month" | "quarter" | "year" | "fiscal-year";

/** Whole days: `from` inclusive, `until` exclusive. The next period is that of `until`, the last that of `from − 1`. */
export interface Period {
  kind: PeriodKind;
  from: number;
  until: number;
}

/** Months of a period that is made of months, and the month (0 to 11) that the first one of a year begins with. */
const MONTHS = {
  month: { length: 1, first: 0 },
  quarter: { length: 3, first: 0 },
  year: { length: 12, first: 0 },
  "fiscal-year": { length: 12, first: 9 },
} as const;

/** The period that a day lies in. */
export function periodOf(kind: PeriodKind, day: number): Period {
  if (kind === "day") return { kind, from: day, until: day + 1 };
  if (kind === "week") {
    const from = day - weekdayOf(day) + 1;
    return { kind, from, until: from + 7 };
  }
  const { length, first } = MONTHS[kind];
  const { year, month } = dateOf(day);
  const months = year * 12 + month - 1;
  const from = months - ((((months - first) % length) + length) % length);
  return { kind, from: firstOf(from), until: firstOf(from + length) };
}

/**
 * The week by its number: weeks begin on Monday, and week 1 is the one with the year's first Thursday, so that
 * `year` (of the common era) may be another than the date's. ISO 8601, in Thailand the standard มอก. 1111-2535
 * (Royal Gazette 109/125, 29 September 2535); printed Thai calendars begin the week on Sunday, offices work by this.
 */
export function weekOf(day: number): { year: number; week: number } {
  const thursday = day - weekdayOf(day) + 4;
  const { year } = dateOf(thursday);
  return { year, week: Math.floor((thursday - firstOf(year * 12)) / 7) + 1 };
}

/** 1 to 4, of the calendar year: 1 is January to March. */
export function quarterOf(day: number): number {
  return Math.ceil(dateOf(day).month / 3);
}

/**
 * The Thai fiscal year, in the Buddhist era: October to September, named by the year that it ends in, so that
 * 2570 begins on 1 October 2026. Budget Procedures Act B.E. 2561, section 4.
 */
export function fiscalYearOf(day: number): number {
  const { year, month } = dateOf(day);
  return toBuddhist(month >= 10 ? year + 1 : year);
}

/** 1 to 4, of the fiscal year: 1 is October to December. */
export function fiscalQuarterOf(day: number): number {
  return (quarterOf(day) % 4) + 1;
}

/** The first day of a month that is counted from January of year 0. */
function firstOf(months: number): number {
  return dayFrom({ year: Math.floor(months / 12), month: (months % 12) + 1, date: 1 })!;
}
