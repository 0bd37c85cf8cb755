import type { Scope } from "#wire/access.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";

/** The source whose key a request has. Null banks or agencies: any. */
export interface Sender {
  /** 0: a key for reading, which is of no source. */
  id: number;
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
  /** The agencies whose reports it may send. */
  agencies: ReadonlySet<string> | null;
  /** Null: what every source may send. */
  eventsPerMinute: number | null;
  /** It may send an account number in place of a token. */
  accountNumbers: boolean;
}

/** Whoever comes with a key, and what for: to send as a source, to read within the scope, or both. */
export interface KeyVisit {
  kind: "key";
  sender: Sender;
  scope: Scope;
  mayRead: boolean;
  maySend: boolean;
}

/** What is known of a key; times in epoch ms. */
interface State {
  madeAt: number;
  madeBy: string;
  /** Null: not by itself. */
  endsAt: number | null;
  /** To the minute; null: never. */
  usedAt: number | null;
  revokedAt: number | null;
}
export interface KeyState extends State {
  /** Its number among the keys of its source, from 1. */
  number: number;
}
export interface ReadingKey extends State {
  name: string;
  scope: { banks: string[] | null; provinces: string[] | null; agencies: string[] | null };
}

const setOf = (list: string[] | null) => list && new Set(list);

/** The keys that are neither revoked nor over: their ids by their hashes, in base64. */
export async function listHashes(run: Run, now: number): Promise<ReadonlyMap<string, number>> {
  const rows = await run<{ id: number; hash: string }>("listKeyHashes", [iso(now)]);
  return new Map(rows.map(({ id, hash }) => [hash, id]));
}

/** The source of a key and when it ends; null: there is no such key, or it was revoked. */
export async function identifyKey(
  run: Run,
  hash: Buffer,
): Promise<{ key: number; endsAt: number | null; usedAt: number | null; visit: KeyVisit } | null> {
  const [row] = await run<{
    key: number;
    ends_at: string | null;
    used_at: string | null;
    id: number;
    name: string;
    types: string[];
    banks: string[] | null;
    agencies: string[] | null;
    provinces: string[] | null;
    events_per_minute: number | null;
    account_numbers: boolean;
    may_read: boolean;
    may_send: boolean;
  }>("identifyKey", [hash]);
  if (!row) return null;
  const { key, banks, agencies, provinces } = row;
  const sender = {
    id: row.id,
    name: row.name,
    types: new Set(row.types),
    banks: setOf(banks),
    agencies: setOf(agencies),
    eventsPerMinute: row.events_per_minute,
    accountNumbers: row.account_numbers,
  };
  const scope = { banks, provinces, agencies };
  return {
    key,
    endsAt: ms(row.ends_at),
    usedAt: ms(row.used_at),
    visit: { kind: "key", sender, scope, mayRead: row.may_read, maySend: row.may_send },
  };
}

export async function touchKey(run: Run, key: number, at: number): Promise<void> {
  await run("touchKey", [key, iso(at)]);
}

/** The number of a source's new key; null: another source has this key. */
export async function addKey(
  run: Run,
  hash: Buffer,
  source: number,
  made: { at: number; by: string },
): Promise<number | null> {
  const [row] = await run<{ number: number }>("addKey", [hash, source, iso(made.at), made.by]);
  return row?.number ?? null;
}

/** False if there is one of this name. */
export async function addReadingKey(
  run: Run,
  hash: Buffer,
  { name, scope, endsAt }: { name: string; scope: Scope; endsAt: number | null },
  made: { at: number; by: string },
): Promise<boolean> {
  const { banks, provinces, agencies } = scope;
  const values = [hash, name, banks, provinces, agencies, iso(made.at), made.by, iso(endsAt)];
  return (await run("addReadingKey", values)).length > 0;
}

/** All keys of now and of the last 90 days, the newest first: by the id of their source, and those for reading. */
export async function listKeys(
  run: Run,
  now: number,
): Promise<{ bySource: Map<number, KeyState[]>; reading: ReadingKey[] }> {
  const rows = await run<{
    source: number | null;
    number: number | null;
    name: string | null;
    banks: string[] | null;
    provinces: string[] | null;
    agencies: string[] | null;
    made_at: string;
    made_by: string;
    ends_at: string | null;
    used_at: string | null;
    revoked_at: string | null;
  }>("listKeys", [iso(now)]);
  const bySource = new Map<number, KeyState[]>();
  const reading: ReadingKey[] = [];
  for (const { source, number, name, banks, provinces, agencies, ...row } of rows) {
    const state = {
      madeAt: Number(row.made_at),
      madeBy: row.made_by,
      endsAt: ms(row.ends_at),
      usedAt: ms(row.used_at),
      revokedAt: ms(row.revoked_at),
    };
    if (source === null) reading.push({ ...state, name: name!, scope: { banks, provinces, agencies } });
    else bySource.set(source, [...(bySource.get(source) ?? []), { number: number!, ...state }]);
  }
  return { bySource, reading };
}

/** How many keys of a source can be used; null: of those for reading. */
export async function countKeys(run: Run, source: number | null, now: number): Promise<number> {
  const [row] = await run<{ count: number }>("countKeys", [source, iso(now)]);
  return row!.count;
}

export async function endKeys(run: Run, source: number, at: number): Promise<void> {
  await run("endKeys", [source, iso(at)]);
}

export async function revokeKeys(run: Run, source: number, at: number): Promise<void> {
  await run("revokeKeys", [source, iso(at)]);
}

/** False if there is none of this number, or it was revoked. */
export async function revokeKey(run: Run, source: number, number: number, at: number): Promise<boolean> {
  return (await run("revokeKey", [source, number, iso(at)])).length > 0;
}

/** What it was; null if there is none of this name, or it was revoked. */
export async function revokeReadingKey(
  run: Run,
  name: string,
  at: number,
): Promise<{ scope: Scope; endsAt: number | null } | null> {
  const [row] = await run<Scope & { ends_at: string | null }>("revokeReadingKey", [name, iso(at)]);
  if (!row) return null;
  const { ends_at, ...scope } = row;
  return { scope, endsAt: ms(ends_at) };
}

/** False if there is none of this number that was revoked at `since` or later. */
export async function restoreKey(run: Run, source: number, number: number, since: number): Promise<boolean> {
  return (await run("restoreKey", [source, number, iso(since)])).length > 0;
}
