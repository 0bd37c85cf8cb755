/**
 * A month of a simulated centre, with what goes wrong there: late and repeated events, slow banks, complaints and releases
 * that are not made in time, silent sources, a nightly mute, troubles of the system, LINE's messages used up, and receivers
 * that are busy, refuse or hang up. Its episodes and messages are compared with lists that are made from the events alone,
 * minute by minute, in the plainest way.
 *
 * Real: what is to be said of a running time (`riskOf`), the verdict on an objective and how fast its budget is used up
 * (`verdictOf`), the findings, the decision for all rules, inhibition, the chain and the rota, mutes, and what becomes of a
 * message after each try (`settle`). Simulated: the clock, which is moved by minutes; the database, whose rows are kept and
 * counted here; and the channels. The statements that do the same in the database have tests of their own (alerts, crashes,
 * duty).
 */
import { expect, it } from "vitest";
import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND, WEEK } from "#calendar/units.ts";
import { subjectKey } from "#wire/alerts.ts";
import type { Warning } from "#wire/sceneParts.ts";
import type { Deadline, DeadlineKind, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import type { Kept } from "../../backend/alerts/episodeQueries.ts";
import {
  findingsOf,
  quotaFindings,
  type SenderLamp,
  webhookFindings,
} from "../../backend/alerts/findings.ts";
import { decideAll } from "../../backend/alerts/judge.ts";
import { mutedUntil } from "../../backend/alerts/mutes.ts";
import type { Letter } from "../../backend/alerts/outbox/letterQueries.ts";
import type { NewMessage } from "../../backend/alerts/outbox/messageQueries.ts";
import { messagesOf, messageTo } from "../../backend/alerts/outbox/messages.ts";
import { type Outcome, settle } from "../../backend/alerts/outbox/outcomes.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { silences } from "../../backend/simulator/mishaps.ts";
import type { Counted } from "../../backend/sla/judge.ts";
import { type Pace, riskOf, TIMERS } from "../../backend/sla/risk.ts";
import { verdictOf } from "../../backend/sla/verdict.ts";
import { listOf, mailOf, type Received, type Should } from "./monthList.ts";
import {
  AGENCIES,
  at,
  BANKS,
  type Case,
  type Cases,
  casesOf,
  FAST,
  FIRST,
  isTroubled,
  LEAST_CASES,
  LEAST_MISSES,
  MINUTES,
  minuteFrom,
  mute,
  PLAN,
  quotas,
  RULES,
  recipients,
  rota,
  SHARES,
  SLOW,
  TARGET,
  WATCH,
} from "./monthPlan.ts";

const world = { rules: RULES, recipients, rotas: [rota], mutes: [mute] };
const OBJECTIVE: ObjectiveVersion = {
  id: "freeze-60m",
  version: 1,
  from: 0,
  by: "test",
  objective: {
    ...{ th: "", en: "", metric: "freezes.answered_share_60m", target: TARGET, watch: WATCH },
    ...{
      minimumSample: LEAST_CASES,
      window: { kind: "day" },
      by: ["all", "bank"],
      stretch: false,
      enabled: true,
    },
    burn: [
      { ...FAST, share: SHARES.fast, least: LEAST_MISSES },
      { ...SLOW, share: SHARES.slow, least: LEAST_MISSES },
    ],
  },
};

/** What mail does with a try: always the same with the same message. What is in doubt has gone. SMS takes all. */
function answerOf({ id, tries, channelKind }: Message): Outcome {
  const fate = chance("answer", id)();
  const none = { code: null, receipt: null };
  if (channelKind === "sms" || fate < 0.7) return { kind: "sent", ...none };
  if (fate < 0.8)
    return tries < 2
      ? { kind: "later", why: "receiver-busy", afterMs: null, ...none }
      : { kind: "sent", ...none };
  if (fate < 0.9) return { kind: "refused", why: "refused-by-receiver", ...none };
  return { kind: "doubt", why: "cut-off", ...none };
}

interface Message extends Omit<NewMessage, "episode"> {
  episode: number;
  tries: number;
  mayHaveGone: boolean;
}
/** Those that the centre has heard of, minute by minute. */
function hearing(cases: readonly Case[]) {
  const all = [...cases].sort((a, b) => a.heardAt - b.heardAt);
  let next = 0;
  return (now: number) => {
    const from = next;
    while (next < all.length && all[next]!.heardAt <= now) next++;
    return all.slice(from, next);
  };
}

/** Of which running times something is to be said. */
function openDeadlines(kind: DeadlineKind, cases: readonly Case[]) {
  const { withinMs, newsMs } = TIMERS[kind];
  const heard = hearing(cases);
  let open: Case[] = [];
  return (now: number, paces?: ReadonlyMap<string, Pace>): Deadline[] => {
    open = [...open, ...heard(now)].filter(
      ({ doneAt, startedAt }) => doneAt > now && now - startedAt <= withinMs + newsMs,
    );
    return open.flatMap(({ id, of, startedAt }): Deadline[] => {
      const why = riskOf(TIMERS[kind], startedAt, now, paces?.get(of));
      const whose = kind === "complaint" ? { bank: null, agency: of } : { bank: of, agency: null };
      const common = { kind, id, ...whose, province: null, hop: null, satang: "0" };
      return why ? [{ ...common, startedAt, dueAt: startedAt + withinMs, why }] : [];
    });
  };
}

/** How the banks have answered, as the figures count it. */
function openFigures(freezes: readonly Case[]) {
  const heard = hearing(freezes);
  const starts = freezes.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
  /** How many began before then. */
  function before(time: number): number {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  /** Those of today, and those that a burn looks at. */
  let known: Case[] = [];
  const none = () => ({ kept: 0, missed: 0, pending: 0 });
  /** @param silent banks that tell nothing now */
  return (now: number, silent: readonly string[]): Verdict[] => {
    const from = startOf(dayOf(now));
    const window = { from, until: from + DAY };
    const over = now - HOUR;
    known = known.filter(({ startedAt }) => startedAt >= Math.min(from, over - SLOW.longMinutes * MINUTE));
    known.push(...heard(now));
    const all = none();
    const ofBanks = new Map(BANKS.map((bank) => [bank, none()]));
    const lasts = [FAST, SLOW].map((pair) => ({ pair, long: none(), short: none() }));
    for (const { of, startedAt, doneAt } of known) {
      const isKept = doneAt <= now && doneAt - startedAt <= HOUR;
      const became = isKept ? "kept" : startedAt < over ? "missed" : "pending";
      if (startedAt >= from) {
        all[became]++;
        ofBanks.get(of)![became]++;
      }
      if (startedAt >= over) continue;
      for (const { pair, long, short } of lasts) {
        if (startedAt >= over - pair.longMinutes * MINUTE) long[became]++;
        if (startedAt >= over - pair.shortMinutes * MINUTE) short[became]++;
      }
    }
    const counted = (
      { kept, missed, pending }: typeof all,
      state: Counted["state"],
      by: readonly string[],
    ): Counted => {
      const sources = silent.filter((name) => by.includes(name));
      const missing = sources.length > 0 ? { missing: { sources, of: by.length } } : {};
      return { of: BigInt(kept + missed), kept: BigInt(kept), pending: BigInt(pending), state, ...missing };
    };
    const [aWeekAgo, until] = [now - WEEK, window.until - WEEK];
    const given = {
      ...{ version: OBJECTIVE, window, at: now, out: [] },
      ...{ total: undefined, month: undefined, lastHour: undefined },
    };
    return [
      verdictOf({
        ...given,
        slice: { by: "all", of: null },
        all: counted(all, "open", BANKS),
        lastWeek: aWeekAgo < FIRST ? null : BigInt(before(until) - before(aWeekAgo)),
        burn: lasts.map(({ long, short }) => ({
          long: counted(long, "settled", BANKS),
          short: counted(short, "settled", BANKS),
        })),
      }),
      ...BANKS.map((bank) =>
        verdictOf({
          ...given,
          slice: { by: "bank", of: bank },
          all: counted(ofBanks.get(bank)!, "open", [bank]),
          lastWeek: null,
          burn: [],
        }),
      ),
    ];
  };
}

/** The month as the program lives through it. */
function live({ freezes, complaints, releases }: Cases) {
  const silentAt = silences(PLAN);
  const episodes = new Map<string, Kept>();
  const all = new Map<number, Kept>();
  const messages = new Map<string, Message>();
  const ofEpisode = new Map<number, Message[]>();
  /** Those of them that are still to be sent. */
  const waiting = new Set<Message>();
  const received: Received[] = [];
  const heard = hearing(freezes);
  /** Those that may have been decided in the last hour. */
  let recent: Case[] = [];
  const deadlinesOf = {
    freeze: openDeadlines("freeze", freezes),
    complaint: openDeadlines("complaint", complaints),
    release: openDeadlines("release", releases),
  };
  const verdictsAt = openFigures(freezes.filter(({ of }) => BANKS.includes(of)));

  const add = (made: readonly (NewMessage | null)[]) => {
    for (const each of made) {
      if (!each || messages.has(each.id)) continue;
      const message = { ...each, episode: each.episode!, tries: 0, mayHaveGone: false };
      messages.set(message.id, message);
      ofEpisode.set(message.episode, [...(ofEpisode.get(message.episode) ?? []), message]);
      waiting.add(message);
    }
  };
  const end = (episode: Kept, now: number) => {
    const own = (ofEpisode.get(episode.id) ?? []).filter(({ kind }) => kind !== "resolve");
    for (const each of own)
      if (["queued", "deferred"].includes(each.state)) each.state = each.mayHaveGone ? "doubt" : "superseded";
    const told = own.filter(
      ({ kind, state }) => kind === "firing" && ["sent", "delivered", "doubt"].includes(state),
    );
    add(
      [...new Set(told.map((each) => each.recipient!))].map((who) =>
        messageTo(who, "resolve", 0, { episode, recipients, mutes: [mute], now }),
      ),
    );
  };
  function send(now: number) {
    for (const message of waiting) {
      if (!["queued", "deferred"].includes(message.state)) waiting.delete(message);
      if (!["queued", "deferred"].includes(message.state) || message.dueAt > now) continue;
      const episode = all.get(message.episode)!;
      const until = mutedUntil([mute], episode, now);
      if (until !== null) {
        Object.assign(message, { state: "deferred", dueAt: until });
        continue;
      }
      message.tries++;
      const outcome = answerOf(message);
      const recipient = recipients.find(({ id }) => id === message.recipient)!;
      const letter = { ...message, recipient } as unknown as Letter;
      const settled = settle(letter, outcome, message.kind === "resolve" || episode.state === "firing", now);
      Object.assign(message, { ...settled, dueAt: settled.dueAt ?? message.dueAt });
      if (outcome.kind === "sent" || outcome.kind === "doubt")
        received.push({
          of: nameOf(episode),
          kind: message.kind,
          who: message.recipient!,
          minute: minuteFrom(now),
        });
      if (settled.follow === null) continue;
      const channel = settled.follow === "fallback" ? message.channel + 1 : message.channel;
      const repeat = settled.state === "doubt" ? message.repeat + 1 : message.repeat;
      const id = `${message.id} ${channel} ${repeat}`;
      const channelKind = recipient.channels[channel]!.kind;
      add([{ ...message, id, channel, channelKind, repeat, state: "queued", dueAt: now }]);
    }
  }

  for (let minute = 0; minute < MINUTES; minute++) {
    const now = at(minute);
    recent = [...recent, ...heard(now)].filter(({ startedAt }) => now - startedAt <= 2 * HOUR);
    const paces = new Map(BANKS.map((bank): [string, Pace] => [bank, { inTime: 0, of: 0 }]));
    for (const { of, startedAt, doneAt } of recent) {
      const decidedAt = Math.min(doneAt, startedAt + HOUR + 1);
      const pace = paces.get(of);
      if (!pace || decidedAt > now || decidedAt <= now - HOUR) continue;
      pace.of++;
      if (doneAt - startedAt <= HOUR) pace.inTime++;
    }
    const deadlines = [
      ...deadlinesOf.freeze(now, paces),
      ...deadlinesOf.complaint(now),
      ...deadlinesOf.release(now),
    ];
    const lamps = BANKS.map((name): SenderLamp => {
      const silence = silentAt(name, now);
      return {
        name,
        silent: silence !== null && now - silence.from > 45 * SECOND,
        behind: isTroubled("source-behind", name, minute),
        heard: FIRST,
        types: ["freeze.confirmed", "freeze.refused", "freeze.released"],
        banks: [name],
        agencies: [],
      } as unknown as SenderLamp;
    });
    const silent = lamps.filter((lamp) => lamp.silent).map(({ name }) => name);
    const warnings: Warning[] = [
      ...(isTroubled("disk", null, minute) ? [{ kind: "disk-low" as const, percent: 3 }] : []),
      ...(isTroubled("clock", null, minute) ? [{ kind: "clocks-differ" as const, byMs: 9_000 }] : []),
      ...(isTroubled("figures", null, minute)
        ? [{ kind: "figures-differ" as const, hours: 1, since: FIRST }]
        : []),
    ];
    const webhook = { kind: "webhook" as const, url: "https://a.example.go.th", format: "standard" as const };
    const gone = isTroubled("webhook-gone", "somebody", minute) ? [{ url: webhook.url, at: now }] : [];
    const findings = findingsOf({
      now,
      deadlines,
      victims: new Map(),
      lamps,
      banks: BANKS,
      agencies: AGENCIES,
      verdicts: verdictsAt(now, silent),
      metrics: new Map(),
      missedOf: () => null,
      dueAt: null,
      screens: ["hall", "desk"].map((name) => ({
        name,
        isConnected: true,
        isFrozen: isTroubled("screen-frozen", name, minute),
        isFailing: false,
      })),
      warnings,
    });
    findings.push(...webhookFindings([{ name: "somebody", channels: [webhook], gone }]));
    findings.push(...quotaFindings(quotas[minute]!, now));
    const { changes } = decideAll(world, findings, episodes, now);
    for (const { rule, was, next: changed, decision, isNew, chain } of changes) {
      const kept = { ...changed, id: isNew ? all.size + 1 : was!.id };
      all.set(kept.id, kept);
      episodes.set(`${rule.id} ${subjectKey(kept.subject)}`, kept);
      add(messagesOf(decision.say, chain, { episode: kept, recipients, mutes: [mute], now }));
      if (decision.say.some(({ kind }) => kind === "resolve")) end(kept, now);
    }
    send(now);
  }
  return { episodes: [...all.values()], received };
}
const nameOf = ({ rule, subject, firedAt }: Pick<Kept, "rule" | "subject" | "firedAt">) =>
  `${rule} ${subject.of} ${minuteFrom(firedAt!)}`;

it("a month of a simulated centre has the episodes and messages that its events say", {
  timeout: 240_000,
}, () => {
  const cases = casesOf();
  const { episodes, received } = live(cases);
  const should = listOf(cases);

  const shown = (each: Should) => [each.rule, each.of, each.fired, each.over, each.isUnstable].join(" ");
  const told = episodes
    .filter(({ firedAt }) => firedAt !== null)
    .map(({ rule, subject, firedAt, resolvedAt, cause }) =>
      [
        rule,
        subject.of,
        minuteFrom(firedAt!),
        resolvedAt && minuteFrom(resolvedAt),
        cause === "unstable",
      ].join(" "),
    );
  expect(told.sort()).toEqual(should.map(shown).sort());

  const key = ({ of, kind, who }: Received) => `${of} ${kind} ${who}`;
  const wanted = should.flatMap(mailOf);
  const got = new Map<string, number[]>();
  for (const each of received) got.set(key(each), [...(got.get(key(each)) ?? []), each.minute]);
  expect([...got.keys()].sort()).toEqual(wanted.map(key).sort());
  for (const each of wanted) {
    const times = got.get(key(each))!;
    // A receiver that is busy is tried again in the next minutes.
    expect(times[0], key(each)).toBeGreaterThanOrEqual(each.minute);
    expect(times[0], key(each)).toBeLessThanOrEqual(each.minute + 2);
    // Only an alert that may have gone is said again, by each channel once more at most; its end is not.
    expect(times.length, key(each)).toBeLessThanOrEqual(each.kind === "resolve" ? 1 : 4);
  }

  // It was a month with something in it.
  expect(should.filter(({ rule }) => rule === "overdue").length).toBeGreaterThan(200);
  expect(should.filter(({ rule }) => rule === "silent").length).toBeGreaterThan(20);
  for (const { id } of RULES) expect(should.filter(({ rule }) => rule === id).length, id).toBeGreaterThan(2);
  expect(should.some(({ isUnstable }) => isUnstable)).toBe(true);
  expect(wanted.length).toBeLessThan(should.length * 4);
  expect([...got.values()].some(({ length }) => length > 1)).toBe(true);
});
