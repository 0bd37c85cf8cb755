import { isoDate, readDate } from "#calendar/days.ts";
import { type PeriodKind, periodOf } from "#calendar/periods.ts";
import type { Asked } from "./room.svelte.ts";

/** Days of a custom period (MOST_DAYS in the backend). */
const MOST_DAYS = 1_096;
const CALENDAR = new Map<Asked["kind"], PeriodKind>([
  ["daily", "day"],
  ["weekly", "week"],
  ["monthly", "month"],
]);

/** Why there can be no report of a period, and what to ask instead: parameters of the address. */
export interface Refused {
  why: "unreadable" | "not-yet" | "from-after-to" | "too-long";
  repair: Record<string, string | null>;
}

/** Null: it can be asked for. What only the server knows it says itself. @param today as a number of days */
export function refusedOf(
  { kind, from, to }: { kind: Asked["kind"]; from: string; to: string },
  today: number,
): Refused | null {
  const [first, last] = [readDate(from), readDate(to)];
  const calendar = CALENDAR.get(kind);
  if (first === null || (!calendar && last === null))
    return { why: "unreadable", repair: { from: null, to: null } };
  const days = calendar ? periodOf(calendar, first) : { from: first, until: last! + 1 };
  if (days.from >= days.until) return { why: "from-after-to", repair: { from: to, to: from } };
  if (days.from > today) return { why: "not-yet", repair: { from: null, to: null } };
  if (days.until - days.from > MOST_DAYS)
    return { why: "too-long", repair: { from: isoDate(days.until - MOST_DAYS) } };
  return null;
}
