import type { Annotation, TargetSlice } from "#wire/targets.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

interface SaidRow {
  from_at: string;
  until_at: string | null;
  said: string;
  slice_by: TargetSlice["by"];
  slice_of: string | null;
}
/** The content of an annotation, without its author. */
const saidOf = (row: SaidRow): Omit<Annotation, "id" | "by" | "madeAt"> => ({
  from: Number(row.from_at),
  until: row.until_at === null ? null : Number(row.until_at),
  text: row.said,
  slice: { by: row.slice_by, of: row.slice_of },
});

/** The annotations that stood at a moment, by the time that they are about. */
export async function listAnnotations(run: Run, at: number): Promise<Annotation[]> {
  const rows = await run<SaidRow & { id: number; made_by: string; made_at: string }>("listAnnotations", [
    iso(at),
  ]);
  return rows.map((row) => ({
    id: row.id,
    ...saidOf(row),
    by: row.made_by,
    madeAt: Number(row.made_at),
  }));
}

/** How many were made after a moment, also those that were ended since. */
export async function countAnnotations(run: Run, after: number): Promise<number> {
  const [row] = await run<{ count: number }>("countAnnotations", [iso(after)]);
  return row!.count;
}

/** Undefined: there is no such annotation. */
export const sliceOfAnnotation = (run: Run, id: number) => run<TargetSlice>("sliceOfAnnotation", [id]);

/** Returns its id. */
export async function addAnnotation(run: Run, made: Omit<Annotation, "id">): Promise<number> {
  const { from, until, text, slice, by, madeAt } = made;
  const [row] = await run<{ id: number }>("addAnnotation", [
    ...[iso(from), until === null ? null : iso(until), text, slice.by, slice.of, by, iso(madeAt)],
  ]);
  return row!.id;
}

/** Ends an annotation and returns its content; null: there is none, or it was ended before. */
export async function endAnnotation(run: Run, id: number, at: number, by: string) {
  const [row] = await run<SaidRow>("endAnnotation", [id, iso(at), by]);
  return row ? saidOf(row) : null;
}

/** Restores an ended annotation and returns its content; null: there is none. */
export async function restoreAnnotation(run: Run, id: number) {
  const [row] = await run<SaidRow>("restoreAnnotation", [id]);
  return row ? saidOf(row) : null;
}
