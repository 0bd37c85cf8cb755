import type {
  Cause,
  Channel,
  ChannelKind,
  EpisodeState,
  Finding,
  MessageKind,
  MessageReason,
  MessageState,
  ReportMail,
  RuleBody,
  Subject,
} from "#wire/alerts.ts";
import type { Lang } from "#writing/lang.ts";
import type { Run } from "../store/store.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();
const ms = (text: string | null) => (text === null ? null : Number(text));

/** A message with all that is needed to say it. */
export interface Letter {
  id: string;
  episode: number | null;
  seq: number;
  kind: MessageKind;
  channel: number;
  channelKind: ChannelKind;
  step: number;
  repeat: number;
  state: MessageState;
  why: MessageReason | null;
  madeAt: number;
  dueAt: number;
  tries: number;
  mayHaveGone: boolean;
  parent: string | null;
  recipient: {
    id: number;
    name: string;
    lang: Lang;
    channels: readonly Channel[];
    most: number;
    secret: string;
    /** Addresses of its webhooks that are gone. */
    gone: readonly string[];
    isRemoved: boolean;
  };
  /** It is the mail of a run of a report's schedule: its recipient is no more than the address. */
  report: { run: string; to: string } | null;
  /** What it is of; null: of no alert (a test, a digest). */
  about: {
    rule: string;
    version: number;
    body: RuleBody;
    subject: Subject;
    state: EpisodeState;
    seq: number;
    cause: Cause;
    since: number;
    firedAt: number | null;
    resolvedAt: number | null;
    finding: Finding | null;
    foundAt: number | null;
  } | null;
}

interface LetterRow {
  id: string;
  episode: number | null;
  seq: number;
  kind: MessageKind;
  recipient: number | null;
  channel: number;
  channel_kind: ChannelKind;
  step: number;
  repeat: number;
  state: MessageState;
  why: MessageReason | null;
  made_at: string;
  due_at: string;
  tries: number;
  may_have_gone: boolean;
  parent: string | null;
  run: string | null;
  address: string | null;
  name: string | null;
  lang: Lang | null;
  channels: Channel[] | null;
  most: number | null;
  secret: string | null;
  gone: Record<string, number> | null;
  is_removed: boolean;
  rule: string | null;
  version: number;
  subject_by: Subject["by"];
  subject_of: string | null;
  episode_state: EpisodeState;
  episode_seq: number;
  since: string;
  fired_at: string | null;
  resolved_at: string | null;
  cause: Cause;
  finding: Finding | null;
  found_at: string | null;
  body: RuleBody;
}

/** The recipient of what goes to an address: the identities of others begin with 1. */
export const NOBODY = 0;

/** These, those that this digest tells, or those of this episode. */
export async function readLetters(
  run: Run,
  wanted: { ids?: readonly string[]; digest?: string; episode?: number },
): Promise<Letter[]> {
  const { ids = [], digest = null, episode = null } = wanted;
  const rows = await run<LetterRow>("readMessages", [ids, digest, episode]);
  return rows.map((row) => ({
    id: row.id,
    episode: row.episode,
    seq: row.seq,
    kind: row.kind,
    channel: row.channel,
    channelKind: row.channel_kind,
    step: row.step,
    repeat: row.repeat,
    state: row.state,
    why: row.why,
    madeAt: Number(row.made_at),
    dueAt: Number(row.due_at),
    tries: row.tries,
    mayHaveGone: row.may_have_gone,
    parent: row.parent,
    recipient: {
      id: row.recipient ?? NOBODY,
      name: row.name ?? row.address ?? "",
      lang: row.lang ?? "th",
      channels: row.channels ?? [{ kind: "mail", to: row.address ?? "" }],
      most: row.most ?? 0,
      secret: row.secret ?? "",
      gone: Object.keys(row.gone ?? {}),
      isRemoved: row.is_removed,
    },
    report: row.run === null ? null : { run: row.run, to: row.address! },
    about:
      row.rule === null
        ? null
        : {
            rule: row.rule,
            version: row.version,
            body: row.body,
            state: row.episode_state,
            subject: { by: row.subject_by, of: row.subject_of },
            seq: row.episode_seq,
            cause: row.cause,
            since: Number(row.since),
            firedAt: ms(row.fired_at),
            resolvedAt: ms(row.resolved_at),
            finding: row.finding,
            foundAt: ms(row.found_at),
          },
  }));
}

interface Claim {
  claim: string;
  until: number;
  now: number;
}

/**
 * What waits for somebody on duty is made anew for whoever has taken over. With a message come those that may be told
 * together with it.
 * @param of those of reports, or all others; nothing to whom is `busy`: ids of recipients, addresses of reports
 * @param holidays the days that are ones
 */
export async function claimMessages(
  run: Run,
  { claim, until, now }: Claim,
  most: { messages: number; together: number },
  { isOfReports, busy }: { isOfReports: boolean; busy: readonly (number | string)[] },
  holidays: readonly number[],
): Promise<string[]> {
  if (!isOfReports) await run("handOver", [iso(now), holidays]);
  const rows = await run<{ id: string }>("claimMessages", [
    ...[claim, iso(until), iso(now), most.messages, isOfReports, holidays, busy.map(String), most.together],
  ]);
  return rows.map(({ id }) => id);
}

/** Those whose sender is gone. @param own claims of which this process knows that it is not */
export async function claimExpired(
  run: Run,
  { claim, until, now }: Claim,
  own: readonly string[],
): Promise<string[]> {
  const rows = await run<{ id: string }>("claimExpired", [claim, iso(until), iso(now), own]);
  return rows.map(({ id }) => id);
}

/** Nothing of them was sent: they wait until then. */
export async function returnMessages(
  run: Run,
  ids: readonly string[],
  claim: string,
  how: { state: "queued" | "deferred"; dueAt: number; why: MessageReason | null },
): Promise<void> {
  if (ids.length > 0) await run("returnMessages", [ids, claim, how.state, iso(how.dueAt), how.why]);
}

/** False: it was another one's by now. */
export async function recordMessage(
  run: Run,
  id: string,
  claim: string,
  became: {
    state: MessageState;
    why: MessageReason | null;
    dueAt: number | null;
    endedAt: number | null;
    mayHaveGone: boolean;
  },
): Promise<boolean> {
  const { state, why, dueAt, endedAt, mayHaveGone } = became;
  const rows = await run("recordMessage", [
    ...[id, claim, state, why, dueAt === null ? null : iso(dueAt), endedAt === null ? null : iso(endedAt)],
    mayHaveGone,
  ]);
  return rows.length > 0;
}

/** They go by no channel before the next one: theirs has no room. Gives the ids of those that have not gone there before. */
export async function passMessages(
  run: Run,
  ids: readonly string[],
  claim: string,
  now: number,
): Promise<string[]> {
  const rows = await run<{ id: string }>("passMessages", [ids, claim, iso(now)]);
  return rows.map(({ id }) => id);
}

/** What this message stood in for, because a channel had no room, goes by that channel after all. */
export async function returnPassed(run: Run, id: string, now: number): Promise<void> {
  await run("returnPassed", [id, iso(now)]);
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

/** Messages of one rule that may be told together: what was told since goes before them. */
export interface Follows {
  rule: string;
  episodes: readonly number[];
  waitMs: number;
}

/**
 * What was sent and stands before a message, in epoch ms: of its recipient and of its kind of channel the one that must be
 * older before there is room (null: there is room), and when the recipient was last told of its rule.
 * @param of `places` null: its kind of channel is not asked about
 */
export async function readSentBefore(
  run: Run,
  of: {
    recipient: number;
    most: number;
    kind: ChannelKind;
    places: number | null;
    follows: Follows | null;
    since: number;
    now: number;
  },
): Promise<{ ownAt: number | null; kindAt: number | null; toldAt: number | null }> {
  const { recipient, most, kind, places, follows, since, now } = of;
  const [row] = await run<Record<"own_at" | "kind_at" | "told_at", string | null>>("sentBefore", [
    ...[recipient, most, kind, places, follows?.rule ?? null, follows?.episodes ?? []],
    ...[iso(since), iso(now), iso(now - (follows?.waitMs ?? 0))],
  ]);
  return { ownAt: ms(row!.own_at), kindAt: ms(row!.kind_at), toldAt: ms(row!.told_at) };
}

/** Until the end of the transaction nobody else takes room of this kind of channel's rate. */
export async function lockRate(run: Run, kind: ChannelKind): Promise<void> {
  await run("lockRate", [kind]);
}

/** It is being sent from now on, and counts by its channel's rate. */
export async function takeRoom(run: Run, id: string, claim: string, now: number): Promise<void> {
  await run("takeRoom", [id, claim, iso(now)]);
}

export async function countSentByKind(
  run: Run,
  kinds: readonly ChannelKind[],
  { since, now }: { since: number; now: number },
): Promise<ReadonlyMap<ChannelKind, number>> {
  const rows = await run<{ kind: ChannelKind; sent: number }>("sentByKind", [kinds, iso(since), iso(now)]);
  return new Map(rows.map(({ kind, sent }) => [kind, sent]));
}

export async function waitingDigest(run: Run, recipient: number): Promise<string | null> {
  return (await run<{ id: string }>("waitingDigest", [recipient]))[0]?.id ?? null;
}

/** A digest that waits goes by then. */
export async function hastenDigest(run: Run, id: string, by: number): Promise<void> {
  await run("hastenDigest", [id, iso(by)]);
}

/** Why a digest has nothing to tell any more: as the last that it was to tell. */
export async function whyEmpty(run: Run, digest: string): Promise<MessageReason> {
  return (await run<{ why: MessageReason }>("whyEmpty", [digest]))[0]?.why ?? "resolved-first";
}

/** What one digest was to tell the other one tells. @param mayHaveGone the first one may have told it */
export async function moveFolded(run: Run, from: string, to: string, mayHaveGone: boolean): Promise<void> {
  await run("moveFolded", [from, to, mayHaveGone]);
}

/** When the earliest is due of those that may be claimed, and whether the sender of any is gone. */
export async function nextMessage(
  run: Run,
  now: number,
  isOfReports: boolean,
): Promise<{ dueAt: number | null; hasExpired: boolean }> {
  const [row] = await run<{ due: string | null; has_expired: boolean }>("nextMessage", [
    iso(now),
    isOfReports,
  ]);
  return { dueAt: ms(row!.due), hasExpired: row!.has_expired };
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
