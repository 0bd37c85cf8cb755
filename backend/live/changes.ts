import type { Frame, Point, Scenery, SeriesId } from "#wire/live.ts";

type Changes = Frame["changes"];

/** What goes out as it is, whole, when anything of it changed. */
const WHOLE = [
  "day",
  "simulated",
  "open",
  "overdue",
  "newestOverdue",
  "nearest",
  "board",
  "boardRest",
  "willMiss",
  "staffing",
  "sources",
] as const;

/** What of `now` differs from `was`: whole figures, whole tables, single buckets, lists as they are. Null: nothing. */
export function changesOf(was: Scenery, now: Scenery): Changes | null {
  const changes: Changes = {};
  for (const key of WHOLE) if (differs(was[key], now[key])) Object.assign(changes, { [key]: now[key] });
  const figures = changedEntries(was.figures, now.figures);
  if (figures) changes.figures = figures;
  const tables = changedEntries(was.tables, now.tables);
  if (tables) changes.tables = tables;
  const series: NonNullable<Changes["series"]> = {};
  for (const [id, points] of Object.entries(now.series) as [SeriesId, Point[]][]) {
    const known = new Map(was.series[id]?.map((point) => [point.at, point]));
    const changed = points.filter((point) => differs(known.get(point.at), point));
    if (changed.length > 0) series[id] = changed;
  }
  if (Object.keys(series).length > 0) changes.series = series;
  return Object.keys(changes).length > 0 ? changes : null;
}

function changedEntries<T>(
  was: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
): Record<string, T> | null {
  const changed = Object.entries(now).filter(([id, value]) => differs(was[id], value));
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
