import { isoDate, readDate } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { Readers, RunWhy, ScheduleBody, ScheduleRun } from "#wire/schedules.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";
import { LEASE_MS, RETRY_MS, type Slot } from "./timing.ts";

/** What a schedule sends, and within whose rights. Times are epoch milliseconds, days are numbers of Bangkok days. */
export interface Ordered {
  owner: number;
  /** The part of the centre that its reports are about, as it was set up. */
  scope: Scope;
  body: ScheduleBody;
}

export interface KeptSchedule extends Ordered {
  id: number;
  version: number;
  ownerName: string;
  /** The next run; null: the schedule is paused. */
  next: Pick<Slot, "day" | "at"> | null;
}

interface ScheduleRow extends Ordered {
  id: number;
  version: number;
  owner_name: string;
  next_day: string | null;
  next_at: string | null;
}

const scheduleOf = ({ owner_name, next_day, next_at, ...row }: ScheduleRow): KeptSchedule => ({
  ...row,
  ownerName: owner_name,
  next: next_day === null ? null : { day: readDate(next_day)!, at: Number(next_at) },
});

export async function listSchedules(run: Run): Promise<KeptSchedule[]> {
  return (await run<ScheduleRow>("listSchedules")).map(scheduleOf);
}

export async function lockSchedule(run: Run, id: number): Promise<KeptSchedule | null> {
  const [row] = await run<ScheduleRow>("lockSchedule", [id]);
  return row ? scheduleOf(row) : null;
}

/** Locks the schedules that are due, and skips those that another process has locked. */
export async function dueSchedules(run: Run, now: number): Promise<KeptSchedule[]> {
  return (await run<ScheduleRow>("dueSchedules", [iso(now)])).map(scheduleOf);
}

type NewSchedule = Ordered & Pick<KeptSchedule, "next">;
const nextOf = (next: KeptSchedule["next"]) => [next && isoDate(next.day), next && iso(next.at)];
const valuesOf = ({ owner, scope, body, next }: NewSchedule) => [
  ...[owner, JSON.stringify(scope), JSON.stringify(body), ...nextOf(next)],
];

export async function addSchedule(run: Run, schedule: NewSchedule): Promise<number> {
  return (await run<{ id: number }>("addSchedule", valuesOf(schedule)))[0]!.id;
}

/** Changes a schedule and its pending runs. Returns its new version. */
export async function putSchedule(run: Run, id: number, schedule: NewSchedule): Promise<number> {
  const [row] = await run<{ version: number }>("putSchedule", [id, ...valuesOf(schedule)]);
  await run("followSchedule", [id]);
  return row!.version;
}

/** Cancels the pending runs of a schedule. Reports that it has sent are not compared with later figures any more. */
export async function withdrawRuns(run: Run, id: number, why: RunWhy, at: number): Promise<void> {
  await run("withdrawRuns", [id, JSON.stringify(why), iso(at)]);
}

export async function removeSchedule(run: Run, id: number, at: number): Promise<void> {
  await run("removeSchedule", [id, iso(at)]);
}

export async function moveSchedule(run: Run, id: number, next: KeptSchedule["next"]): Promise<void> {
  await run("moveSchedule", [id, ...nextOf(next)]);
}

export interface NewRun extends Ordered {
  id: string;
  schedule: number;
  day: number;
  turn: number;
  dueAt: number;
  /** It is given up if it could not be sent by then. */
  until: number;
  state: ScheduleRun["state"];
  why: RunWhy | null;
  nextAt: number | null;
  endedAt: number | null;
}

/** False: another process has made the run of this day. */
export async function addRun(run: Run, made: NewRun): Promise<boolean> {
  const { id, schedule, day, turn, dueAt, until, owner, scope, body, state, why, nextAt, endedAt } = made;
  const rows = await run("addRun", [
    ...[id, schedule, isoDate(day), turn, iso(dueAt), iso(until), owner],
    ...[JSON.stringify(scope), JSON.stringify(body), state, why && JSON.stringify(why), iso(nextAt)],
    iso(endedAt),
  ]);
  return rows.length > 0;
}

/** A stored run. */
export interface KeptRun extends Omit<NewRun, "nextAt"> {
  /** The id of the report that it sent. */
  document: string | null;
  differing: number;
  /** Its report has no later edition, sent or pending. */
  isLast: boolean;
}

interface RunRow extends Ordered {
  id: string;
  schedule: number;
  day: string;
  turn: number;
  due_at: string;
  until_at: string;
  state: ScheduleRun["state"];
  why: RunWhy | null;
  document: string | null;
  ended_at: string | null;
  differing: number;
  is_last: boolean;
}

const runOf = (row: RunRow): KeptRun => ({
  id: row.id,
  schedule: row.schedule,
  day: readDate(row.day)!,
  turn: row.turn,
  owner: row.owner,
  scope: row.scope,
  body: row.body,
  state: row.state,
  why: row.why,
  dueAt: Number(row.due_at),
  until: Number(row.until_at),
  endedAt: ms(row.ended_at),
  document: row.document,
  differing: row.differing,
  isLast: row.is_last,
});

/** Brings forward the times that were written while a clock was ahead: they would be reached too late. */
export async function mendRuns(run: Run, now: number): Promise<void> {
  await run("mendRuns", [iso(now), iso(now + RETRY_MS), iso(now + LEASE_MS)]);
}

/** Claims a run that is due, to be sent or to be compared again. */
export async function claimRun(
  run: Run,
  { claim, until, now }: { claim: string; until: number; now: number },
): Promise<KeptRun | null> {
  const [row] = await run<RunRow>("claimRun", [claim, iso(until), iso(now)]);
  return row ? runOf(row) : null;
}

/** The outcome of a run. */
export interface RunBecame {
  state: ScheduleRun["state"];
  why: RunWhy | null;
  document: string | null;
  nextAt: number | null;
  endedAt: number | null;
  differing: number;
}

/** False: the claim is not valid any more, because another process has taken the run or it was withdrawn. */
export async function recordRun(run: Run, id: string, claim: string, became: RunBecame): Promise<boolean> {
  const { state, why, document, nextAt, endedAt, differing } = became;
  const rows = await run("recordRun", [
    ...[id, claim, state, why && JSON.stringify(why), document, iso(nextAt), iso(endedAt), differing],
  ]);
  return rows.length > 0;
}

export async function earliestRun(run: Run): Promise<number | null> {
  return ms((await run<{ due: string | null }>("earliestRun"))[0]!.due);
}

/** The newest runs of each schedule, with the edition that each sent. */
export async function listRuns(
  run: Run,
  schedules: readonly number[],
  most: number,
): Promise<(KeptRun & { edition: number | null })[]> {
  const rows = await run<RunRow & { edition: number | null }>("listRuns", [schedules, most]);
  return rows.map((row) => ({ ...runOf(row), edition: row.edition }));
}

export async function findRun(run: Run, id: string): Promise<(KeptRun & { ownerName: string }) | null> {
  const [row] = await run<RunRow & { owner_name: string }>("findRun", [id]);
  return row ? { ...runOf(row), ownerName: row.owner_name } : null;
}

export const runsOfDocument = (run: Run, document: string) =>
  run<{ id: string; name: string; recipients: string[] }>("runsOfDocument", [document]);

/** How many schedules have a refused run as their last one, and when the latest of these ended. */
export async function refusedRuns(run: Run): Promise<{ refused: number; lastAt: number | null }> {
  const [row] = await run<{ refused: number; last_at: string | null }>("refusedRuns");
  return { refused: row!.refused, lastAt: ms(row!.last_at) };
}

type Download = Readers["downloads"][number];

export async function addDownload(run: Run, document: string, download: Download): Promise<void> {
  const { at, by, format, lang } = download;
  await run("addDownload", [document, iso(at), by, format, lang]);
}

export async function listDownloads(run: Run, document: string): Promise<Download[]> {
  const rows = await run<Omit<Download, "at" | "by"> & { at: string; by_name: string }>("listDownloads", [
    document,
  ]);
  return rows.map(({ at, by_name, ...row }) => ({ ...row, at: Number(at), by: by_name }));
}
