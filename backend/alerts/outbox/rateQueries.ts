import type { ChannelKind } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso, ms } from "../../store/times.ts";

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
