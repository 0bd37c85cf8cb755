import { dayOf, startOf } from "#calendar/days.ts";
import type { Holiday } from "#calendar/holidays.ts";

/**
 * The holidays of a window, and of the one so far before it, that stand beside a day that is none. Of a window that begins
 * within a day a holiday stands beside parts of two days: one of them that is none is enough.
 */
export function holidaysApart(
  { from, until }: { from: number; until: number },
  shift: number,
  holidays: readonly Holiday[],
): Holiday[] {
  const days = new Set(holidays.map(({ day }) => day));
  function isApart(day: number, window: { from: number; until: number }, by: number): boolean {
    const first = Math.max(window.from, startOf(day));
    const end = Math.min(window.until, startOf(day + 1));
    return first < end && [first, end - 1].some((at) => !days.has(dayOf(at + by)));
  }
  const before = { from: from - shift, until: until - shift };
  return holidays.filter(({ day }) => isApart(day, { from, until }, -shift) || isApart(day, before, shift));
}
