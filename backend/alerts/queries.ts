import type { Role } from "#wire/access.ts";
import type {
  Cause,
  ChannelKind,
  EpisodeState,
  Finding,
  MessageKind,
  MessageReason,
  MessageState,
  Mute,
  NewMute,
  NewRecipient,
  Reason,
  Rule,
  RuleBody,
  Subject,
} from "#wire/alerts.ts";
import { subjectKey } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import type { Episode } from "./decide.ts";
import { LONGEST_WAIT_MS } from "./settle.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));
const ms = (text: string | null) => (text === null ? null : Number(text));

/** An episode that is stored. */
export interface Kept extends Episode {
  id: number;
}

interface EpisodeRowOf {
  id: number;
  rule: string;
  version: number;
  subject_by: Subject["by"];
  subject_of: string | null;
  state: EpisodeState;
  cause: Cause;
  seq: number;
  since: string;
  fired_at: string | null;
  resolved_at: string | null;
  owner: string | null;
  owner_role: Role | null;
  note: string | null;
  ack_until: string | null;
  next_at: string | null;
  held: Pick<
    Episode,
    "goodSince" | "noDataSince" | "turns" | "last" | "chainFrom" | "step" | "owed" | "said" | "byHand"
  >;
}

const keptOf = (row: EpisodeRowOf): Kept => ({
  id: row.id,
  rule: row.rule,
  version: row.version,
  subject: { by: row.subject_by, of: row.subject_of },
  state: row.state,
  cause: row.cause,
  seq: row.seq,
  since: Number(row.since),
  firedAt: ms(row.fired_at),
  resolvedAt: ms(row.resolved_at),
  ackUntil: ms(row.ack_until),
  owner: row.owner,
  ownerRole: row.owner_role,
  note: row.note,
  nextAt: ms(row.next_at),
  // Those of before there were rotas owe nothing.
  ...row.held,
  owed: row.held.owed ?? [],
});

const rowOf = (episode: Episode) => ({
  rule: episode.rule,
  version: episode.version,
  subject: subjectKey(episode.subject),
  subject_by: episode.subject.by,
  subject_of: episode.subject.of,
  state: episode.state,
  cause: episode.cause,
  seq: episode.seq,
  since_at: iso(episode.since),
  fired_at: isoOrNull(episode.firedAt),
  resolved_at: isoOrNull(episode.resolvedAt),
  owner: episode.owner,
  owner_role: episode.ownerRole,
  note: episode.note,
  ack_until: isoOrNull(episode.ackUntil),
  next_at: isoOrNull(episode.nextAt),
  held: {
    goodSince: episode.goodSince,
    noDataSince: episode.noDataSince,
    turns: episode.turns,
    last: episode.last,
    chainFrom: episode.chainFrom,
    step: episode.step,
    said: episode.said,
    owed: episode.owed,
    byHand: episode.byHand,
  },
});

/** Null: another process has it. */
export async function takeJudge(
  run: Run,
  holder: string,
): Promise<{ term: string; judgedAt: number } | null> {
  const [row] = await run<{ term: string; judged_at: string }>("takeJudge", [holder]);
  return row ? { term: row.term, judgedAt: Number(row.judged_at) } : null;
}

/** False: the term is over. */
export async function holdJudge(run: Run, term: string, holder: string, at: number): Promise<boolean> {
  return (await run("holdJudge", [term, holder, iso(at)])).length > 0;
}

export async function freeJudge(run: Run, holder: string): Promise<void> {
  await run("freeJudge", [holder]);
}

export async function readJudge(run: Run): Promise<{ judgedAt: number; isHeld: boolean }> {
  const [row] = await run<{ judged_at: string; is_held: boolean }>("readJudge");
  return { judgedAt: Number(row!.judged_at), isHeld: row!.is_held };
}

/** What a clock that was ahead has left. No message waits for longer than `LONGEST_WAIT_MS` to be tried again. */
export async function mendAlerts(run: Run, now: number): Promise<void> {
  await run("mendJudge", [iso(now)]);
  await run("mendMessages", [iso(now), iso(now + LONGEST_WAIT_MS)]);
}

export async function listRules(run: Run): Promise<Rule[]> {
  const rows = await run<{ id: string; version: number; from_at: string; body: RuleBody }>("listRules");
  return rows.map(({ id, version, from_at, body }) => ({ id, version, from: Number(from_at), ...body }));
}

export async function addRule(run: Run, id: string, body: RuleBody, by: string, at: number): Promise<number> {
  const [row] = await run<{ version: number }>("addRule", [id, iso(at), by, JSON.stringify(body)]);
  return row!.version;
}

export async function recentEpisodes(run: Run, since: number): Promise<Kept[]> {
  return (await run<EpisodeRowOf>("recentEpisodes", [iso(since)])).map(keptOf);
}

export async function lockEpisode(run: Run, id: number): Promise<Kept | null> {
  const [row] = await run<EpisodeRowOf>("lockEpisode", [id]);
  return row ? keptOf(row) : null;
}

export interface Listed extends Kept {
  rules: Rule;
  finding: Finding | null;
  /** When that was found. */
  foundAt: number | null;
}

export async function listEpisodes(
  run: Run,
  wanted: { isOpen: boolean | null; owner: string | null; before: number; id: number | null },
): Promise<Listed[]> {
  const { isOpen, owner, before, id } = wanted;
  const rows = await run<EpisodeRowOf & { body: RuleBody; finding: Finding | null; found_at: string | null }>(
    "listEpisodes",
    [isOpen, owner, before, id],
  );
  return rows.map((row) => ({
    ...keptOf(row),
    rules: { id: row.rule, version: row.version, from: 0, ...row.body },
    finding: row.finding,
    foundAt: ms(row.found_at),
  }));
}

/** Their ids, by rule and subject; those of which one was open are left out. */
export async function addEpisodes(run: Run, episodes: readonly Episode[]): Promise<Map<string, number>> {
  if (episodes.length === 0) return new Map();
  const rows = await run<{ id: number; rule: string; subject: string }>("addEpisodes", [
    JSON.stringify(episodes.map(rowOf)),
  ]);
  return new Map(rows.map(({ id, rule, subject }) => [`${rule} ${subject}`, id]));
}

/** The ids of those that were as they were known. */
export async function moveEpisodes(
  run: Run,
  moves: readonly { was: Kept; next: Episode }[],
): Promise<Set<number>> {
  if (moves.length === 0) return new Set();
  const rows = await run<{ id: number }>("moveEpisodes", [
    JSON.stringify(moves.map(({ was, next }) => ({ ...rowOf(next), id: was.id, was: was.seq }))),
  ]);
  return new Set(rows.map(({ id }) => id));
}

export interface Transition {
  episode: number;
  seq: number;
  at: number;
  from: EpisodeState | null;
  to: EpisodeState;
  reason: Reason;
  by: string | null;
  finding: Finding | null;
}

export async function addTransitions(run: Run, transitions: readonly Transition[]): Promise<void> {
  const rows = transitions.map(({ at, from, to, by, ...rest }) => ({
    ...rest,
    at: iso(at),
    from_state: from,
    to_state: to,
    by_name: by,
  }));
  if (rows.length > 0) await run("addTransitions", [JSON.stringify(rows)]);
}

export async function listTransitions(run: Run, episode: number): Promise<Omit<Transition, "episode">[]> {
  const rows = await run<{
    seq: number;
    at: string;
    from_state: EpisodeState | null;
    to_state: EpisodeState;
    reason: Reason;
    by_name: string | null;
    finding: Finding | null;
  }>("listTransitions", [episode]);
  return rows.map((row) => ({
    seq: row.seq,
    at: Number(row.at),
    from: row.from_state,
    to: row.to_state,
    reason: row.reason,
    by: row.by_name,
    finding: row.finding,
  }));
}

export async function supersede(
  run: Run,
  episodes: readonly number[],
  kinds: readonly MessageKind[],
  why: MessageReason,
  at: number,
): Promise<void> {
  if (episodes.length > 0) await run("supersedeMessages", [episodes, kinds, why, iso(at)]);
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

export interface StoredRecipient extends NewRecipient {
  id: number;
  secret: string;
}

export async function listRecipients(run: Run): Promise<StoredRecipient[]> {
  const rows = await run<Omit<StoredRecipient, "mostIn10Minutes"> & { most: number }>("listRecipients");
  return rows.map(({ most, ...row }) => ({ ...row, mostIn10Minutes: most }));
}

const recipientValues = ({ name, lang, channels, hears, mostIn10Minutes }: NewRecipient) => [
  ...[name, lang, JSON.stringify(channels), JSON.stringify(hears), mostIn10Minutes],
];

/** Null: the name is another one's. */
export async function addRecipient(
  run: Run,
  recipient: NewRecipient,
  secret: string,
): Promise<number | null> {
  const [row] = await run<{ id: number }>("addRecipient", [...recipientValues(recipient), secret]);
  return row?.id ?? null;
}

export async function putRecipient(run: Run, id: number, recipient: NewRecipient): Promise<boolean> {
  return (await run("putRecipient", [id, ...recipientValues(recipient)])).length > 0;
}

export async function removeRecipient(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("removeRecipient", [id, iso(at)])).length > 0;
}

export async function listMutes(run: Run, now: number): Promise<Mute[]> {
  const rows = await run<{
    id: number;
    rule: string | null;
    subject: string | null;
    from_at: string;
    until_at: string;
    daily_from: number | null;
    daily_until: number | null;
    reason: string;
    made_by: string;
  }>("listMutes", [iso(now)]);
  return rows.map((row) => ({
    id: row.id,
    rule: row.rule,
    subject: row.subject,
    reason: row.reason,
    by: row.made_by,
    from: Number(row.from_at),
    until: Number(row.until_at),
    daily: row.daily_from === null ? null : { from: row.daily_from, until: row.daily_until! },
  }));
}

export async function addMute(run: Run, mute: NewMute, by: string): Promise<number> {
  const { rule, subject, from, until, daily, reason } = mute;
  const [row] = await run<{ id: number }>("addMute", [
    ...[rule, subject, iso(from), iso(until), daily?.from ?? null, daily?.until ?? null, reason, by],
  ]);
  return row!.id;
}

/** What it put off is looked at again. */
export async function endMute(run: Run, id: number, at: number): Promise<boolean> {
  if ((await run("endMute", [id, iso(at)])).length === 0) return false;
  await run("releaseDeferred", [iso(at)]);
  return true;
}

export interface StripRow {
  id: number;
  subject: Subject;
  isAcknowledged: boolean;
  cause: Cause;
  since: number;
  ownerRole: Role | null;
  rule: RuleBody;
  /** 0: broken, 1: to be watched, 2: data are missing. */
  rank: 0 | 1 | 2;
  why: Finding["why"] | null;
}

export async function stripAlerts(
  run: Run,
  most: number,
): Promise<{ rows: StripRow[]; open: number; unacknowledged: number }> {
  const rows = await run<
    Pick<EpisodeRowOf, "id" | "subject_by" | "subject_of" | "state" | "cause" | "since" | "owner_role"> &
      Pick<StripRow, "rank" | "why"> & { body: RuleBody; open: number; unacknowledged: number }
  >("stripAlerts", [most]);
  const { open = 0, unacknowledged = 0 } = rows[0] ?? {};
  return {
    open,
    unacknowledged,
    rows: rows.map((row) => ({
      id: row.id,
      subject: { by: row.subject_by, of: row.subject_of },
      cause: row.cause,
      isAcknowledged: row.state === "acknowledged",
      since: Number(row.since),
      rank: row.rank,
      ownerRole: row.owner_role,
      rule: row.body,
      why: row.why,
    })),
  };
}

/** What of the duty's alerts is open, by condition. */
export interface Calling {
  condition: string;
  /** One is bad now; otherwise all recover. */
  isBad: boolean;
  /** Since when the newest calls for somebody; null: each has somebody, or recovers. Epoch milliseconds. */
  since: number | null;
}

export async function callingAlerts(run: Run): Promise<Calling[]> {
  const rows = await run<{ condition: string; is_bad: boolean; calls_since: string | null }>("callingAlerts");
  return rows.map(({ condition, is_bad, calls_since }) => ({
    condition,
    isBad: is_bad,
    since: ms(calls_since),
  }));
}
