import type { Store } from "../store/store.ts";
import { type Break, cutAfter, follow, START } from "./chain.ts";
import { listAfter, readHead } from "./queries.ts";

/** Rows that are read at once: some megabytes. */
const PIECE = 2_000;

export interface Proof {
  rows: number;
  /** The hash of the last row that is right, in hex. */
  hash: string;
  /** Null: the chain is whole. */
  broken: Break | null;
}

/**
 * Follows the whole chain, in pieces that are all read from one snapshot.
 * @param published hashes that were told elsewhere, by place
 */
export function proveAudit(store: Store, published: ReadonlyMap<number, string>): Promise<Proof> {
  return store.read(async (run) => {
    const head = await readHead(run);
    let last = START;
    for (;;) {
      const rows = await listAfter(run, last.place, PIECE);
      const followed = follow(last, rows, published);
      last = followed.last;
      const broken = followed.broken ?? (rows.length < PIECE ? cutAfter(last, head, published) : null);
      if (broken || rows.length < PIECE) return { rows: last.place, hash: last.hash, broken };
    }
  });
}
