import { startOfDay, startOfHour, startOfMinute } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";

/** Bucket length by step, in ms. Days are Bangkok days. */
export const STEP_MS = { minute: MINUTE, hour: HOUR, day: DAY } as const;

const START = { minute: startOfMinute, hour: startOfHour, day: startOfDay } as const;

/** The start of the bucket that contains a moment. */
export const floorTo = (step: keyof typeof STEP_MS, at: number): number => START[step](at);

/** A range of stored cells of one tier (its length in seconds). */
export interface Piece {
  tier: number;
  since: number;
  until: number;
}

/** The fewest cells that cover [from, until), both whole minutes: days, with hours and minutes at the edges. */
export function cover(from: number, until: number, step: keyof typeof STEP_MS = "day"): Piece[] {
  if (from >= until) return [];
  const size = STEP_MS[step];
  if (step === "minute") return [{ tier: MINUTE / SECOND, since: from, until }];
  const finer = step === "day" ? "hour" : "minute";
  const floor = floorTo(step, from);
  const first = floor === from ? from : floor + size;
  const last = floorTo(step, until);
  if (first >= last) return cover(from, until, finer);
  return [
    ...cover(from, first, finer),
    { tier: size / SECOND, since: first, until: last },
    ...cover(last, until, finer),
  ];
}
