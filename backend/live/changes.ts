import type { Frame, Scenery } from "#wire/live.ts";

type Changes = Frame["changes"];

/** What of `now` differs from `was`: whole figures, single buckets, lists as they are. Null: nothing. */
export function changesOf(was: Scenery, now: Scenery): Changes | null {
  const changes: Changes = {};
  for (const key of ["day", "simulated", "open", "overdue", "nearest", "sources"] as const)
    if (differs(was[key], now[key])) Object.assign(changes, { [key]: now[key] });
  const figures = changedEntries(was.figures, now.figures);
  if (figures) changes.figures = figures;
  const series: NonNullable<Changes["series"]> = {};
  for (const [id, points] of Object.entries(now.series) as [
    keyof Scenery["series"],
    Scenery["series"]["calls.offered"],
  ][]) {
    const known = new Map(was.series[id]?.map((point) => [point.at, point]));
    const changed = points.filter((point) => differs(known.get(point.at), point));
    if (changed.length > 0) series[id] = changed;
  }
  if (Object.keys(series).length > 0) changes.series = series;
  return Object.keys(changes).length > 0 ? changes : null;
}

function changedEntries<T>(was: Record<string, T>, now: Record<string, T>): Record<string, T> | null {
  const changed = Object.entries(now).filter(([id, value]) => differs(was[id], value));
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
