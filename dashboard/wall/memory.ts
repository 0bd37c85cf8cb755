import { timeOfDay } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";

/** Bytes. A wall that has run for weeks holds less than a tenth: what holds more is losing memory and would die of it. */
export const HEAP_LIMIT = 400 * 2 ** 20;
/** From four to five in the morning, in Bangkok, the fewest look at it. */
const QUIET_FROM = 4 * HOUR;
/** Each screen has a moment of its own in these, so that never all are dark at once; in the rest each has had it. */
const TURNS = 55 * MINUTE;
/** So it happens once a night at most: if a young page is full, loading it anew does not help. */
const YOUNG = 2 * HOUR;

/** What the page holds now, in bytes; null: only Chromium says so. */
export function heapOf(page: Performance & { memory?: { usedJSHeapSize: number } }): number | null {
  return page.memory?.usedJSHeapSize ?? null;
}

/**
 * Is it time to load the page anew, to give back what its memory has lost?
 * @param heap in bytes, null where the browser does not say
 * @param age of the page, in milliseconds
 * @param chance from 0 to 1, another one for each screen
 */
export function isReloadDue(
  page: { heap: number | null; age: number; chance: number },
  now: number,
): boolean {
  if (page.heap === null || page.heap <= HEAP_LIMIT || page.age < YOUNG) return false;
  const into = timeOfDay(now) - QUIET_FROM;
  return into >= page.chance * TURNS && into < HOUR;
}
