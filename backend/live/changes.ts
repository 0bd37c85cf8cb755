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

/**
 * What of `now` differs from what screens were `told`: whole figures, whole tables, single buckets, lists as they are.
 * Null: nothing. That its source has been heard again is told with what changes, and by itself only if `isHeardToo`.
 */
export function changesOf(told: Scenery, now: Scenery, isHeardToo: boolean): Changes | null {
  const differs = (a: unknown, b: unknown) => !isSame(a, b, isHeardToo);
  const changed = <T>(was: Readonly<Record<string, T>>, is: Readonly<Record<string, T>>) => {
    const entries = Object.entries(is).filter(([id, value]) => differs(was[id], value));
    return entries.length > 0 ? Object.fromEntries(entries) : null;
  };
  const changes: Changes = {};
  for (const key of WHOLE) if (differs(told[key], now[key])) Object.assign(changes, { [key]: now[key] });
  const figures = changed(told.figures, now.figures);
  if (figures) changes.figures = figures;
  const tables = changed(told.tables, now.tables);
  if (tables) changes.tables = tables;
  const series: NonNullable<Changes["series"]> = {};
  for (const [id, points] of Object.entries(now.series) as [SeriesId, Point[]][]) {
    const known = new Map(told.series[id]?.map((point) => [point.at, point]));
    const moved = points.filter((point) => differs(known.get(point.at), point));
    if (moved.length > 0) series[id] = moved;
  }
  if (Object.keys(series).length > 0) changes.series = series;
  return Object.keys(changes).length > 0 ? changes : null;
}

/** What screens have been told once they have these changes; charts begin and end as `now` does. */
export function withChanges(told: Scenery, now: Scenery, changes: Changes): Scenery {
  const figures = { ...told.figures, ...changes.figures };
  const tables = { ...told.tables, ...changes.tables };
  return { ...told, ...changes, figures, tables, series: now.series };
}

/** Of plain data. */
function isSame(a: unknown, b: unknown, isHeardToo: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [ours, theirs] = [Object.entries(a), b as Record<string, unknown>];
  if (ours.length !== Object.keys(b).length) return false;
  return ours.every(
    ([key, value]) =>
      (key === "heard" && !isHeardToo && isHeardAgain(value, theirs.heard)) ||
      isSame(value, theirs[key], isHeardToo),
  );
}

/** A source can also be heard up to less than was told: that makes what is shown older, and does not wait. */
function isHeardAgain(told: unknown, now: unknown): boolean {
  return typeof now === "number" && (typeof told !== "number" || now >= told);
}
