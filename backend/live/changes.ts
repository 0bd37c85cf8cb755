import type { Figure } from "#wire/figures.ts";
import type { Changes } from "#wire/live.ts";
import type { Bar, TableRow } from "#wire/sceneParts.ts";
import { type FigureKey, type Scenery, SENT_AS, type TableId } from "#wire/scenery.ts";

type Part = keyof typeof SENT_AS;
type Parts = Partial<Record<Part, unknown>>;
type ByKey<T> = Readonly<Record<string, T>>;
type Differs = (a: unknown, b: unknown) => boolean;

/**
 * What of `now` differs from what screens were `told`, each part as `SENT_AS` says. Null: nothing does.
 * A later `heard` is told along with other changes, and alone only if `isHeardToo`.
 */
export function changesOf<S extends Scenery>(told: S, now: S, isHeardToo: boolean): Changes | null {
  const differs: Differs = (a, b) => !isSame(a, b, isHeardToo);
  const changes: Parts = {};
  for (const part of Object.keys(now) as Part[]) {
    const changed = CHANGED[SENT_AS[part]]((told as Parts)[part], (now as Parts)[part], differs);
    if (changed !== undefined) changes[part] = changed;
  }
  return Object.keys(changes).length > 0 ? (changes as Changes) : null;
}

/** What to send of a part; undefined: nothing. */
const CHANGED: Record<(typeof SENT_AS)[Part], (was: unknown, is: unknown, differs: Differs) => unknown> = {
  whole: (was, is, differs) => (differs(was, is) ? is : undefined),
  "by key": (was, is, differs) =>
    changedKeys(was as ByKey<unknown>, is as ByKey<unknown>, (had, has) =>
      differs(had, has) ? has : undefined,
    ),
  "by bar": (was, is, differs) =>
    changedKeys(was as ByKey<Bar[]>, is as ByKey<Bar[]>, (had = [], has) => {
      const known = new Map(had.map((bar) => [bar.at, bar]));
      const bars = has.filter((bar) => differs(known.get(bar.at), bar));
      return bars.length > 0 ? bars : undefined;
    }),
  "by row": (was, is, differs) =>
    changedKeys(was as ByKey<TableRow[]>, is as ByKey<TableRow[]>, (had = [], has) => {
      const known = new Map(had.map((row) => [row.code, row]));
      const rows = has.filter((row) => differs(known.get(row.code), row));
      const codes = new Set(has.map(({ code }) => code));
      const gone = had.map(({ code }) => code).filter((code) => !codes.has(code));
      return rows.length + gone.length > 0 ? { rows, gone } : undefined;
    }),
};

/** The keys whose value changed; null for a key that is gone. Undefined: none did. */
function changedKeys<T>(was: ByKey<T>, is: ByKey<T>, changed: (was: T | undefined, is: T) => unknown) {
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(is)) {
    const change = changed(was[key], value);
    if (change !== undefined) changes[key] = change;
  }
  for (const key of Object.keys(was)) if (!(key in is)) changes[key] = null;
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** What screens have been told once they have these changes: all else stays as it was told. */
export function withChanges<S extends Scenery>(told: S, now: S, changes: Changes): S {
  const figures = Object.fromEntries(
    (Object.entries(now.figures) as [FigureKey, Figure][]).map(([key, figure]) => [
      key,
      key in (changes.figures ?? {}) ? figure : told.figures[key],
    ]),
  );
  const next: Parts = { ...told, ...changes, figures, verdicts: now.verdicts };
  // Charts begin and end as `now` does.
  if ("series" in now) next.series = now.series;
  if ("paces" in now) next.paces = now.paces;
  if ("trends" in now) next.trends = now.trends;
  if ("objectives" in now) next.objectives = now.objectives;
  if ("tables" in now) {
    const had = (told as Parts).tables as ByKey<TableRow[]>;
    next.tables = Object.fromEntries(
      (Object.entries(now.tables) as [TableId, TableRow[]][]).map(([id, rows]) => {
        const known = new Map(had[id]?.map((row) => [row.code, row]));
        const changed = new Set(changes.tables?.[id]?.rows);
        return [id, rows.map((row) => (changed.has(row) ? row : known.get(row.code)))];
      }),
    );
  }
  return next as S;
}

/** Of plain data. */
function isSame(a: unknown, b: unknown, isHeardToo: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [ours, theirs] = [Object.entries(a), b as Record<string, unknown>];
  if (ours.length !== Object.keys(b).length) return false;
  return ours.every(
    ([key, value]) =>
      (key === "heard" && !isHeardToo && isLater(value, theirs.heard)) ||
      isSame(value, theirs[key], isHeardToo),
  );
}

/** An earlier `heard` makes the figure older than was told: that is told at once. */
function isLater(told: unknown, now: unknown): boolean {
  return typeof now === "number" && (typeof told !== "number" || now >= told);
}
