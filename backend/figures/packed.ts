import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Slice } from "#wire/figures.ts";
import type { Range } from "./cut.ts";
import type { SumRow } from "./queries.ts";
import type { Piece } from "./stale.ts";

/** Rows that are unpacked at once: nothing else runs for 2 to 5 ms. */
const ROWS_AT_ONCE = 250;

/** A piece whose rows wait to be written: of each, some 20 bytes are held, where a kilobyte is to work with. */
export interface PackedPiece extends Piece {
  /** Those of its rows. */
  readonly slices: ReadonlySet<Slice>;
  /** It in ranges of few rows, in order. */
  readonly ranges: readonly (Range & { rows(): SumRow[] })[];
}

/** @param known the slices of all pieces, by their JSON: each is held once */
export function packed({ part, from, until, ms, rows }: Piece, known: Map<string, Slice>): PackedPiece {
  const pack = (all: readonly SumRow[]) => {
    const slices = new Set<Slice>();
    for (const { slice } of all) {
      const key = JSON.stringify(slice);
      if (!known.has(key)) known.set(key, slice);
      slices.add(known.get(key)!);
    }
    return { slices, ranges: cutUp(all, { from, until }) };
  };
  let held = pack(rows);
  return {
    ...{ part, from, until, ms },
    get rows() {
      return held.ranges.flatMap((range) => range.rows());
    },
    set rows(all) {
      held = pack(all);
    },
    get slices() {
      return held.slices;
    },
    get ranges() {
      return held.ranges;
    },
  };
}

/** A bucket is never cut. */
function cutUp(rows: readonly SumRow[], { from, until }: Range): PackedPiece["ranges"] {
  const sorted = [...rows].sort((a, b) => a.at - b.at);
  const ranges: (Range & { rows(): SumRow[] })[] = [];
  let first = 0;
  let start = from;
  const end = (at: number, next: number) => {
    const bytes = bytesOf(sorted.slice(first, at));
    ranges.push({ from: start, until: next, rows: () => rowsOf(bytes) });
    [first, start] = [at, next];
  };
  for (let at = 1; at < sorted.length; at++) {
    const { at: next } = sorted[at]!;
    if (at - first >= ROWS_AT_ONCE && next !== sorted[at - 1]!.at) end(at, next);
  }
  end(sorted.length, until);
  return ranges;
}

type Line = [at: number, Slice, sums: Record<string, string>, times: Record<string, number[]>];

function bytesOf(rows: readonly SumRow[]): Buffer {
  const lines = rows.map(
    ({ at, slice, sums, times }): Line => [
      at,
      slice,
      mapped(sums, String),
      mapped(times, (pairs) => [...pairs]),
    ],
  );
  return deflateRawSync(JSON.stringify(lines), { level: 1 });
}

function rowsOf(bytes: Buffer): SumRow[] {
  const lines = JSON.parse(inflateRawSync(bytes).toString()) as Line[];
  return lines.map(([at, slice, sums, times]) => ({
    at,
    slice,
    sums: mapped(sums, BigInt),
    times: mapped(times, (pairs) => Uint32Array.from(pairs)),
  }));
}

const mapped = <From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
