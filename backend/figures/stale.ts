import type { Question } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import type { Changed } from "./changes.ts";
import type { Range } from "./cut.ts";
import type { Part } from "./parts.ts";
import type { SumRow } from "./queries.ts";
import { floorTo, STEP_MS } from "./window.ts";

/** A range that was read in one turn. */
export interface Piece extends Range {
  part: Omit<Part, "metrics">;
  rows: SumRow[];
  ms: number;
}

export interface Stale extends Range {
  piece: Piece;
}

/** What has changed, where that is known. Throws `unavailable`. */
export function knownOf(changed: Changed): NonNullable<Changed> {
  if (!changed)
    throw new Fault("unavailable", "the database broke off meanwhile; ask again", { retryAfter: 2 });
  return changed;
}

/** The ranges of pieces that have changed: whole buckets; of a total, whole pieces. */
export function staleOf(
  pieces: readonly Piece[],
  changed: NonNullable<Changed>,
  { step }: Question,
): Stale[] {
  return pieces.flatMap((piece) => {
    const { from, until, part } = piece;
    const minutes = (changed.get(part.cells) ?? []).filter((at) => at >= from && at < until);
    if (minutes.length === 0) return [];
    if (step === "total") return [{ piece, from, until }];
    const size = STEP_MS[step];
    const buckets = [...new Set(minutes.map((at) => floorTo(step, at)))].sort((a, b) => a - b);
    const ranges: Stale[] = [];
    for (const at of buckets)
      if (ranges.at(-1)?.until === at) ranges.at(-1)!.until = at + size;
      else ranges.push({ piece, from: at, until: at + size });
    return ranges;
  });
}

/** A statement of its own costs some milliseconds, however little it reads. */
export const STATEMENT_MS = 3;
export const msOf = (stale: readonly Stale[]) =>
  stale.reduce(
    (sum, { piece, from, until }) =>
      sum + STATEMENT_MS + (piece.ms * (until - from)) / (piece.until - piece.from),
    0,
  );
