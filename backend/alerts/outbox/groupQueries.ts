import type { MessageReason } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso } from "../../store/times.ts";
import type { Settled } from "./outcomes.ts";

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
  await run("unfoldMessage", [id, from, state, why, iso(dueAt), iso(endedAt), mayHaveGone]);
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
