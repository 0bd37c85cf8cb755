import { timeOfDay } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";

/** In bytes. A wall that has run for weeks holds less than a tenth of it; one that holds more has a leak. */
export const HEAP_LIMIT = 400 * 2 ** 20;
/** From 04:00 to 05:00 in Bangkok the fewest people look at it. */
const QUIET_FROM = 4 * HOUR;
/** Each screen reloads at its own random moment in this span, so that they are never all dark at once. */
const TURNS = 55 * MINUTE;
/** A younger page does not reload, so it happens once a night at most: it would not help. */
const YOUNG = 2 * HOUR;

/** The page's heap in bytes; null where the browser does not report it (only Chromium does). */
export function heapOf(page: Performance & { memory?: { usedJSHeapSize: number } }): number | null {
  return page.memory?.usedJSHeapSize ?? null;
}

/**
 * Is it time to reload the page, to free leaked memory?
 * @param heap in bytes, null where the browser does not report it
 * @param age of the page, in milliseconds
 * @param chance random, from 0 to 1, for each screen
 */
export function isReloadDue(
  page: { heap: number | null; age: number; chance: number },
  now: number,
): boolean {
  if (page.heap === null || page.heap <= HEAP_LIMIT || page.age < YOUNG) return false;
  const into = timeOfDay(now) - QUIET_FROM;
  return into >= page.chance * TURNS && into < HOUR;
}
