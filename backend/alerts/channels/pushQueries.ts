import { hash } from "node:crypto";
import type { NewSubscription, PushState } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso } from "../../store/times.ts";
import type { Subscription } from "./push.ts";

/** The browser of whoever signs in with this name; null: none rings. */
export async function readSubscription(run: Run, name: string): Promise<Subscription | null> {
  const [row] = await run<{ endpoint: string; p256dh: string; auth: string }>("readSubscription", [name]);
  return row ?? null;
}

/** Those of these names with which nobody signs in. */
export async function namesOfNobody(run: Run, names: readonly string[]): Promise<string[]> {
  return (await run<{ name: string }>("namesOfNobody", [names])).map(({ name }) => name);
}

/** What is told of a person's browser: all but what one needs to ring it. */
export async function browserOf(run: Run, person: number): Promise<PushState["browser"]> {
  const [row] = await run<{ endpoint: string; agent: string | null; since: string; gone_at: string | null }>(
    "subscriptionOf",
    [person],
  );
  if (!row) return null;
  return {
    id: hash("sha256", row.endpoint, "base64url"),
    agent: row.agent,
    since: Number(row.since),
    goneAt: row.gone_at === null ? null : Number(row.gone_at),
  };
}

/** A browser rings for whoever switched it on last, and for each person only one. */
export async function putSubscription(
  run: Run,
  person: number,
  { endpoint, keys: { p256dh, auth } }: NewSubscription,
  agent: string | null,
  at: number,
): Promise<void> {
  await run("takeBrowser", [person, endpoint]);
  await run("putSubscription", [person, endpoint, p256dh, auth, agent, iso(at)]);
}

/** What it was; null: there was none. */
export async function removeSubscription(run: Run, person: number) {
  const [row] = await run<{ endpoint: string; agent: string | null }>("removeSubscription", [person]);
  return row ?? null;
}

/** Its push service knows it no more. */
export async function loseSubscription(run: Run, endpoint: string, at: number): Promise<void> {
  await run("loseSubscription", [endpoint, iso(at)]);
}
