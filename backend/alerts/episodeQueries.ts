import type { Role } from "#wire/access.ts";
import type { Cause, EpisodeState, Finding, Reason, Rule, RuleBody, Subject } from "#wire/alerts.ts";
import { MOST_LISTED, subjectKey } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";
import type { Episode } from "./episode.ts";

/** An episode that is stored. */
export interface Kept extends Episode {
  id: number;
}

export interface EpisodeRowOf {
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
    | "goodSince"
    | "noDataSince"
    | "turns"
    | "last"
    | "chainFrom"
    | "taken"
    | "isHurried"
    | "rotas"
    | "said"
    | "byHand"
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
  ...row.held,
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
  fired_at: iso(episode.firedAt),
  resolved_at: iso(episode.resolvedAt),
  owner: episode.owner,
  owner_role: episode.ownerRole,
  note: episode.note,
  ack_until: iso(episode.ackUntil),
  next_at: iso(episode.nextAt),
  held: {
    goodSince: episode.goodSince,
    noDataSince: episode.noDataSince,
    turns: episode.turns,
    last: episode.last,
    chainFrom: episode.chainFrom,
    taken: episode.taken,
    isHurried: episode.isHurried,
    rotas: episode.rotas,
    said: episode.said,
    byHand: episode.byHand,
  },
});

export async function recentEpisodes(run: Run, since: number): Promise<Kept[]> {
  return (await run<EpisodeRowOf>("recentEpisodes", [iso(since)])).map(keptOf);
}

export async function lockEpisode(run: Run, id: number): Promise<Kept | null> {
  return (await lockEpisodes(run, [id])).get(id) ?? null;
}

/** By id. */
export async function lockEpisodes(run: Run, ids: readonly number[]): Promise<Map<number, Kept>> {
  if (ids.length === 0) return new Map();
  const rows = await run<EpisodeRowOf>("lockEpisodes", [ids]);
  return new Map(rows.map((row) => [row.id, keptOf(row)]));
}

export interface Listed extends Kept {
  rules: Rule;
  finding: Finding | null;
  /** When that was found. */
  foundAt: number | null;
}

export async function listEpisodes(
  run: Run,
  wanted: {
    isOpen: boolean | null;
    owner: string | null;
    before: number;
    id: number | null;
    /** Those that were open then; absent or null: whenever. */
    asOf?: number | null;
    /** Only those that this message tells; absent or null: all. */
    group?: string | null;
    /** Only of these, as `subjectKey` writes them; absent or null: of all. */
    subjects?: readonly string[] | null;
  },
): Promise<Listed[]> {
  const { isOpen, owner, before, id, asOf = null, group = null, subjects = null } = wanted;
  const rows = await run<EpisodeRowOf & { body: RuleBody; finding: Finding | null; found_at: string | null }>(
    "listEpisodes",
    [isOpen, owner, before, id, iso(asOf), group, subjects, MOST_LISTED],
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
