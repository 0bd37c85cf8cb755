import { createHash } from "node:crypto";
import type { Entry } from "./entry.ts";

/** A row of the audit. */
export interface AuditRow extends Entry {
  /** 1 for the first one, without a gap. */
  place: number;
  /** Epoch milliseconds. */
  at: number;
  before: unknown;
  after: unknown;
  /** SHA-256, in hex. */
  hash: string;
}

/** A place in the chain with its hash in hex. */
export interface Link {
  place: number;
  hash: string;
}

/** What the first row is chained to. */
export const START: Link = { place: 0, hash: "00".repeat(32) };

/**
 * What a row says, as one text: JSON with the names of every object in order and without spaces (as RFC 8785, so that
 * it is the same before and after it was stored as jsonb). What is absent is null.
 */
export function canonicalOf({ by, deed, of, before, after, address }: Entry, at: number): string {
  const { kind, id, name } = by;
  return JSON.stringify(
    [at, kind, id, name, deed, of.kind, of.id, before ?? null, after ?? null, address],
    inOrder,
  );
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The hash of a row: SHA-256 of the hash before it, its place (eight bytes, the highest first) and what it says. */
export function hashOf(before: string, place: number, canonical: string): string {
  const at = Buffer.alloc(8);
  at.writeBigInt64BE(BigInt(place));
  return createHash("sha256").update(Buffer.from(before, "hex")).update(at).update(canonical).digest("hex");
}

/** Why a chain is broken, and at which place. */
export interface Break {
  place: number;
  /** `missing`: there is no row. `changed`: the row is not what was written. `replaced`: it is not the published one. */
  what: "missing" | "changed" | "replaced";
}

/**
 * Follows the chain from `last` over the next rows.
 * @param published hashes that were told elsewhere, by place
 */
export function follow(
  last: Link,
  rows: readonly AuditRow[],
  published: ReadonlyMap<number, string>,
): { last: Link; broken: Break | null } {
  for (const row of rows) {
    const place = last.place + 1;
    const breaks = (what: Break["what"]) => ({ last, broken: { place, what } });
    if (row.place !== place) return breaks("missing");
    if (row.hash !== hashOf(last.hash, place, canonicalOf(row, row.at))) return breaks("changed");
    if ((published.get(place) ?? row.hash) !== row.hash) return breaks("replaced");
    last = { place, hash: row.hash };
  }
  return { last, broken: null };
}

/** The break behind the last row: the head, or a published one, is not where the chain ends. */
export function cutAfter(last: Link, head: Link, published: ReadonlyMap<number, string>): Break | null {
  if (Math.max(head.place, ...published.keys()) > last.place)
    return { place: last.place + 1, what: "missing" };
  const isEnd = head.place === last.place && head.hash === last.hash;
  return isEnd ? null : { place: last.place, what: "replaced" };
}
