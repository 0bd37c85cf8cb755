import type {
  Channel,
  ChannelKind,
  MessageKind,
  MessageReason,
  MessageState,
  ReportMail,
} from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso, ms } from "../../store/times.ts";

export async function supersede(
  run: Run,
  episodes: readonly number[],
  kinds: readonly MessageKind[],
  why: MessageReason,
  at: number,
): Promise<void> {
  if (episodes.length > 0) await run("supersedeMessages", [episodes, kinds, why, iso(at)]);
}

/** What was not sent because somebody had this episode since it was taken at last. */
export async function revive(run: Run, episode: number, at: number): Promise<void> {
  await run("reviveMessages", [episode, iso(at)]);
}

export async function toldOf(
  run: Run,
  episodes: readonly number[],
): Promise<{ episode: number; recipient: number }[]> {
  return episodes.length === 0 ? [] : run("toldOf", [episodes]);
}

export interface NewMessage {
  id: string;
  episode: number | null;
  seq: number;
  kind: MessageKind;
  /** Null: a report, which goes to an address. */
  recipient: number | null;
  channel: number;
  channelKind: ChannelKind;
  /** Of its chain, by its minutes. */
  step: number;
  repeat: number;
  state: MessageState;
  why: MessageReason | null;
  madeAt: number;
  dueAt: number;
  parent: string | null;
  /** It goes to whoever is on duty there when it is sent. Absent: to its recipient. */
  rota?: number | null;
  /** It is the mail of a run of a report's schedule. */
  report?: { run: string; to: string } | null;
}

export async function addMessages(run: Run, messages: readonly NewMessage[]): Promise<void> {
  const rows = messages.map(({ channelKind, madeAt, dueAt, report, ...rest }) => ({
    ...rest,
    channel_kind: channelKind,
    made_at: iso(madeAt),
    due_at: iso(dueAt),
    run: report?.run ?? null,
    address: report?.to ?? null,
  }));
  if (rows.length > 0) await run("addMessages", [JSON.stringify(rows)]);
}

/** Channels of a recipient were changed: what waits to go by one that is his no more goes by his first one. */
export async function moveToFirst(run: Run, recipient: number, channels: readonly Channel[]): Promise<void> {
  await run("moveToFirst", [recipient, channels.map(({ kind }) => kind)]);
}

export interface Attempt {
  at: number;
  outcome: string;
  code: string | null;
  receipt: string | null;
}

export async function addAttempt(
  run: Run,
  id: string,
  { at, outcome, code, receipt }: Attempt,
): Promise<void> {
  await run("addAttempt", [id, iso(at), outcome, code, receipt]);
}

export async function listAttempts(
  run: Run,
  ids: readonly string[],
): Promise<(Attempt & { message: string })[]> {
  const rows = await run<Omit<Attempt, "at"> & { at: string; message: string }>("listAttempts", [ids]);
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}

export async function listReportMails(run: Run, runs: readonly string[]): Promise<ReportMail[]> {
  if (runs.length === 0) return [];
  const rows = await run<{
    run: string;
    address: string;
    state: MessageState;
    why: MessageReason | null;
    made_at: string;
    ended_at: string | null;
    tries: number;
  }>("listReportMails", [runs]);
  return rows.map((row) => ({
    run: row.run,
    to: row.address,
    state: row.state,
    why: row.why,
    tries: row.tries,
    madeAt: Number(row.made_at),
    endedAt: ms(row.ended_at),
  }));
}

/** What is late; all 0 in an engine that works. */
export async function auditAlerts(run: Run, now: number) {
  const [row] = await run<{ late_messages: number; late_episodes: number; expired: number }>("auditAlerts", [
    iso(now),
  ]);
  return { lateMessages: row!.late_messages, lateEpisodes: row!.late_episodes, expired: row!.expired };
}
