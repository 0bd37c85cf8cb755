import type { ChannelKind, MessageKind, MessageReason, MessageState } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();

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
