import { DAY, HOUR, SECOND } from "#calendar/units.ts";

/** Both readings of the clock in the same instant. */
export interface Look {
  now: number;
  ticks: number;
}

/**
 * A step is more than this: time services slew what is less (ntpd up to 0.128 s, chrony by at most 0.1 s a second),
 * and a leap second is one. The dashboard's clock follows the server's at once from the same difference on
 * (dashboard/live/servertime.ts).
 */
export const STEP_MS = 2 * SECOND;

/** How far the clock was set between two looks, in milliseconds; 0: it was not. */
export function stepOf(before: Look, after: Look): number {
  const by = after.now - before.now - (after.ticks - before.ticks);
  return Math.abs(by) > STEP_MS ? Math.round(by) : 0;
}

/**
 * For how long a step is shown, in milliseconds. An hour: by then every freeze that was open has kept or missed its
 * own. After a step back until moments of recording are no longer ahead, but a day at most: nobody reads it longer.
 */
export function shownFor(byMs: number): number {
  return Math.max(HOUR, Math.min(-byMs, DAY));
}

/**
 * The latest time that it can be: by the clock, or by the clock as it was before it was set back. A source whose clock
 * is right must not be refused because this one is wrong. A step of over a day corrects a clock that never was right.
 * @param before the last look before the first step that is still shown; null: there is none
 */
export function latestOf({ now, ticks }: Look, before: Look | null): number {
  const unset = before === null ? now : before.now + ticks - before.ticks;
  return unset - now > DAY ? now : Math.max(now, unset);
}
