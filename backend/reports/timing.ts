import { dateOf, dayOf, startOf, weekdayOf } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import { MINUTE } from "#calendar/units.ts";
import type { ScheduleBody } from "#wire/schedules.ts";

/** What is not ready is tried again so often: a source that was late beats each minute. */
export const RETRY_MS = MINUTE;
/** Longer than composing and drawing take: two tries of 30 s for each format, one after the other. */
export const LEASE_MS = 5 * MINUTE;

export type Timing = Pick<ScheduleBody, "kind" | "weekday" | "date" | "minute" | "onHoliday">;

/** A day that a schedule stands in the calendar for. */
export interface Slot {
  /** The number of the Bangkok day. */
  day: number;
  /** When its report is due, epoch ms: on a later day when the schedule gives way to a holiday. */
  at: number;
  /** It is left out: the day is a holiday. */
  isSkipped: boolean;
}

/** Whether a day is a public holiday; of a year that nobody knows, none is. */
type IsHoliday = (day: number) => boolean;

const isOn = ({ kind, weekday, date }: Timing, day: number) =>
  kind === "daily" || (kind === "weekly" ? weekdayOf(day) === weekday : dateOf(day).date === date);

/** Monday to Friday, no holiday. */
function workingDayFrom(day: number, isHoliday: IsHoliday): number {
  let at = day;
  while (weekdayOf(at) > 5 || isHoliday(at)) at += 1;
  return at;
}

function slotOf({ minute, onHoliday }: Timing, day: number, isHoliday: IsHoliday): Slot {
  const isFree = onHoliday !== "same" && isHoliday(day);
  const on = isFree && onHoliday === "next" ? workingDayFrom(day, isHoliday) : day;
  return { day, at: startOf(on) + minute * MINUTE, isSkipped: isFree && onHoliday === "skip" };
}

/** The slot after a day. */
export function slotAfter(timing: Timing, day: number, isHoliday: IsHoliday): Slot {
  let at = day + 1;
  while (!isOn(timing, at)) at += 1;
  return slotOf(timing, at, isHoliday);
}

/** Holidays in a row: Songkran with its substitutes and a weekend is eight days. */
const LONGEST_BREAK = 14;

/** The first slot that is due after a moment: it may stand for an earlier day. */
export function slotFrom(timing: Timing, now: number, isHoliday: IsHoliday): Slot {
  let slot = slotAfter(timing, dayOf(now) - LONGEST_BREAK, isHoliday);
  while (slot.at <= now) slot = slotAfter(timing, slot.day, isHoliday);
  return slot;
}

/** A day of the last whole day, week or month before a slot's day. */
export function reportedDay({ kind }: Pick<Timing, "kind">, day: number): number {
  if (kind === "daily") return day - 1;
  return periodOf(kind === "weekly" ? "week" : "month", day).from - 1;
}
