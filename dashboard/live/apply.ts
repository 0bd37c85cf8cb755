import { MINUTE } from "#calendar/units.ts";
import type { Beat, Frame, Point, Scenery } from "#wire/live.ts";

/**
 * The scenery after a frame. Frames are absolute, so applying one twice gives the same scenery;
 * what a frame does not touch keeps its identity, so nothing that shows it is computed again.
 * @param minutes that the scene's charts reach back
 */
export function applyFrame(scenery: Scenery, changes: Frame["changes"], minutes: number): Scenery {
  const { figures, series, tables, ...rest } = changes;
  const next = { ...scenery, ...rest };
  if (figures) next.figures = { ...scenery.figures, ...figures };
  if (tables) next.tables = { ...scenery.tables, ...tables };
  if (series) {
    next.series = { ...scenery.series };
    for (const [id, points] of Object.entries(series) as [keyof Scenery["series"], Point[]][]) {
      next.series[id] = slide(scenery.series[id] ?? [], points, minutes);
    }
  }
  return next;
}

/**
 * A window of the newest minutes, whichever of `had` and `came` has the newest one; `came`
 * wins. A minute of which neither knows anything is a gap, never a zero and never a shorter chart.
 */
export function slide(had: readonly Point[], came: readonly Point[], minutes: number): Point[] {
  const known = new Map<number, Point>();
  for (const point of had) known.set(point.at, point);
  for (const point of came) known.set(point.at, point);
  if (known.size === 0) return [];
  const last = Math.max(...known.keys());
  return Array.from({ length: minutes }, (_, index) => {
    const at = last - (minutes - 1 - index) * MINUTE;
    return known.get(at) ?? { at, value: null, state: "no-data" };
  });
}

/** The scenery after a beat: only the sources' ages can have moved. */
export function applyBeat(scenery: Scenery, beat: Beat): Scenery {
  const told = new Map(beat.sources.map((source) => [source.name, source]));
  const sources = scenery.sources.map((lamp) => {
    const news = told.get(lamp.name);
    return news ? { ...lamp, ...news } : lamp;
  });
  return { ...scenery, sources };
}
