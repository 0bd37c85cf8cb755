import type { Run } from "../store/store.ts";

export interface Source {
  id: number;
  name: string;
  nameTh: string;
  /** Event types that it may send, without the prefix. */
  types: string[];
  /** Bank codes that it may send; null: any. */
  banks: string[] | null;
  beatSeconds: number;
  simulated: boolean;
  /** When an event of it was last accepted; epoch ms; null: never. */
  heard: number | null;
  /** `heard`, or its watermark if that is over three heartbeats earlier. */
  heardTo: number | null;
  /** Its watermark: everything that happened up to then has been sent. */
  through: number | null;
  /** The earliest event time that it ever sent. */
  since: number | null;
  /** How far its clock was ahead of ours at its last heartbeat, in ms; below 0: behind; null: not known. */
  clockOffsetMs: number | null;
}

interface SourceRow {
  id: number;
  name: string;
  name_th: string;
  types: string[];
  banks: string[] | null;
  beat_seconds: number;
  simulated: boolean;
  heard: string | null;
  heard_to: string | null;
  through: string | null;
  since: string | null;
  clock_offset_ms: string | null;
}

const ms = (text: string | null) => (text === null ? null : Number(text));

export async function listSources(run: Run): Promise<Source[]> {
  const rows = await run<SourceRow>("listSources");
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    nameTh: row.name_th,
    types: row.types,
    banks: row.banks,
    beatSeconds: row.beat_seconds,
    simulated: row.simulated,
    heard: ms(row.heard),
    heardTo: ms(row.heard_to),
    through: ms(row.through),
    since: ms(row.since),
    clockOffsetMs: ms(row.clock_offset_ms),
  }));
}

export interface Sender {
  id: number;
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
}

export async function identifySource(run: Run, keyHash: Buffer): Promise<Sender | null> {
  const [row] = await run<{ id: number; name: string; types: string[]; banks: string[] | null }>(
    "identifySource",
    [keyHash],
  );
  if (!row) return null;
  return { id: row.id, name: row.name, types: new Set(row.types), banks: row.banks && new Set(row.banks) };
}

export interface Registration {
  name: string;
  nameTh: string;
  types: readonly string[];
  banks: readonly string[] | null;
  beatSeconds: number;
  simulated: boolean;
}

/** An existing name gets the new key and scope; null if that source is simulated and this is not, or vice versa. */
export const registerSource = (run: Run, source: Registration, keyHash: Buffer, at: number) =>
  addSource(run, "registerSource", source, keyHash, at);

/** Null if there is a real source already. */
export const addFirstSource = (run: Run, source: Registration, keyHash: Buffer, at: number) =>
  addSource(run, "addFirstSource", source, keyHash, at);

async function addSource(
  run: Run,
  statement: string,
  source: Registration,
  keyHash: Buffer,
  at: number,
): Promise<number | null> {
  const [row] = await run<{ id: number }>(statement, [
    source.name,
    source.nameTh,
    keyHash,
    source.types,
    source.banks,
    source.beatSeconds,
    source.simulated,
    new Date(at).toISOString(),
  ]);
  return row?.id ?? null;
}

export async function revokeSource(run: Run, name: string, at: number): Promise<boolean> {
  return (await run("revokeSource", [name, new Date(at).toISOString()])).length > 0;
}

/** Replaces the key of a source, not its scope. False if this key was the last one given, even if renewed since. */
export async function renewKey(run: Run, name: string, keyHash: Buffer): Promise<boolean> {
  return (await run("renewKey", [name, keyHash])).length > 0;
}

/** True if any source had been heard after `now`, or had told of a time after `latest`. */
export async function mendHeard(run: Run, now: number, latest: number): Promise<boolean> {
  return (await run("mendHeard", [new Date(now).toISOString(), new Date(latest).toISOString()])).length > 0;
}

export async function countRealSources(run: Run): Promise<number> {
  const [row] = await run<{ count: number }>("countRealSources");
  return row!.count;
}

export interface Code {
  kind: string;
  code: string;
  nameTh: string;
  nameEn: string;
  /** For a row of a list; the full name where it is short enough. */
  shortTh: string;
  shortEn: string;
}

interface CodeRow {
  kind: string;
  code: string;
  name_th: string;
  name_en: string;
  short_th: string;
  short_en: string;
}

export async function listCodes(run: Run): Promise<Code[]> {
  const rows = await run<CodeRow>("listCodes");
  return rows.map((row) => ({
    kind: row.kind,
    code: row.code,
    nameTh: row.name_th,
    nameEn: row.name_en,
    shortTh: row.short_th,
    shortEn: row.short_en,
  }));
}
