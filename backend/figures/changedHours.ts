import { startOfHour } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { Range } from "./cut.ts";
import { floorTo, STEP_MS } from "./window.ts";

/**
 * The hours of a kind whose stored cells may not say what was known at a moment, in order (epoch ms): those that were
 * changed after it, and those that are known to be wrong. Null: any may.
 */
export type ChangedHours = readonly number[] | null;

/** All hours that events may be told of. */
export const EVER: Range = { from: 0, until: Date.parse("9999-01-01T00:00:00Z") };

/** @param asOf the moment */
export async function readChangedHours(
  run: Run,
  kind: Kind,
  { from, until }: Range,
  asOf: number,
): Promise<ChangedHours> {
  const range = [iso(startOfHour(from)), iso(until)];
  const [row] = await run<{ all: boolean; hours: string[] }>("listChangedHours", [kind, ...range, iso(asOf)]);
  return row!.all ? null : row!.hours.map(Number);
}

/** What is in either, in order. */
export const bothOf = (one: ChangedHours, other: ChangedHours): ChangedHours =>
  one && other && [...new Set([...one, ...other])].sort((a, b) => a - b);

/** A part of a range, all of which has changed or has not. */
export interface Stretch extends Range {
  isChanged: boolean;
}

/**
 * To count an hour again takes 4 to 12 ms, a statement that does 20 to 90 more: it passes by all that was told later (16 days
 * of a simulated centre of real size). So long a stretch that has not changed is counted again with what lies on both sides.
 */
const SHORT_MS = 12 * HOUR;

/**
 * Cuts a range where hours that have changed begin and end.
 * @param unit a whole bucket of it has changed when one of its hours has
 */
export function stretchesOf(
  { from, until }: Range,
  changed: ChangedHours,
  unit: "hour" | "day" = "hour",
): Stretch[] {
  if (changed === null) return [{ from, until, isChanged: true }];
  const stretches: Stretch[] = [];
  let at = from;
  for (const hour of changed) {
    const begin = floorTo(unit, hour);
    const end = Math.min(until, begin + STEP_MS[unit]);
    if (end <= at || begin >= until) continue;
    const last = stretches.at(-1);
    if (last && begin - at <= SHORT_MS) last.until = end;
    else {
      if (begin > at) stretches.push({ from: at, until: begin, isChanged: false });
      stretches.push({ from: Math.max(at, begin), until: end, isChanged: true });
    }
    at = end;
  }
  if (at < until) stretches.push({ from: at, until, isChanged: false });
  return stretches;
}

/** The share of a Bangkok day's hours that have changed. */
export function shareOf(changed: ChangedHours): (day: number) => number {
  if (changed === null) return () => 1;
  const hours = new Map<number, number>();
  for (const hour of changed) {
    const day = floorTo("day", hour);
    hours.set(day, (hours.get(day) ?? 0) + HOUR);
  }
  return (day) => (hours.get(day) ?? 0) / DAY;
}
