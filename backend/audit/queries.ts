import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { AuditRow, Link } from "./chain.ts";
import type { Actor, Entry } from "./entry.ts";

export async function appendAudit(run: Run, entry: Entry, at: number, canonical: string): Promise<void> {
  const { by, deed, of, before, after, address } = entry;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  await run("appendAudit", [
    ...[canonical, new Date(at).toISOString(), by.kind, by.id, by.name, deed, of.kind, of.id],
    ...[json(before), json(after), address],
  ]);
}

export async function readHead(run: Run): Promise<Link> {
  const [row] = await run<{ place: string; hash: string }>("auditHead");
  return { place: Number(row!.place), hash: row!.hash };
}

interface Row {
  place: string;
  at: string;
  by_kind: Actor["kind"];
  by_id: string | null;
  by_name: string;
  deed: string;
  of_kind: string;
  of_id: string;
  before: unknown;
  after: unknown;
  address: string | null;
  hash: string;
}

const auditRow = (row: Row): AuditRow => ({
  place: Number(row.place),
  at: Number(row.at),
  by: { kind: row.by_kind, id: row.by_id, name: row.by_name },
  deed: row.deed,
  of: { kind: row.of_kind, id: row.of_id },
  before: row.before,
  after: row.after,
  address: row.address,
  hash: row.hash,
});

/** The next rows of the chain after a place, at most `most`. */
export async function listAfter(run: Run, place: number, most: number): Promise<AuditRow[]> {
  return (await run<Row>("auditAfter", [place, most])).map(auditRow);
}

/** What is asked for; null: any. Times are epoch milliseconds, `until` is not included. */
export interface Filter {
  /** The name of who did it. */
  who: string | null;
  /** A deed, or the first part of some: `screen` for `screen.removed`. */
  deed: string | null;
  kind: string | null;
  id: string | null;
  from: number | null;
  until: number | null;
}

/** Rows before a place, the newest first, at most `most`. */
export async function listAudit(run: Run, filter: Filter, before: number, most: number): Promise<AuditRow[]> {
  const { who, deed, kind, id, from, until } = filter;
  return (await run<Row>("listAudit", [before, who, deed, kind, id, iso(from), iso(until), most])).map(
    auditRow,
  );
}
