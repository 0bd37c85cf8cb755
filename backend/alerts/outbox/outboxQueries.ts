import type { MessageReason, MessageState } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso, ms } from "../../store/times.ts";

interface Claim {
  claim: string;
  until: number;
  now: number;
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

/** Those whose sender is gone, of reports or of all others. @param own claims of which this process knows that it is not */
export async function claimExpired(
  run: Run,
  { claim, until, now }: Claim,
  { own, isOfReports }: { own: readonly string[]; isOfReports: boolean },
): Promise<string[]> {
  const rows = await run<{ id: string }>("claimExpired", [claim, iso(until), iso(now), own, isOfReports]);
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

/**
 * They go by no channel before the next one: theirs has no room. Gives the ids of those that have not gone there
 * before.
 */
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
