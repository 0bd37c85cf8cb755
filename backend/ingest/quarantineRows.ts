import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

/** A rejected event, as it was for the last time; times in epoch ms. */
export interface Quarantined {
  id: number;
  /** The registered source. */
  source: string;
  code: string;
  detail: string;
  firstAt: number;
  lastAt: number;
  /** How often it was rejected for this. */
  times: number;
  /** Masked; null: it could not be read. */
  event: Record<string, unknown> | null;
}

/** What was rejected; `source` is the id of the registered source. */
export interface Rejected {
  source: number;
  code: string;
  eventId: string;
  detail: string;
  times: number;
  event: Record<string, unknown> | null;
}

export interface QuarantineFilter {
  source?: string | undefined;
  code?: string | undefined;
  /** Last rejected from then on, and before then; epoch ms. */
  from?: number | undefined;
  to?: number | undefined;
  /** The id before which to go on. */
  before?: number | undefined;
}

interface Row {
  id: string;
  source: string;
  code: string;
  first_at: string;
  last_at: string;
  times: number;
  detail: string;
  event: string | null;
}

const isoOrNull = (at: number | undefined) => (at === undefined ? null : iso(at));

const quarantined = (row: Row): Quarantined => ({
  id: Number(row.id),
  source: row.source,
  code: row.code,
  detail: row.detail,
  times: row.times,
  firstAt: Number(row.first_at),
  lastAt: Number(row.last_at),
  event: row.event === null ? null : (JSON.parse(row.event) as Record<string, unknown>),
});

export async function keepRejected(run: Run, rejected: readonly Rejected[], at: number): Promise<void> {
  const told = rejected.map(({ eventId, event, ...rest }) => ({
    ...rest,
    event_id: eventId,
    event: event && JSON.stringify(event),
  }));
  await run("keepRejected", [JSON.stringify(told), iso(at)]);
}

/** @param counts by the id of the source */
export async function countRejected(
  run: Run,
  counts: ReadonlyMap<number, number>,
  at: number,
): Promise<void> {
  const told = [...counts].map(([source, count]) => ({ source, count }));
  await run("countRejected", [JSON.stringify(told), iso(at)]);
}

export async function trimQuarantine(run: Run, most: { ofSource: number; inAll: number }): Promise<void> {
  await run("trimQuarantine", [most.ofSource, most.inAll]);
}

/** The newest first. */
export async function listQuarantine(
  run: Run,
  { source, code, from, to, before }: QuarantineFilter,
  most: number,
): Promise<Quarantined[]> {
  const values = [source ?? null, code ?? null, isoOrNull(from), isoOrNull(to), before ?? null, most];
  return (await run<Row>("listQuarantine", values)).map(quarantined);
}

export async function readQuarantined(run: Run, id: number): Promise<Quarantined | null> {
  const [row] = await run<Row>("readQuarantined", [id]);
  return row ? quarantined(row) : null;
}

/** False if it is not there any more. */
export async function discardQuarantined(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("discardQuarantined", [id, iso(at)])).length > 0;
}

/** False if it was not discarded, or is not there any more. */
export async function restoreQuarantined(run: Run, id: number): Promise<boolean> {
  return (await run("restoreQuarantined", [id])).length > 0;
}

/** False if it is not there any more. */
export async function removeQuarantined(run: Run, id: number): Promise<boolean> {
  return (await run("removeQuarantined", [id])).length > 0;
}
