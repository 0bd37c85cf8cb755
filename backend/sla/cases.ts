import type { PastRange } from "#wire/sla.ts";
import type { Clock } from "../kit/clock.ts";
import { CELLS, type Cells, type Kind } from "../store/cells.ts";
import type { Run, Store } from "../store/store.ts";
import { PIECE_MS } from "../store/turns.ts";

/** What is read of each case. */
export interface Wanted {
  kind: Kind;
  /** Those that began in it. */
  range: PastRange;
  /** Names of the dimensions to slice by, as in the API. */
  by: readonly string[];
  /** A case that one of these columns counts is kept. */
  kept: readonly string[];
  /**
   * Of freezes: all that were asked for; those that were overturned, by whether they were released in time; or the same
   * since they were overturned, until they were released.
   */
  of: "asked" | "overturned" | "running";
}

/** Cases of a slice, of one piece of what was read. */
export interface Cases {
  /** The value of each dimension that is sliced by. */
  slice: ReadonlyMap<string, string>;
  /**
   * Two numbers of each case: when it began and when it was answered, in epoch ms. 0: it was not answered; below 0: it was
   * at that time, but the case was not kept.
   */
  told: ArrayLike<number>;
}

/** A row of a piece. */
interface Piece {
  /** The id to go on from; null: there are no more. */
  last: string | null;
  slice: string[] | null;
  cases: Buffer | null;
}

/** Entities that are read first; how many then, follows from how long that took. */
const FIRST_PIECE = 2_000;
const LARGEST_PIECE = 20_000;

export const countEntities = async (run: Run, kind: Kind): Promise<number> =>
  Number((await run<{ count: string }>(`count ${kind}`))[0]!.count);

/**
 * Reads all cases of a range, piece by piece, each in a turn of its own: others have the database in between. What is
 * written meanwhile may be in it or not. Yields how many entities have been looked at; then gives the cases, by slice.
 */
export async function* readCases(
  store: Store,
  clock: Clock,
  wanted: Wanted,
): AsyncGenerator<number, Cases[]> {
  const { kind, range, kept, of } = wanted;
  const { dimensions }: Cells = CELLS[kind];
  const sliced = Object.entries(dimensions).filter(([name]) => wanted.by.includes(name));
  const [names, columns] = [sliced.map(([name]) => name), sliced.map(([, column]) => column)];
  const all: (Cases & { key: string })[] = [];
  let [after, size, seen] = ["", FIRST_PIECE, 0];
  for (;;) {
    const began = clock.ticks();
    const rows = await store.run<Piece>(`cases ${kind}`, [
      ...[after, size, range.from, range.until, columns, kept],
      ...(kind === "freezes" ? [of] : []),
    ]);
    for (const { slice, cases } of rows)
      if (slice !== null && cases !== null)
        all.push({
          key: JSON.stringify(slice),
          slice: new Map(names.map((name, place) => [name, slice[place]!])),
          told: numbersOf(cases),
        });
    const last = rows[0]?.last ?? null;
    // How large the pieces were must not tell which slice comes first.
    if (last === null) return all.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
    after = last;
    seen += size;
    yield seen;
    const share = PIECE_MS / Math.max(1, clock.ticks() - began);
    size = Math.min(LARGEST_PIECE, Math.max(FIRST_PIECE / 4, Math.round(size * Math.min(2, share))));
  }
}

/** Eight bytes each, as PostgreSQL sends a `float8`. */
function numbersOf(bytes: Buffer): Float64Array {
  const numbers = new Float64Array(bytes.length / 8);
  for (let place = 0; place < numbers.length; place++) numbers[place] = bytes.readDoubleBE(8 * place);
  return numbers;
}
