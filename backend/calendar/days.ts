import { DAY, HOUR, MINUTE } from "./units.ts";

/**
 * Bangkok days, numbered from 1 January 1970. Always UTC+07:00: so since April 1920 without daylight saving time (tz
 * database), and a fixed offset needs no zone data on the machine.
 * Moments are epoch milliseconds; those before 1970 count too.
 */
const OFFSET = 7 * HOUR;
/** The name of the zone, for programs that ask for one. */
export const ZONE = "Asia/Bangkok";

/** A date of the Gregorian calendar; `year` is of the common era, `month` is 1 to 12. */
export interface CalendarDate {
  year: number;
  month: number;
  date: number;
}

/** The number of the day that a moment lies in. */
export function dayOf(at: number): number {
  return Math.floor((at + OFFSET) / DAY);
}

/** 00:00 of a day, in epoch milliseconds. */
export function startOf(day: number): number {
  return day * DAY - OFFSET;
}

export const startOfDay = (at: number) => startOf(dayOf(at));
/** Hours and minutes of Bangkok begin with those of UTC: the offset is whole hours. */
export const startOfHour = (at: number) => Math.floor(at / HOUR) * HOUR;
export const startOfMinute = (at: number) => Math.floor(at / MINUTE) * MINUTE;

/** Milliseconds since 00:00, 0 to `DAY` − 1. */
export const timeOfDay = (at: number) => at + OFFSET - dayOf(at) * DAY;

/** Hours since 00:00 with their fraction, 0 to 24. */
export const hourOf = (at: number) => timeOfDay(at) / HOUR;

/** Monday is 1, Sunday is 7 (ISO 8601). 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

export function dateOf(day: number): CalendarDate {
  const utc = new Date(day * DAY);
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, date: utc.getUTCDate() };
}

/** The day of a date; null where there is no such date (30 February, year 99). */
export function dayFrom({ year, month, date }: CalendarDate): number | null {
  const day = Date.UTC(year, month - 1, date) / DAY;
  // Date.UTC makes 2 March of 30 February: what comes back must be what went in.
  const back = dateOf(day);
  return back.year === year && back.month === month && back.date === date ? day : null;
}

/** 2026-11-21 */
export function isoDate(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The day of "2026-11-21"; null for anything else. */
export function readDate(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return found && dayFrom({ year: Number(found[1]), month: Number(found[2]), date: Number(found[3]) });
}
