import { MINUTE } from "#calendar/units.ts";
import type { Beat, Changes } from "#wire/live.ts";
import { BAR_MINUTES, type Bar, type TableRow } from "#wire/sceneParts.ts";
import { type Scenery, SENT_AS } from "#wire/scenery.ts";

type Part = keyof typeof SENT_AS;
type ByKey<T> = Readonly<Record<string, T>>;

/**
 * The scenery after a frame. Frames are absolute, so applying one twice gives the same scenery;
 * what a frame does not touch keeps its identity, so its readers are not computed again.
 * @param bars how many the scene's charts have
 */
export function applyFrame<S extends Scenery>(scenery: S, changes: Changes, bars: number): S {
  const next = { ...scenery } as Record<string, unknown>;
  for (const [part, change] of Object.entries(changes) as [Part, unknown][])
    next[part] = APPLIED[SENT_AS[part]](next[part], change, bars);
  return next as S;
}

const APPLIED: Record<(typeof SENT_AS)[Part], (had: unknown, change: unknown, bars: number) => unknown> = {
  whole: (_, change) => change,
  "by key": (had, change) => withKeys(had as ByKey<unknown>, change as ByKey<unknown>, (_, value) => value),
  "by bar": (had, change, bars) =>
    withKeys(had as ByKey<Bar[]>, change as ByKey<Bar[]>, (known = [], came) => slide(known, came, bars)),
  "by row": (had, change) =>
    withKeys(had as ByKey<TableRow[]>, change as ByKey<TableChange>, (rows = [], came) =>
      withRows(rows, came),
    ),
};

/** A null change removes the key: no old value may stay. */
function withKeys<T, C>(
  had: ByKey<T> | undefined,
  changes: ByKey<C | null>,
  apply: (had: T | undefined, change: C) => T | C,
): Record<string, T | C> {
  const next: Record<string, T | C> = { ...had };
  for (const [key, change] of Object.entries(changes)) {
    if (change === null) delete next[key];
    else next[key] = apply(had?.[key], change);
  }
  return next;
}

interface TableChange {
  rows: TableRow[];
  gone: string[];
}

function withRows(had: readonly TableRow[], { rows, gone }: TableChange): TableRow[] {
  const known = new Map(had.map((row) => [row.code, row]));
  for (const code of gone) known.delete(code);
  for (const row of rows) known.set(row.code, row);
  return [...known.values()].sort((a, b) => a.order - b.order);
}

/**
 * The window of the newest bars of `had` and `came`; `came` wins. A bar that neither has is a gap, never a zero and
 * never a shorter chart.
 */
export function slide(had: readonly Bar[], came: readonly Bar[], bars: number): Bar[] {
  const known = new Map<number, Bar>();
  for (const bar of had) known.set(bar.at, bar);
  for (const bar of came) known.set(bar.at, bar);
  if (known.size === 0) return [];
  const last = Math.max(...known.keys());
  return Array.from({ length: bars }, (_, index) => {
    const at = last - (bars - 1 - index) * BAR_MINUTES * MINUTE;
    return known.get(at) ?? { at, value: null, state: "no-data" };
  });
}

/** The scenery after a beat: only the sources' ages can have moved. */
export function applyBeat<S extends Scenery>(scenery: S, beat: Beat): S {
  const told = new Map(beat.sources.map((source) => [source.name, source]));
  const sources = scenery.sources.map((lamp) => {
    const news = told.get(lamp.name);
    return news ? { ...lamp, ...news } : lamp;
  });
  return { ...scenery, sources };
}
