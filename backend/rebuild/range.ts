import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import { dayOf, isoDate, startOf, startOfDay } from "../calendar/days.ts";
import { DAY } from "../calendar/units.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import { readEventsSince } from "./queries.ts";

/** 2026-11-01: the Bangkok day that a moment lies in. */
export const dayText = (at: number) => isoDate(dayOf(at));
/** The first Bangkok day that begins at a moment or later. */
export const ceilDay = (at: number) => startOf(dayOf(at - 1) + 1);

/** The first and the last day, both starts of Bangkok days (epoch ms), the last exclusive; null: all that there is. */
export interface Asked {
  since: number | null;
  until: number | null;
}

/** An event may lie ahead by the tolerance, and its cohort time after it by the same. */
const AHEAD = 2 * CLOCK_TOLERANCE_MS;

/**
 * The days of those asked for that have all their raw events. Throws `configuration` with a sentence when there is none;
 * `onNote` is told when events of some have been dropped.
 */
export async function daysThere(
  run: Run,
  asked: Asked,
  now: number,
  onNote: (sentence: string) => void,
): Promise<{ since: number; until: number }> {
  const { since: first, dropped } = await readEventsSince(run);
  if (first === null)
    throw new Fault("configuration", "there are no raw events: cells cannot be worked out from them");
  // A day is left out when some of its raw events have been dropped.
  const whole = dropped === null ? startOfDay(first) : Math.max(ceilDay(dropped), startOfDay(first));
  const until = Math.min(asked.until ?? Number.POSITIVE_INFINITY, startOfDay(now + AHEAD) + DAY);
  const since = Math.max(asked.since ?? whole, whole);
  if (since >= until)
    throw new Fault(
      "configuration",
      `nothing of that range can be worked out: raw events are there from ${dayText(whole)} to ${dayText(now)}; the cells of other days stay as they are`,
    );
  if (dropped !== null && (asked.since ?? first) <= dropped)
    onNote(`raw events before ${dayText(whole)} have been dropped: the cells of those days stay as they are`);
  return { since, until };
}
