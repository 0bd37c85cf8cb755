import { HOUR, SECOND } from "#calendar/units.ts";
import type { Finding, Reason, Rule } from "#wire/alerts.ts";
import { reasonOf, type Seen, seenBy } from "./breach.ts";
import { change, close, hold, keepMs, stay } from "./change.ts";
import type { Decision, Episode, World } from "./episode.ts";
import { inhibitionOf } from "./inhibition.ts";
import { chainReason, isTooOld } from "./steps.ts";

/** What a person closed stays closed for so long, though it is still broken: half a shift. Our choice. */
const CLOSED_MS = 4 * HOUR;
/** Turns that are kept: more than any rule counts. */
const MOST_TURNS = 10;

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
    rotas: [],
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

/** With the turn of now, those that are recent. */
const turned = (rule: Rule, turns: readonly number[], now: number) =>
  [...turns, now].filter((at) => at > now - rule.chatterSeconds * SECOND).slice(-MOST_TURNS);

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
  const decided = change(rule, was, {}, chainReason(was, world, now), world, now);
  return decided.say.length > 0 || decided.next!.taken !== was.taken || was.isHurried
    ? decided
    : hold(rule, was, held, world, now);
}
