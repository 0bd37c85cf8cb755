import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import type { Deadline, DeadlineKind, Exclusion, Objective, ObjectiveVersion, Slice } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { Pace } from "./risk.ts";

/** All versions of all objectives, by id and version. */
export async function listObjectives(run: Run): Promise<ObjectiveVersion[]> {
  const rows = await run<{
    id: string;
    version: number;
    from_at: string;
    made_by: string;
    body: Objective;
  }>("listObjectives");
  return rows.map(({ id, version, from_at, made_by, body }) => ({
    id,
    version,
    from: Number(from_at),
    by: made_by,
    objective: body,
  }));
}

/** Until the transaction ends, nobody else changes one, or excludes anything. */
export async function lockObjectives(run: Run): Promise<void> {
  await run("lockObjectives");
}

/** The number of the new version. */
export async function addObjective(
  run: Run,
  { id, from, by, objective }: Omit<ObjectiveVersion, "version">,
): Promise<number> {
  const [row] = await run<{ version: number }>("addObjective", [
    id,
    iso(from),
    by,
    JSON.stringify(objective),
  ]);
  return row!.version;
}

/** Also those that were ended. */
export async function listExclusions(run: Run): Promise<Exclusion[]> {
  const rows = await run<{
    id: number;
    objective: string;
    slice_by: Slice["by"];
    slice_of: string | null;
    from_at: string;
    until_at: string;
    reason: string;
    made_by: string;
    made_at: string;
    ended_at: string | null;
    ended_by: string | null;
    ended_reason: string | null;
  }>("listExclusions");
  return rows.map((row) => ({
    id: row.id,
    objective: row.objective,
    slice: { by: row.slice_by, of: row.slice_of },
    from: Number(row.from_at),
    until: Number(row.until_at),
    reason: row.reason,
    by: row.made_by,
    madeAt: Number(row.made_at),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
    endedBy: row.ended_by,
    endedReason: row.ended_reason,
  }));
}

export async function addExclusion(
  run: Run,
  {
    objective,
    slice,
    from,
    until,
    reason,
    by,
    madeAt,
  }: Omit<Exclusion, "id" | "endedAt" | "endedBy" | "endedReason">,
): Promise<number> {
  const [row] = await run<{ id: number }>("addExclusion", [
    ...[objective, slice.by, slice.of, iso(from), iso(until), reason, by, iso(madeAt)],
  ]);
  return row!.id;
}

/** False: there is none, or it was ended before. */
export async function endExclusion(
  run: Run,
  { id, at, by, reason }: { id: number; at: number; by: string; reason: string },
): Promise<boolean> {
  return (await run("endExclusion", [id, iso(at), by, reason])).length > 0;
}

/** By kind of time that runs. */
type OfKinds<T> = Readonly<Record<DeadlineKind, T>>;

/** Of each kind those that began within its range (epoch ms, both ends with it) and have no answer, the oldest first. */
export async function listRunning(
  run: Run,
  { freeze, complaint, release }: OfKinds<{ since: number; until: number }>,
  most: number,
): Promise<Omit<Deadline, "dueAt" | "why">[]> {
  const rows = await run<{
    kind: DeadlineKind;
    id: string;
    bank: string | null;
    agency: string | null;
    province: string | null;
    hop: number | null;
    satang: string;
    since: string;
  }>("listRunning", [...[freeze, complaint, release].flatMap(({ since, until }) => [since, until]), most]);
  return rows.map(({ since: at, ...row }) => ({ ...row, startedAt: Number(at) }));
}

/** The pace of each bank of which a freeze was decided in the last `lately` ms: what is kept is answered in `within`. */
export async function listPaces(
  run: Run,
  now: number,
  within: number,
  lately: number,
): Promise<Map<string, Pace>> {
  const rows = await run<{ bank: string; in_time: string; of: string }>("paces freezes", [
    ...[now, within, lately, CLOCK_TOLERANCE_MS],
  ]);
  return new Map(rows.map((row) => [row.bank, { inTime: Number(row.in_time), of: Number(row.of) }]));
}

/** A freeze that was not held in time. */
export interface MissedFreeze {
  id: string;
  bank: string;
  /** The minute in which it counts, since when it runs, and when its bank answered, in epoch ms; null: it has not. */
  minute: number;
  since: number;
  answeredAt: number | null;
  satang: string;
}

/** Those that count from `from` to `until`, in epoch ms. @param kept the columns that count one as kept */
export async function listMissedFreezes(
  run: Run,
  { from, until, now, kept }: { from: number; until: number; now: number; kept: readonly string[] },
): Promise<MissedFreeze[]> {
  const rows = await run<
    Record<"id" | "bank" | "minute" | "since" | "satang", string> & { answered: string | null }
  >("listMissedFreezes", [from, until, now, CLOCK_TOLERANCE_MS, kept]);
  return rows.map(({ id, bank, minute, since, satang, answered }) => ({
    id,
    bank,
    minute: Number(minute),
    since: Number(since),
    answeredAt: answered === null ? null : Number(answered),
    satang,
  }));
}

/** The report of each of these freezes, where it is known. @param since when the first of them was requested */
export async function listVictims(
  run: Run,
  freezes: readonly string[],
  since: number,
): Promise<Map<string, string>> {
  const rows = await run<{ id: string; report: string }>("listVictims", [freezes, iso(since)]);
  return new Map(rows.map(({ id, report }) => [id, report]));
}

/** The first moment after `now` at which one of them is as many milliseconds old as one of its kind's; null: none. */
export async function nextTurn(
  run: Run,
  now: number,
  { freeze, complaint, release }: OfKinds<readonly number[]>,
): Promise<number | null> {
  const [row] = await run<{ at: string | null }>("nextTurn", [now, freeze, complaint, release]);
  return row?.at == null ? null : Number(row.at);
}
