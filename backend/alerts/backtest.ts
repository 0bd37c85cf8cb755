import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Backtest, Finding, Rule, Subject } from "#wire/alerts.ts";
import type { PastChange, PastRange } from "#wire/sla.ts";
import { decide } from "./decide.ts";
import type { Decision, Episode, World } from "./episode.ts";
import { chainsAt, type Hearers } from "./escalation.ts";

/** So many episodes are told, the newest: more than anybody reads. */
const MOST_TOLD = 500;

type Told = Backtest["episodes"][number];

/** A subject of the rule, as it is at the minute that is judged. */
interface Standing {
  subject: Subject;
  world: World;
  was: Episode | null;
  found: PastChange["found"];
  /** What is told of its open episode; null: it has none, or none that fired. */
  told: Told | null;
  /** The worst of what was found since its breach began. */
  worst: Told["worst"] | null;
}

/**
 * What a rule would have done: the decision of the judge, at each whole minute of the past at which something changed,
 * and whenever one of its own times was over. Nobody acknowledges, nothing is muted, no source is silent and no other rule has told of the same
 * budget: none of that is known of a rule that was not there. Yields the time that it has come to, after each of them.
 * @param changes what was found, in order; null: a place to pause
 */
export function* backtest(
  rule: Rule,
  changes: Iterable<PastChange | null>,
  hearers: Hearers,
  { from, until }: PastRange,
): Generator<number, Backtest> {
  const { policy, severity } = rule;
  const chainFor = chainsAt(alwaysManned(hearers), from);
  const worldOf = (subject: Subject): World => ({
    silent: new Set(),
    burning: new Map(),
    chain: chainFor({ policy, severity, subject }),
  });
  const standing = new Map<string | null, Standing>();
  const episodes: Told[] = [];
  const mail = openMailCount(hearers);
  let endedEarly = 0;
  /** When the next of them is due, whatever is found. */
  let dueAt = Number.POSITIVE_INFINITY;

  function judge(one: Standing, now: number) {
    const { was } = one;
    const { next, reason, say }: Decision = decide(rule, was, findingOf(rule, one), one.world, now);
    if (next === was || next === null) return;
    one.was = next;
    const isFresh = was === null || was.state === "resolved";
    if (isFresh && next.state !== "resolved") one.worst = worseOf(null, one.found, now);
    if (next.state === "firing" && one.told === null) {
      const { since, cause } = next;
      one.told = { subject: one.subject, since, firedAt: now, resolvedAt: null, cause, worst: one.worst! };
      episodes.push(one.told);
    }
    if (one.told) one.told.cause = next.cause;
    mail.count(say, next, now);
    if (next.state === "resolved") {
      if (one.told) one.told.resolvedAt = now;
      else if (reason === "breach-ended-early") endedEarly++;
      one.told = null;
    }
    dueAt = Math.min(...[...standing.values()].map(dueOf));
  }
  /** What is due before that time, in order. */
  function pass(before: number) {
    while (dueAt < before) {
      const now = dueAt;
      for (const one of standing.values()) if (dueOf(one) <= now) judge(one, now);
      // What stays as it is, though its time is over, is looked at again.
      dueAt = Math.min(...[...standing.values()].map(dueOf).map((due) => (due > now ? due : now + MINUTE)));
    }
  }

  let last = from;
  for (const change of changes) {
    if (change === null) {
      yield last;
      continue;
    }
    const { at, of, found } = change;
    last = at;
    if (rule.only !== null && (of === null || !rule.only.includes(of))) continue;
    pass(at);
    let one = standing.get(of);
    if (!one) {
      const subject: Subject = { by: rule.by, of };
      one = { subject, world: worldOf(subject), was: null, found: null, told: null, worst: null };
      standing.set(of, one);
    }
    const isOther = found?.kind !== one.found?.kind;
    one.found = found;
    // Only what kind it is decides anything; but an open one may have become worse.
    if (one.was !== null && one.was.state !== "resolved") {
      one.worst = worseOf(one.worst, found, at);
      if (one.told) one.told.worst = one.worst!;
    }
    if (isOther || dueOf(one) <= at) judge(one, at);
    yield at;
  }
  pass(until);
  return {
    from,
    until,
    fired: episodes.length,
    endedEarly,
    episodes: episodes.slice(-MOST_TOLD).reverse(),
    days: (until - from) / DAY,
    messages: mail.rows(),
  };
}

const dueOf = ({ was }: Standing) =>
  was === null || was.state === "resolved"
    ? Number.POSITIVE_INFINITY
    : (was.nextAt ?? Number.POSITIVE_INFINITY);

const findingOf = ({ condition, burn }: Rule, { subject, found }: Standing): Finding | null =>
  found && {
    condition,
    ...(burn ? { burn } : {}),
    subject,
    kind: found.kind,
    why: found.why,
    numerator: String((found.cases ?? 0) - found.bad),
    denominator: String(found.cases ?? 0),
    target: null,
    window: null,
    state: "settled",
    missing: [],
    isBelieved: true,
    facts: {},
  };

/** The higher share of misses; of deadlines, the more at once. */
function worseOf(was: Told["worst"] | null, found: PastChange["found"], at: number): Told["worst"] {
  const { bad, cases } = found ?? { bad: 0, cases: null };
  const shareOf = (one: { bad: number; cases: number | null }) => one.bad / (one.cases || 1);
  return was && shareOf(was) >= shareOf({ bad, cases }) ? was : { at, bad, cases };
}

/** A rota as if somebody were always on duty: who was on duty in the past is not known. Its number stands for whoever it is. */
function alwaysManned({ recipients, rotas }: Hearers): Hearers {
  const people = rotas.map(({ id, name }) => ({
    id: -id,
    name,
    lang: "th" as const,
    channels: [],
    hears: [],
    mostIn10Minutes: 1,
    secret: "",
  }));
  return {
    recipients: [...recipients, ...people],
    rotas: rotas.map((rota) => ({
      ...rota,
      firstDay: 0,
      overrides: [],
      shifts: [{ from: 0, until: 0, turn: "daily", people: [-rota.id] }],
    })),
  };
}

/** What each would have got, by day. */
function openMailCount({ recipients, rotas }: Hearers) {
  const got = new Map<number, Map<number, number>>();
  return {
    count(say: Decision["say"], { said }: Episode, now: number) {
      for (const intent of say)
        for (const id of intent.kind === "resolve" ? said : intent.recipients) {
          const days = got.get(id) ?? new Map<number, number>();
          got.set(id, days);
          days.set(dayOf(now), (days.get(dayOf(now)) ?? 0) + 1);
        }
    },
    rows: (): Backtest["messages"] =>
      [
        ...recipients.map(({ id, name }) => ({ id, name, isRota: false })),
        ...rotas.map(({ id, name }) => ({ id: -id, name, isRota: true })),
      ].flatMap(({ id, name, isRota }) => {
        const days = [...(got.get(id) ?? [])];
        if (days.length === 0) return [];
        const [mostOn, most] = days.reduce((best, each) => (each[1] > best[1] ? each : best));
        const count = days.reduce((sum, [, each]) => sum + each, 0);
        return [{ name, isRota, count, most, mostOn: startOf(mostOn) }];
      }),
  };
}
