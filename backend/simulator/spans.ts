import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import { CASE_DAYS } from "./cases.ts";
import type { Plan } from "./telling.ts";
import type { Span } from "./timeline.ts";

/** The part of the centre's past that has been sent; epoch ms. */
export interface History {
  /** The war room does not know cases that began before this, so no events of them are sent. */
  began: number;
  from: number;
  to: number;
}

/** The given number of whole days and today; or what is missing since a moment, with late events of earlier cases. */
export function historyUntil(now: number, wanted: { days: number } | { since: number }): History {
  if ("days" in wanted) {
    const from = startOf(dayOf(now) - wanted.days);
    return { began: from, from, to: now };
  }
  const from = Math.min(wanted.since, now);
  return { began: startOf(dayOf(from) - CASE_DAYS), from, to: now };
}

/** In history the lines are sampled once a minute. */
export function spanOf({ began, from }: History): Span {
  return { cohorts: { from: began, to: Infinity }, from, sampleMs: MINUTE };
}

export interface Part {
  plan: Plan;
  span: Span;
}

/**
 * What to simulate after a history: its open calls and cases continue. At a speed other than 1, what begins from
 * `start` on belongs to a larger centre.
 */
export function partsAfter(history: History, plan: Plan, speed: number, start: number): Part[] {
  const began = Math.max(history.began, startOf(dayOf(history.to)) - CASE_DAYS * DAY);
  const part = (size: number, cohorts: Span["cohorts"], from: number): Part => ({
    plan: { ...plan, size },
    span: { cohorts, from, sampleMs: 5 * SECOND },
  });
  if (speed === 1) return [part(1, { from: began, to: Infinity }, history.to)];
  return [part(1, { from: began, to: start }, history.to), part(speed, { from: start, to: Infinity }, start)];
}
