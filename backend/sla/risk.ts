import { HOUR } from "#calendar/units.ts";
import { AT_RISK_MS, WILL_MISS_MS } from "#wire/promises.ts";
import type { Deadline } from "#wire/sla.ts";

/** How a bank has kept its deadlines lately: those answered in time, of those that are decided. */
export interface Pace {
  inTime: number;
  of: number;
}

/** A freeze must be answered within the hour. */
const FREEZE_MS = HOUR;
/** A freeze of a bank that misses most of its deadlines will miss from half of its time on. Our choice. */
export const SLOW_FROM_MS = FREEZE_MS / 2;
/** So few decided ones do not make a bank slow. */
const FEWEST = 5;

const isSlow = (pace: Pace | undefined) =>
  pace !== undefined && pace.of >= FEWEST && 2 * pace.inTime < pace.of;

export const dueOf = (startedAt: number) => startedAt + FREEZE_MS;

/** What is to be said of a freeze that has no answer yet; null: nothing. The moment its time is over, it is over. */
export function riskOf(startedAt: number, now: number, pace: Pace | undefined): Deadline["why"] | null {
  const left = dueOf(startedAt) - now;
  if (left <= 0) return "deadline-over";
  if (left <= WILL_MISS_MS) return "will-miss";
  if (isSlow(pace) && now - startedAt >= SLOW_FROM_MS) return "will-miss";
  return left < AT_RISK_MS ? "at-risk" : null;
}

/** Milliseconds from the request to each moment from which something else may be said of it without an answer. */
export const TURNS_MS: readonly number[] = [
  SLOW_FROM_MS,
  FREEZE_MS - AT_RISK_MS + 1,
  FREEZE_MS - WILL_MISS_MS,
  FREEZE_MS,
];
