import type { Annotation, TargetSlice } from "#wire/targets.ts";
import type { Run } from "../store/store.ts";

const iso = (at: number) => new Date(at).toISOString();

interface SaidRow {
  from_at: string;
  until_at: string | null;
  said: string;
  slice_by: TargetSlice["by"];
  slice_of: string | null;
}
/** What it says, without who made it. */
const saidOf = (row: SaidRow): Omit<Annotation, "id" | "by" | "madeAt"> => ({
  from: Number(row.from_at),
  until: row.until_at === null ? null : Number(row.until_at),
  text: row.said,
  slice: { by: row.slice_by, of: row.slice_of },
});

/** Those that stood at a moment, in the order of what they speak of. */
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

/** Nothing: there is none. */
export const sliceOfAnnotation = (run: Run, id: number) => run<TargetSlice>("sliceOfAnnotation", [id]);

/** Its id. */
export async function addAnnotation(run: Run, made: Omit<Annotation, "id">): Promise<number> {
  const { from, until, text, slice, by, madeAt } = made;
  const [row] = await run<{ id: number }>("addAnnotation", [
    ...[iso(from), until === null ? null : iso(until), text, slice.by, slice.of, by, iso(madeAt)],
  ]);
  return row!.id;
}

/** What it said; null: there is none, or it was ended before. */
export async function endAnnotation(run: Run, id: number, at: number, by: string) {
  const [row] = await run<SaidRow>("endAnnotation", [id, iso(at), by]);
  return row ? saidOf(row) : null;
}

/** What it says again; null: there is none that was ended. */
export async function restoreAnnotation(run: Run, id: number) {
  const [row] = await run<SaidRow>("restoreAnnotation", [id]);
  return row ? saidOf(row) : null;
}
