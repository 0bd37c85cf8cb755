import { dayOf, startOf, startOfMinute } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import { MINUTE, WEEK } from "#calendar/units.ts";
import type { Objective } from "#wire/sla.ts";

/** A range of moments in epoch milliseconds: `from` inclusive, `until` exclusive, both whole minutes. */
export interface Range {
  from: number;
  until: number;
}

/** The window of an objective that a moment lies in; a rolling one ends with the last whole minute. */
export function windowOf(window: Objective["window"], at: number): Range {
  if (window.kind === "rolling") {
    const until = startOfMinute(at);
    return { from: until - window.minutes * MINUTE, until };
  }
  const { from, until } = periodOf(window.kind, dayOf(at));
  return { from: startOf(from), until: startOf(until) };
}

/** Its length, as far as a share of its budget is concerned; a month has 30 days. */
export function minutesOf(window: Objective["window"]): number {
  const days = { day: 1, week: 7, month: 30 };
  return window.kind === "rolling" ? window.minutes : days[window.kind] * 1_440;
}

/** What came in the rest of the same weekdays a week ago is what is expected of the rest. Null: it is not known. */
export function lastRest(window: Objective["window"], { until }: Range, at: number): Range | null {
  if (window.kind !== "day" && window.kind !== "week") return null;
  const from = startOfMinute(at);
  return from < until ? { from: from - WEEK, until: until - WEEK } : null;
}

/** Ranges in order that touch or overlap nowhere, and cover the same. */
export function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && range.from <= last.until) last.until = Math.max(last.until, range.until);
    else all.push({ ...range });
  }
  return all;
}

/** What lies inside one range. */
export const clipped = (ranges: readonly Range[], { from, until }: Range): Range[] =>
  ranges
    .map((range) => ({ from: Math.max(range.from, from), until: Math.min(range.until, until) }))
    .filter((range) => range.from < range.until);

/** What of `ranges` lies in none of `others`; both joined. */
export function without(ranges: readonly Range[], others: readonly Range[]): Range[] {
  return ranges.flatMap((range) => {
    const rest: Range[] = [];
    let { from } = range;
    for (const other of others) {
      if (other.until <= from || other.from >= range.until) continue;
      if (other.from > from) rest.push({ from, until: other.from });
      from = other.until;
    }
    return from < range.until ? [...rest, { from, until: range.until }] : rest;
  });
}
