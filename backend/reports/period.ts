import { dayOf, isoDate, readDate, startOf, weekdayOf } from "#calendar/days.ts";
import { buddhistYearIn } from "#calendar/era.ts";
import type { Holidays } from "#calendar/holidays.ts";
import { type PeriodKind, periodOf } from "#calendar/periods.ts";
import { DAY } from "#calendar/units.ts";
import type { Composition, ReportKind } from "#wire/reports.ts";

/** Whole Bangkok days in epoch ms; `until` is not included. */
export interface Span {
  from: number;
  until: number;
}

/** Days of a custom period: three years, which the day cells answer at once. */
export const MOST_DAYS = 1_096;

const CALENDAR = new Map<ReportKind, PeriodKind>([
  ["daily", "day"],
  ["weekly", "week"],
  ["monthly", "month"],
]);

/**
 * The period that is asked for and the one that it is compared with: like for like, so that of days and custom periods
 * it lies whole weeks before (the same weekdays), of weeks and months it is the one before. A single day is compared with
 * one of its kind (`likeDay`). A period that had begun before the first event is compared with by nobody: its sums would
 * look like a rise since.
 * @param first the first day with events; null: there are none yet
 * @returns `usual`: what it would be compared with if no holidays were known; or a sentence where the period is refused
 */
export function periodsOf(
  { kind, from, to }: Pick<Composition, "kind" | "from" | "to">,
  now: number,
  first: number | null,
  holidays: Pick<Holidays, "isHoliday">,
): { period: Span; before: Span | null; usual: Span | null } | string {
  for (const [name, text] of Object.entries({ from, to: to ?? "" })) {
    const era = buddhistYearIn(text);
    if (era) return `${name}: ${era}`;
  }
  const day = readDate(from);
  if (day === null) return "from: must be a day, as 2026-11-21";
  const calendar = CALENDAR.get(kind);
  if (calendar && to !== undefined)
    return `to: is for a custom period; a ${kind} one is named by a day of it`;
  const last = to === undefined ? null : readDate(to);
  if (!calendar && last === null) return "to: must be the last day of the custom period, as 2026-11-21";
  const days = calendar ? periodOf(calendar, day) : { from: day, until: last! + 1 };
  if (days.from >= days.until) return "from: must not lie after to";
  const length = days.until - days.from;
  if (length > MOST_DAYS)
    return `to: a custom period has at most ${MOST_DAYS} days, not ${length}: ask for one to ${isoDate(days.from + MOST_DAYS - 1)} and for the rest by itself`;
  const period = { from: startOf(days.from), until: startOf(days.until) };
  if (period.from > now)
    return `from: the period begins on ${isoDate(days.from)}, in the future: nothing has happened yet`;
  if (first !== null && days.until <= dayOf(first))
    return `from: the period ends before the first event, which is of ${isoDate(dayOf(first))}`;
  const whole = (before: Span) => (first !== null && before.from < first ? null : before);
  const usual = whole(usualOf(kind, days));
  return { period, before: whole(beforeOf(kind, days, holidays)), usual };
}

function beforeOf(
  kind: ReportKind,
  days: { from: number; until: number },
  holidays: Pick<Holidays, "isHoliday">,
): Span {
  if (days.until - days.from > 1) return usualOf(kind, days);
  const day = likeDay(days.from, holidays);
  return { from: startOf(day), until: startOf(day + 1) };
}

function usualOf(kind: ReportKind, { from, until }: { from: number; until: number }): Span {
  if (kind === "monthly") {
    const month = periodOf("month", from - 1);
    return { from: startOf(month.from), until: startOf(month.until) };
  }
  const back = Math.ceil((until - from) / 7) * 7;
  return { from: startOf(from - back), until: startOf(until - back) };
}

/** The furthest period to compare with: beyond it, other things are not equal any more. */
const MOST_WEEKS = 8;

/**
 * The last day before that is like this one, as the forecast has it: the same weekday, and no public holiday; of a holiday
 * the holiday before, whatever its weekday, or a Sunday. Where there is none, the report says in which holidays they differ.
 */
function likeDay(day: number, { isHoliday }: Pick<Holidays, "isHoliday">): number {
  const isOff = isHoliday(day) ?? false;
  const step = isOff ? 1 : 7;
  for (let at = day - step; at >= day - MOST_WEEKS * 7; at -= step)
    if ((isHoliday(at) ?? false) === isOff) return at;
  return isOff ? day - weekdayOf(day) : day - 7;
}

/** The parts of a period that a chart has a bar for. */
export function partsOf({ from, until }: Span): { step: "hour" | "day" | "month"; parts: Span[] } {
  const days = (until - from) / DAY;
  if (days <= 1) return { step: "hour", parts: split(from, until, DAY / 24) };
  if (days <= 62) return { step: "day", parts: split(from, until, DAY) };
  const parts: Span[] = [];
  for (let at = from; at < until; at = parts.at(-1)!.until)
    parts.push({ from: at, until: Math.min(until, startOf(periodOf("month", dayOf(at)).until)) });
  return { step: "month", parts };
}

const split = (from: number, until: number, size: number): Span[] =>
  Array.from({ length: Math.round((until - from) / size) }, (_, n) => ({
    from: from + n * size,
    until: from + (n + 1) * size,
  }));
