import { dayOf, startOf } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import { HOUR } from "#calendar/units.ts";
import type { Quota, QuotaReason } from "#wire/alerts.ts";
import type { Judgement } from "#wire/sla.ts";

/** Asked once an hour: with three answers missing it is not known any more how much is left. */
const FRESH_MS = 3 * HOUR;
/** Used up so far it is told at any pace. */
const LOW = { bad: 80, between: 70 };
/** Less of it says nothing of the month's pace: a busy first day is no month. */
const LEAST = 20;

/**
 * How much of the month's messages is left, and whether it lasts until the month's end by Bangkok's calendar, if it is
 * used up as fast as until now. What was answered last month, or long ago, says nothing of now.
 * @param now epoch milliseconds
 */
export function judgeQuota(
  { readAt, used, most }: Quota,
  now: number,
): { kind: Exclude<Judgement, "few">; why: QuotaReason; runsOutAt: number | null } {
  const month = periodOf("month", dayOf(now));
  const [from, until] = [startOf(month.from), startOf(month.until)];
  if (readAt === null || readAt < from || now - readAt > FRESH_MS)
    return { kind: "no-data", why: "quota-unknown", runsOutAt: null };
  const is = <Kind extends "good" | "between" | "bad">(
    kind: Kind,
    why: QuotaReason,
    runsOutAt: number | null = null,
  ) => ({ kind, why, runsOutAt });
  if (most === null) return is("good", "well");
  if (used >= most) return is("bad", "quota-over");
  // With none used it never runs out.
  const runsOutAt = from + ((readAt - from) * most) / used;
  const percent = (100 * used) / most;
  const isPaced = percent >= LEAST;
  if (isPaced && runsOutAt < until) return is("bad", "quota-fast", Math.round(runsOutAt));
  if (percent >= LOW.bad) return is("bad", "quota-low");
  // A tenth more than the month has, so that it does not come and go.
  const isClose = isPaced && runsOutAt < until + (until - from) / 10;
  return is(percent >= LOW.between || isClose ? "between" : "good", "well");
}
