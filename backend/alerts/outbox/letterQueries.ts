import type {
  Cause,
  Channel,
  ChannelKind,
  EpisodeState,
  Finding,
  MessageKind,
  MessageReason,
  MessageState,
  RuleBody,
  Subject,
} from "#wire/alerts.ts";
import type { Lang } from "#writing/lang.ts";
import type { Run } from "../../store/store.ts";
import { ms } from "../../store/times.ts";

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
