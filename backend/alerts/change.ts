import { SECOND } from "#calendar/units.ts";
import type { Reason, Rule } from "#wire/alerts.ts";
import type { Decision, Episode, Intent, World } from "./episode.ts";
import { dueAt, isTooOld, nextStep, takeSteps } from "./steps.ts";

/** For how long it must be well before it is over. */
export const keepMs = (rule: Rule, { cause }: Episode) =>
  (cause === "unstable" ? rule.quietSeconds : rule.keepSeconds) * SECOND;

/** Nothing changes. */
export const stay = (was: Episode | null, reason: Reason): Decision => ({
  next: was,
  reason,
  say: [],
  nextAt: was?.nextAt ?? null,
});

/** Nothing comes of it yet. Where it was due, it says once why not: it is not due any more, and so never late. */
export const hold = (rule: Rule, was: Episode, reason: Reason, world: World, now: number): Decision =>
  was.nextAt !== null && was.nextAt <= now ? change(rule, was, {}, reason, world, now) : stay(was, reason);

/** The episode with these changes; takes the steps of the chain that are due. */
export function change(
  rule: Rule,
  was: Episode,
  changes: Partial<Episode>,
  reason: Reason,
  world: World,
  now: number,
): Decision {
  let next: Episode = { ...was, ...changes, seq: was.seq + 1 };
  if (next.state === "acknowledged" && next.goodSince === null && now >= next.ackUntil!)
    next = {
      ...next,
      state: "firing",
      ackUntil: null,
      owner: null,
      ownerRole: null,
      chainFrom: now,
      taken: null,
      isHurried: false,
      rotas: [],
    };
  const say: Intent[] = [];
  if (next.state === "firing" && next.goodSince === null && !isTooOld(rule, next, now))
    next = takeSteps(next, world.chain, now, say);
  next = { ...next, nextAt: nextAt(rule, next, world, now) };
  return { next, reason, nextAt: next.nextAt, say };
}

/** Later than now: only the step after one that found nobody is due at once. */
function nextAt(rule: Rule, episode: Episode, { chain }: World, now: number): number | null {
  const { state, since, goodSince, ackUntil, isHurried } = episode;
  const isWaking = goodSince === null && state === "firing" && !isTooOld(rule, episode, now);
  if (isWaking && isHurried) return now;
  const following = isWaking ? nextStep(chain, episode) : undefined;
  const times = [
    state === "pending" ? since + rule.forSeconds * SECOND : null,
    goodSince === null ? null : goodSince + keepMs(rule, episode),
    goodSince === null && state === "acknowledged" ? ackUntil : null,
    following ? dueAt(episode, following) : null,
  ].filter((at) => at !== null && at > now) as number[];
  return times.length > 0 ? Math.min(...times) : null;
}

/** Who never heard of it is not told that it is over. */
export function close(was: Episode, reason: Reason, now: number): Decision {
  const wasTold = was.state !== "pending";
  const next: Episode = {
    ...was,
    state: "resolved",
    seq: was.seq + 1,
    resolvedAt: now,
    nextAt: null,
    byHand: reason === "closed-by-hand",
  };
  return { next, reason, nextAt: null, say: wasTold ? [{ kind: "resolve", recipients: "told" }] : [] };
}
