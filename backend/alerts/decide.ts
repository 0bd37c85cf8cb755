import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Role } from "#wire/access.ts";
import {
  type Cause,
  type EpisodeState,
  type Finding,
  type Reason,
  type Rule,
  type Subject,
  subjectKey,
} from "#wire/alerts.ts";

/** What is kept of an episode. Times are epoch milliseconds. */
export interface Episode {
  rule: string;
  version: number;
  subject: Subject;
  state: EpisodeState;
  cause: Cause;
  /** Raised by every change: who changes it says which one it knew. */
  seq: number;
  /** When what is wrong began. */
  since: number;
  firedAt: number | null;
  resolvedAt: number | null;
  /** Since when it is well again, without a break. */
  goodSince: number | null;
  noDataSince: number | null;
  /** When it went from good to bad or back, the newest last. */
  turns: readonly number[];
  last: "bad" | "good" | null;
  /** From when the chain is counted. */
  chainFrom: number | null;
  /** The last step that was taken; null: none. A step is known by its minutes: who hears of it changes, and so its place. */
  taken: number | null;
  /** The last step found nobody on duty: the next one is due at once. */
  isHurried: boolean;
  /** Steps that found nobody on duty: they are taken when somebody is. */
  owed: readonly number[];
  /** Recipients who were told of it, or will be. */
  said: readonly number[];
  owner: string | null;
  /** Walls tell it in place of the name; null: not known. */
  ownerRole: Role | null;
  note: string | null;
  ackUntil: number | null;
  byHand: boolean;
  nextAt: number | null;
}

export interface World {
  /** Names of the sources whose silence is an open episode of its own. */
  silent: ReadonlySet<string>;
  /** By `burnKey`, the shortest long window over which a budget is known to be used up too fast, in minutes. */
  burning: ReadonlyMap<string, number>;
  /** Who is told how long after the alert, soonest first. */
  chain: readonly {
    afterMinutes: number;
    recipients: readonly number[];
    /** Those of them who hear of it because they are on duty. Absent: none. */
    duty?: ReadonlyMap<number, unknown>;
    /** A rota of this step has nobody on duty now: then the next step is taken at once. */
    isUnmanned?: boolean;
  }[];
}

/** To whom what is said, at which step of the chain, by its minutes. `told`: everybody who got, or may have got, the alert. */
export type Intent =
  | { kind: "firing" | "reminder"; step: number; recipients: readonly number[] }
  | { kind: "resolve"; recipients: "told" };

export interface Decision {
  /** The same object as before: nothing is to be written. */
  next: Episode | null;
  reason: Reason;
  /** When it must be looked at again whatever happens; null: not before something changes. */
  nextAt: number | null;
  say: readonly Intent[];
}

/** What a person closed stays closed for so long, though it is still broken: half a shift. Our choice. */
const CLOSED_MS = 4 * HOUR;
/** Turns that are kept: more than any rule counts. */
const MOST_TURNS = 10;

type Seen = "bad" | "good" | "between" | "few" | "no-data" | "not-settled";

/** What began later than now, by a clock that was ahead, began now: nothing that has to last lasts an hour longer. */
export function notAhead<E extends Episode>(episode: E, now: number): E {
  const by = (at: number | null) => at && Math.min(at, now);
  return {
    ...episode,
    since: Math.min(episode.since, now),
    firedAt: by(episode.firedAt),
    resolvedAt: by(episode.resolvedAt),
    goodSince: by(episode.goodSince),
    noDataSince: by(episode.noDataSince),
    chainFrom: by(episode.chainFrom),
    turns: episode.turns.map((at) => Math.min(at, now)),
  };
}

/** What becomes of an episode, and why. @param was the last one of this rule and subject, resolved or not */
export function decide(
  rule: Rule,
  was: Episode | null,
  finding: Finding | null,
  world: World,
  now: number,
): Decision {
  const open = was && was.state !== "resolved" ? was : null;
  if (!rule.isOn) return open ? close(open, "rule-off", now) : stay(was, "rule-off");
  if (!finding) return open ? close(open, "slice-gone", now) : stay(was, "slice-gone");
  const seen = seenBy(rule, finding);
  if (!open) return begin(rule, was, finding, seen, world, now);
  const decided = goOn(rule, open, finding, seen, world, now);
  // Judged by the rule as it is now, from the first look on.
  if (open.version === rule.version || decided.next?.state === "resolved") return decided;
  if (decided.next !== open) return { ...decided, next: { ...decided.next!, version: rule.version } };
  return change(rule, open, { version: rule.version }, "rule-changed", world, now);
}

const RANK = { good: 0, between: 1, bad: 2 } as const;

function seenBy(rule: Rule, { kind, state, oneWay }: Finding): Seen {
  if (kind === "few") return "few";
  if (kind === "no-data") return rule.noData === "bad" || rule.noData === "good" ? rule.noData : "no-data";
  // The last minute is half filled. Only where what is missed can but grow a figure is believed before it is settled.
  if ((state === "open" || state === "provisional") && !oneWay) return "not-settled";
  if (RANK[kind] >= RANK[rule.opens]) return "bad";
  return RANK[kind] <= RANK[rule.recovers] ? "good" : "between";
}

function begin(
  rule: Rule,
  was: Episode | null,
  finding: Finding,
  seen: Seen,
  world: World,
  now: number,
): Decision {
  if (was?.byHand && was.last === "bad" && now < was.resolvedAt! + CLOSED_MS) {
    if (seen !== "good") return stay(was, "closed-by-hand");
    return { next: { ...was, seq: was.seq + 1, last: "good" }, reason: "no-breach", nextAt: null, say: [] };
  }
  const isNoData = seen === "no-data" && rule.noData === "alert";
  if (seen !== "bad" && !isNoData) return stay(was, seen === "good" ? "no-breach" : reasonOf(seen));
  const turns = isNoData ? [] : turned(rule, was?.turns ?? [], now);
  const pending: Episode = {
    rule: rule.id,
    version: rule.version,
    subject: finding.subject,
    state: "pending",
    cause: isNoData ? "no-data" : "limit",
    seq: 0,
    since: now,
    firedAt: null,
    resolvedAt: null,
    goodSince: null,
    noDataSince: isNoData ? now : null,
    turns,
    last: isNoData ? null : "bad",
    chainFrom: null,
    taken: null,
    isHurried: false,
    owed: [],
    said: [],
    owner: null,
    ownerRole: null,
    note: null,
    ackUntil: null,
    byHand: false,
    nextAt: null,
  };
  const fired = ripen(rule, pending, finding, world, now);
  if (fired) return fired;
  const reason = isNoData ? "no-data-began" : "breach-began";
  return { ...change(rule, pending, {}, reason, world, now) };
}

/** It fires, if it has held for long enough or is unstable, and nothing inhibits it. */
function ripen(rule: Rule, was: Episode, finding: Finding, world: World, now: number): Decision | null {
  const isUnstable = was.cause === "limit" && was.turns.length >= rule.turns;
  if (!isUnstable && now < was.since + rule.forSeconds * SECOND) return null;
  if (inhibitionOf(finding, world)) return null;
  const fired = {
    state: "firing",
    firedAt: now,
    chainFrom: now,
    cause: isUnstable ? "unstable" : was.cause,
  } as const;
  return change(rule, was, fired, isUnstable ? "unstable-began" : "breach-held", world, now);
}

/** Budgets are used up by objective and subject. */
export const burnKey = ({ condition, subject }: { condition: string; subject: Subject }) =>
  `${condition} ${subjectKey(subject)}`;

/** Why nobody is told: a silent source explains what is seen, or a shorter window of the same budget has told it. */
function inhibitionOf(finding: Finding, { silent, burning }: World): "inhibited" | "faster-told" | null {
  const { condition, burn, missing } = finding;
  if (!condition.startsWith("source-") && missing.some((name) => silent.has(name))) return "inhibited";
  return burn && (burning.get(burnKey(finding)) ?? burn.longMinutes) < burn.longMinutes
    ? "faster-told"
    : null;
}

function goOn(rule: Rule, was: Episode, finding: Finding, seen: Seen, world: World, now: number): Decision {
  if (was.cause === "no-data") {
    if (seen !== "no-data") return close(was, "data-came-back", now);
    return was.state === "pending"
      ? (ripen(rule, was, finding, world, now) ??
          hold(rule, was, waitingFor(rule, was, finding, world, now), world, now))
      : byTime(rule, was, "no-data-held", world, now);
  }
  if (was.state === "pending") {
    if (seen === "good") return close(was, "breach-ended-early", now);
    if (seen !== "bad") return hold(rule, was, reasonOf(seen), world, now);
    return (
      ripen(rule, was, finding, world, now) ??
      hold(rule, was, waitingFor(rule, was, finding, world, now), world, now)
    );
  }
  if (seen === "no-data" && was.noDataSince === null)
    return change(rule, was, { noDataSince: now, goodSince: null }, "no-data-held", world, now);
  if (seen === "good" && was.goodSince === null) return recovering(rule, was, world, now);
  if (seen === "good" && now >= was.goodSince! + keepMs(rule, was)) return close(was, "recovered", now);
  if (seen === "bad" && (was.last === "good" || was.noDataSince !== null)) {
    const turns = was.last === "good" ? turned(rule, was.turns, now) : was.turns;
    const isNew = was.cause === "limit" && turns.length >= rule.turns;
    const cause = isNew ? "unstable" : was.cause;
    const back = { turns, cause, last: "bad", goodSince: null, noDataSince: null } as const;
    return change(rule, was, back, isNew ? "unstable-began" : "breach-returned", world, now);
  }
  if (was.noDataSince !== null && (seen === "between" || seen === "few"))
    return change(rule, was, { noDataSince: null }, "data-came-back", world, now);
  // Between the thresholds it is not well: a recovery is counted from the next time that it is.
  if (seen === "between" && was.goodSince !== null)
    return change(rule, was, { goodSince: null }, "between-thresholds", world, now);
  const held = seen === "bad" ? "still-broken" : seen === "good" ? "recovery-not-kept" : reasonOf(seen);
  return byTime(rule, was, held, world, now);
}

function recovering(rule: Rule, was: Episode, world: World, now: number): Decision {
  const turns = was.last === "bad" ? turned(rule, was.turns, now) : was.turns;
  const isNew = was.cause === "limit" && turns.length >= rule.turns;
  const next: Episode = {
    ...was,
    turns,
    last: "good",
    goodSince: now,
    noDataSince: null,
    cause: isNew ? "unstable" : was.cause,
  };
  if (keepMs(rule, next) === 0) return close(next, "recovered", now);
  return change(rule, next, {}, isNew ? "unstable-began" : "recovery-began", world, now);
}

const keepMs = (rule: Rule, { cause }: Episode) =>
  (cause === "unstable" ? rule.quietSeconds : rule.keepSeconds) * SECOND;

/** With the turn of now, those that are recent. */
const turned = (rule: Rule, turns: readonly number[], now: number) =>
  [...turns, now].filter((at) => at > now - rule.chatterSeconds * SECOND).slice(-MOST_TURNS);

const reasonOf = (seen: Exclude<Seen, "bad" | "good">): Reason =>
  seen === "between" ? "between-thresholds" : seen === "no-data" ? "no-data-held" : seen;

const waitingFor = (rule: Rule, was: Episode, finding: Finding, world: World, now: number): Reason =>
  (now >= was.since + rule.forSeconds * SECOND && inhibitionOf(finding, world)) || "for-not-over";

/** What time alone brings: an acknowledgement that ends, the next step of the chain. */
function byTime(rule: Rule, was: Episode, held: Reason, world: World, now: number): Decision {
  // While it recovers nobody is woken.
  if (was.goodSince !== null) return hold(rule, was, held, world, now);
  if (was.state === "acknowledged") {
    if (now < was.ackUntil!) return hold(rule, was, "ack-holds", world, now);
    return change(rule, was, {}, "ack-expired", world, now);
  }
  if (isTooOld(rule, was, now)) return hold(rule, was, "chain-too-old", world, now);
  const decided = change(rule, was, {}, chainReason(was, world), world, now);
  return decided.say.length > 0 || decided.next!.taken !== was.taken || was.isHurried
    ? decided
    : hold(rule, was, held, world, now);
}

/** Why somebody is told of what has not changed. */
function chainReason(was: Episode, { chain }: World): Reason {
  if (was.isHurried) return "nobody-on-duty";
  const isManned = chain.some((step) => !step.isUnmanned && was.owed.includes(step.afterMinutes));
  return isManned ? "duty-began" : "chain-step";
}

/** The step of the chain that was not reached yet; undefined: it is at its end. */
export const nextStep = <S extends { afterMinutes: number }>(
  chain: readonly S[],
  { taken }: Pick<Episode, "taken">,
): S | undefined => chain.find(({ afterMinutes }) => taken === null || afterMinutes > taken);

/** When a step of an episode that has fired is due. */
export const dueAt = (
  { chainFrom }: Pick<Episode, "chainFrom">,
  { afterMinutes }: { afterMinutes: number },
): number => chainFrom! + afterMinutes * MINUTE;

const isTooOld = (rule: Rule, { firedAt }: Episode, now: number) =>
  firedAt !== null && now - firedAt > rule.chainHours * HOUR;

const stay = (was: Episode | null, reason: Reason): Decision => ({
  next: was,
  reason,
  say: [],
  nextAt: was?.nextAt ?? null,
});

/** Nothing comes of it yet. Where it was due, it says once why not: it is not due any more, and so never late. */
const hold = (rule: Rule, was: Episode, reason: Reason, world: World, now: number): Decision =>
  was.nextAt !== null && was.nextAt <= now ? change(rule, was, {}, reason, world, now) : stay(was, reason);

/** The episode with these changes; takes the steps of the chain that are due. */
function change(
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
      owed: [],
    };
  const say: Intent[] = [];
  if (next.state === "firing" && next.goodSince === null && !isTooOld(rule, next, now))
    next = takeSteps(next, world.chain, now, say);
  next = { ...next, nextAt: nextAt(rule, next, world, now) };
  return { next, reason, nextAt: next.nextAt, say };
}

/** Takes the steps that are due, up to one that finds nobody: the next is a change of its own, which says why. */
function takeSteps(was: Episode, chain: World["chain"], now: number, say: Intent[]): Episode {
  // Also where no step is left: it is said once that nobody was on duty.
  let next = { ...was, isHurried: false };
  const following = nextStep(chain, was);
  for (const each of chain) {
    const { afterMinutes: step, recipients, duty, isUnmanned = false } = each;
    const isOver = was.taken !== null && step <= was.taken;
    if (!isOver && !(was.isHurried && each === following) && now < dueAt(was, each)) break;
    // What was taken is over, but where it had found nobody.
    if (isOver && (isUnmanned || !was.owed.includes(step))) continue;
    const { said, owed } = next;
    const fresh = recipients.filter((id) => !said.includes(id));
    const again = recipients.filter((id) => said.includes(id) && (!isOver || duty?.has(id)));
    if (fresh.length > 0) say.push({ kind: "firing", step, recipients: fresh });
    if (again.length > 0) say.push({ kind: "reminder", step, recipients: again });
    next = {
      ...next,
      said: [...said, ...fresh],
      taken: isOver ? next.taken : step,
      isHurried: isUnmanned,
      owed: isUnmanned ? [...owed, step] : owed.filter((other) => other !== step),
    };
    if (isUnmanned) break;
  }
  return next;
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
function close(was: Episode, reason: Reason, now: number): Decision {
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

/** A person takes it, until then: nobody else is told meanwhile but that it is over. */
export function acknowledge(
  was: Episode,
  by: { owner: string; ownerRole: Role | null; note: string | null; until: number },
): Decision {
  const { owner, ownerRole, note, until } = by;
  const goodAt = was.goodSince === null ? null : was.nextAt;
  const nextAt = goodAt === null ? until : Math.min(goodAt, until);
  const next: Episode = {
    ...was,
    state: "acknowledged",
    seq: was.seq + 1,
    owner,
    ownerRole,
    note,
    ackUntil: until,
    nextAt,
  };
  return { next, reason: "acknowledged", nextAt, say: [] };
}

/** A person closes it, whatever is seen. */
export function closeByHand(was: Episode, by: { owner: string; note: string | null }, now: number): Decision {
  const closed = close(was, "closed-by-hand", now);
  return { ...closed, next: { ...closed.next!, ...by } };
}
