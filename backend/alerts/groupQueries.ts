import type { MessageReason } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import type { Settled } from "./settle.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

/** A message that tells others is being sent by whoever has just made it, by the room that was taken for it. */
export async function claimGroup(
  run: Run,
  id: string,
  claim: string,
  { until, now }: { until: number; now: number },
): Promise<void> {
  await run("claimGroup", [id, claim, iso(until), iso(now)]);
}

export type Unfolded = Pick<Settled, "why" | "dueAt" | "mayHaveGone"> & {
  state: Settled["state"] | "deferred";
  endedAt: number | null;
};

/** What another message was to tell is on its own again. */
export async function unfoldMessage(run: Run, id: string, from: string, became: Unfolded): Promise<void> {
  const { state, why, dueAt, endedAt, mayHaveGone } = became;
  await run("unfoldMessage", [id, from, state, why, isoOrNull(dueAt), isoOrNull(endedAt), mayHaveGone]);
}

/** The message that tells them may have gone. */
export async function doubtFolded(run: Run, id: string): Promise<void> {
  await run("doubtFolded", [id]);
}

/** All that a message was to tell but these was acknowledged or over when it was sent. */
export async function leaveOut(run: Run, id: string, told: readonly string[], at: number): Promise<void> {
  await run("leaveOut", [id, told, iso(at)]);
}

/** They go into a message that tells them together. */
export async function foldMessages(
  run: Run,
  ids: readonly string[],
  claim: string,
  into: { id: string; why: MessageReason },
): Promise<void> {
  await run("foldMessages", [ids, claim, into.id, into.why]);
}
