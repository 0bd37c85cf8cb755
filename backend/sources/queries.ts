import type { Run } from "../store/store.ts";
import { ms } from "../store/times.ts";

export interface Source {
  id: number;
  version: number;
  name: string;
  nameTh: string;
  /** Event types that it may send, without the prefix. */
  types: string[];
  /** Bank codes that it may send; null: any. */
  banks: string[] | null;
  /** Codes of the agencies whose reports it may send; null: any. */
  agencies: string[] | null;
  beatSeconds: number;
  /** Null: what every source may send. */
  eventsPerMinute: number | null;
  /** Its keys read figures too, within its banks and agencies. */
  mayRead: boolean;
  /** It may send an account number in place of a token. */
  accountNumbers: boolean;
  simulated: boolean;
  /** When an event of it was last accepted; epoch ms; null: never. */
  heard: number | null;
  /** `heard`, or its watermark (without one: its latest event) if that is over three heartbeats earlier. */
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
  version: number;
  name: string;
  name_th: string;
  types: string[];
  banks: string[] | null;
  agencies: string[] | null;
  beat_seconds: number;
  events_per_minute: number | null;
  may_read: boolean;
  account_numbers: boolean;
  simulated: boolean;
  heard: string | null;
  heard_to: string | null;
  through: string | null;
  since: string | null;
  clock_offset_ms: string | null;
}

const registrationOf = (row: SourceRow) => ({
  name: row.name,
  nameTh: row.name_th,
  types: row.types,
  banks: row.banks,
  agencies: row.agencies,
  beatSeconds: row.beat_seconds,
  eventsPerMinute: row.events_per_minute,
  mayRead: row.may_read,
  accountNumbers: row.account_numbers,
  simulated: row.simulated,
});

export async function listSources(run: Run): Promise<Source[]> {
  const rows = await run<SourceRow>("listSources");
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    ...registrationOf(row),
    heard: ms(row.heard),
    heardTo: ms(row.heard_to),
    through: ms(row.through),
    since: ms(row.since),
    clockOffsetMs: ms(row.clock_offset_ms),
  }));
}

export interface Registration {
  name: string;
  nameTh: string;
  types: readonly string[];
  banks: readonly string[] | null;
  /** The agencies whose reports it may send; null or absent: any. */
  agencies?: readonly string[] | null;
  beatSeconds: number;
  /** Null or absent: what every source may send. */
  eventsPerMinute?: number | null;
  /** Its keys read figures too, within its banks and agencies. Absent: no. */
  mayRead?: boolean;
  /** It may send an account number in place of a token. Absent: no. */
  accountNumbers?: boolean;
  simulated: boolean;
}

/** An existing name gets the new scope; null if that source is simulated and this is not, or vice versa. */
export async function registerSource(
  run: Run,
  source: Registration,
  at: number,
): Promise<{ id: number; version: number } | null> {
  const [row] = await run<{ id: number; version: number }>("registerSource", valuesOf(source, at));
  return row ?? null;
}

/** Null if there is a real source already. */
export async function addFirstSource(
  run: Run,
  source: Registration,
  keyHash: Buffer,
  at: number,
): Promise<number | null> {
  const [row] = await run<{ id: number }>("addFirstSource", [...valuesOf(source, at), keyHash]);
  return row?.id ?? null;
}

const valuesOf = (source: Registration, at: number) => [
  source.name,
  source.nameTh,
  source.types,
  source.banks,
  source.agencies ?? null,
  source.beatSeconds,
  source.eventsPerMinute ?? null,
  source.mayRead ?? false,
  source.accountNumbers ?? false,
  source.simulated,
  new Date(at).toISOString(),
];

/** A source as it is registered. It stays as it is until the transaction ends. */
export async function readSource(
  run: Run,
  name: string,
): Promise<{ id: number; version: number; its: Required<Registration> } | null> {
  const [row] = await run<SourceRow>("readSource", [name]);
  return row ? { id: row.id, version: row.version, its: registrationOf(row) } : null;
}

/** The id of the source that was revoked; null: there is none of this name. */
export async function revokeSource(run: Run, name: string, at: number): Promise<number | null> {
  const [row] = await run<{ id: number }>("revokeSource", [name, new Date(at).toISOString()]);
  return row?.id ?? null;
}

/** The id of the source; null if this key was the last one given to it, even if it has another one since. */
export async function giveKey(run: Run, name: string, keyHash: Buffer): Promise<number | null> {
  const [row] = await run<{ id: number }>("giveKey", [name, keyHash]);
  return row?.id ?? null;
}

/** True if any source had been heard after `now`, or had told of a time after `latest`. */
export async function mendHeard(run: Run, now: number, latest: number): Promise<boolean> {
  return (await run("mendHeard", [new Date(now).toISOString(), new Date(latest).toISOString()])).length > 0;
}

/** When the first source of a played centre was registered, in epoch ms; null: there is none. */
export async function findFirstPlayed(run: Run): Promise<number | null> {
  const [row] = await run<{ at: string | null }>("findFirstPlayed");
  return row?.at == null ? null : Number(row.at);
}

export async function countRealSources(run: Run): Promise<number> {
  const [row] = await run<{ count: number }>("countRealSources");
  return row!.count;
}

/** Rejected events of the last 24 hours, by the id of their source. */
export async function countRejections(run: Run, now: number): Promise<Map<number, number>> {
  const rows = await run<{ source: number; count: string }>("countRejections", [new Date(now).toISOString()]);
  return new Map(rows.map(({ source, count }) => [source, Number(count)]));
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
