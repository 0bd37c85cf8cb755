/**
 * A month of a simulated centre, with what goes wrong there: late and repeated events, slow banks, silent sources, a nightly
 * mute, troubles of the system, and receivers that are busy, refuse or hang up. Its episodes and messages are compared with lists that are made from the
 * events alone, minute by minute, in the plainest way.
 *
 * Real: what is to be said of a running time (`riskOf`), the findings, the decision for all rules, inhibition, the chain
 * and the rota, mutes, and what becomes of a message after each try (`settle`). Simulated: the clock, which is moved by
 * minutes; the database, whose rows are kept here; and the channels. The statements that do the same in the database have
 * tests of their own (alerts, crashes, duty).
 */
import { expect, it } from "vitest";
import { startOf, timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { type Mute, type Rule, subjectKey } from "#wire/alerts.ts";
import { TYPE_PREFIX } from "#wire/events.ts";
import type { SourceLamp, Warning } from "#wire/sceneParts.ts";
import type { Deadline } from "#wire/sla.ts";
import type { Kept } from "../../backend/alerts/episodeQueries.ts";
import { findingsOf, webhookFindings } from "../../backend/alerts/findings.ts";
import { decideAll } from "../../backend/alerts/judge.ts";
import type { NewMessage } from "../../backend/alerts/messageQueries.ts";
import { mutedUntil } from "../../backend/alerts/mutes.ts";
import type { Letter } from "../../backend/alerts/outboxQueries.ts";
import type { StoredRecipient } from "../../backend/alerts/recipientQueries.ts";
import { type Outcome, settle } from "../../backend/alerts/settle.ts";
import { messagesOf, messageTo } from "../../backend/alerts/tell.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { silences } from "../../backend/simulator/mishaps.ts";
import { openTimeline, pieces } from "../../backend/simulator/timeline.ts";
import { type Pace, riskOf, TIMERS } from "../../backend/sla/risk.ts";
import { ruleOf } from "./rules.ts";

const FIRST = startOf(20_727);
const DAYS = 30;
const MINUTES = DAYS * 1_440;
const PLAN = { seed: 1441, size: 1 };
const BANKS = ["BBL", "KBANK", "KTB", "TTB", "SCB", "CIMBT", "UOB", "BAY", "GSB", "GHB", "BAAC", "LH"];
const at = (minute: number) => FIRST + minute * MINUTE;
/** The first whole minute at which something has happened. */
const minuteFrom = (time: number) => Math.ceil((time - FIRST) / MINUTE);

/** When each freeze was requested, when the centre heard of that, and when of its first answer. */
interface Freeze {
  id: string;
  bank: string;
  requestedAt: number;
  heardAt: number;
  answeredAt: number;
}
function freezesOf(): Freeze[] {
  const span = { cohorts: { from: FIRST, to: Number.POSITIVE_INFINITY }, from: FIRST, sampleMs: HOUR };
  const timeline = openTimeline(PLAN, span);
  const requests = new Map<string, Omit<Freeze, "answeredAt">>();
  const answers = new Map<string, number>();
  for (const end of pieces(PLAN, span, FIRST + DAYS * DAY))
    for (const told of timeline.until(end)) {
      const type = told.event.type.slice(TYPE_PREFIX.length);
      const { freezeId: id, bank } = told.event.data as { freezeId: string; bank: string };
      if (type === "freeze.requested" && !requests.has(id))
        requests.set(id, { id, bank, requestedAt: Date.parse(told.event.time), heardAt: told.at });
      if ((type === "freeze.confirmed" || type === "freeze.refused") && !answers.has(id))
        answers.set(id, told.at);
    }
  return [...requests.values()].map((each) => ({
    ...each,
    answeredAt: answers.get(each.id) ?? Number.POSITIVE_INFINITY,
  }));
}

const SHIFTS = { morning: 8 * 60, evening: 20 * 60 };
const NIGHT = { from: 22 * 60, until: 6 * 60 };
const MUTED = "KBANK";
const mute: Mute = {
  id: 1,
  rule: "overdue",
  subject: `bank:${MUTED}`,
  from: FIRST,
  until: FIRST + DAYS * DAY,
  by: "test",
  daily: NIGHT,
  reason: "test",
};
const [DAY_HEAD, NIGHT_HEAD, DIRECTOR, ENGINEER] = [1, 2, 3, 4];
const person = (id: number, hears: StoredRecipient["hears"]): StoredRecipient => ({
  id,
  name: String(id),
  lang: "th",
  mostIn10Minutes: 100,
  secret: "",
  hears,
  channels: [
    { kind: "mail", to: "a@example.go.th" },
    { kind: "sms", to: "0800000000" },
  ],
});
const recipients = [
  ...[DAY_HEAD, NIGHT_HEAD].map((id) => person(id, [])),
  person(DIRECTOR, [{ policy: "duty", afterMinutes: 10 }]),
  person(ENGINEER, [{ policy: "system", afterMinutes: 0 }]),
];
const rota = {
  id: 1,
  name: "duty",
  firstDay: 0,
  hears: [{ policy: "duty" as const, afterMinutes: 0 }],
  overrides: [],
  holidaysOff: false,
  holidays: [],
  shifts: [
    { from: SHIFTS.morning, until: SHIFTS.evening, turn: "daily" as const, people: [DAY_HEAD] },
    { from: SHIFTS.evening, until: SHIFTS.morning, turn: "daily" as const, people: [NIGHT_HEAD] },
  ],
};
const RULES: Rule[] = [
  ruleOf({ id: "overdue", condition: "freeze-overdue", by: "bank", forSeconds: 0, keepSeconds: 120 }),
  ruleOf({
    id: "silent",
    condition: "source-silent",
    by: "source",
    policy: "system",
    forSeconds: 60,
    keepSeconds: 120,
  }),
  ruleOf({ id: "will-miss", condition: "freeze-will-miss", by: "bank", forSeconds: 0, keepSeconds: 120 }),
];

/** What goes wrong with the system itself, at times that nothing else has to do with: a rule, and of whom. */
const TROUBLES: { rule: Rule; of: readonly (string | null)[] }[] = [
  { of: BANKS, ...troubleOf("source-behind", "source", { forSeconds: 60, keepSeconds: 120 }) },
  { of: ["hall", "desk"], ...troubleOf("screen-frozen", "screen", { forSeconds: 60, keepSeconds: 60 }) },
  {
    of: [null],
    ...troubleOf("disk", "server", { opens: "between", forSeconds: 60, keepSeconds: 300 }),
  },
  { of: [null], ...troubleOf("clock", "server", { forSeconds: 0, keepSeconds: 0 }) },
  { of: [null], ...troubleOf("figures", "server", { forSeconds: 0, keepSeconds: 0 }) },
  { of: ["somebody"], ...troubleOf("webhook-gone", "recipient", { forSeconds: 0, keepSeconds: 0 }) },
];
function troubleOf(condition: string, by: Rule["by"], more: Partial<Rule>) {
  return { rule: ruleOf({ id: condition, condition, by, policy: "system", ...more }) };
}
RULES.push(...TROUBLES.map(({ rule }) => rule));

/** The minutes at which there is a trouble: for minutes or hours, after hours or days, and now and then to and fro. */
const troubled = new Map<string, Uint8Array>();
for (const { rule, of } of TROUBLES)
  for (const each of of) {
    const random = chance(1441, "trouble", rule.id, String(each));
    const bad = new Uint8Array(MINUTES);
    for (let minute = 0; minute < MINUTES; ) {
      const isShort = random() < 0.3;
      minute += 1 + Math.floor(random() * (isShort ? 15 : 4_000));
      const until = minute + 1 + Math.floor(random() * (isShort ? 5 : 300));
      bad.fill(1, minute, until);
      minute = until;
    }
    troubled.set(`${rule.id} ${each}`, bad);
  }
const isTroubled = (rule: string, of: string | null, minute: number) =>
  troubled.get(`${rule} ${of}`)![minute] === 1;
const world = { rules: RULES, recipients, rotas: [rota], mutes: [mute] };

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
/** What a person has in hand: of which episode, what is said of it, and when it came. */
interface Received {
  of: string;
  kind: string;
  who: number;
  minute: number;
}

/** The month as the program lives through it. */
function live(freezes: readonly Freeze[]) {
  const silentAt = silences(PLAN);
  const episodes = new Map<string, Kept>();
  const all = new Map<number, Kept>();
  const messages = new Map<string, Message>();
  const ofEpisode = new Map<number, Message[]>();
  /** Those of them that are still to be sent. */
  const waiting = new Set<Message>();
  const received: Received[] = [];
  const heard = [...freezes].sort((a, b) => a.heardAt - b.heardAt);
  let open: Freeze[] = [];
  /** Those that may have been decided in the last hour. */
  let recent: Freeze[] = [];
  let next = 0;

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
    for (; next < heard.length && heard[next]!.heardAt <= now; next++) {
      open.push(heard[next]!);
      recent.push(heard[next]!);
    }
    recent = recent.filter(({ requestedAt }) => now - requestedAt <= 2 * HOUR);
    open = open.filter(({ answeredAt, requestedAt }) => answeredAt > now && now - requestedAt <= 2 * HOUR);
    const paces = new Map(BANKS.map((bank): [string, Pace] => [bank, { inTime: 0, of: 0 }]));
    for (const { bank, requestedAt, answeredAt } of recent) {
      const decidedAt = Math.min(answeredAt, requestedAt + HOUR + 1);
      const pace = paces.get(bank);
      if (!pace || decidedAt > now || decidedAt <= now - HOUR) continue;
      pace.of++;
      if (answeredAt - requestedAt <= HOUR) pace.inTime++;
    }
    const deadlines = open.flatMap(({ id, bank, requestedAt }): Deadline[] => {
      const why = riskOf(TIMERS.freeze, requestedAt, now, paces.get(bank));
      const common = { kind: "freeze" as const, id, bank, agency: null, province: null, hop: 1, satang: "0" };
      return why ? [{ ...common, startedAt: requestedAt, dueAt: requestedAt + HOUR, why }] : [];
    });
    const lamps = BANKS.map((name): SourceLamp => {
      const silence = silentAt(name, now);
      return {
        name,
        silent: silence !== null && now - silence.from > 45 * SECOND,
        behind: isTroubled("source-behind", name, minute),
        heard: FIRST,
      } as SourceLamp;
    });
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
      agencies: [],
      verdicts: [],
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

/** An episode as it should be, in minutes. */
interface Should {
  rule: string;
  of: string | null;
  fired: number;
  over: number | null;
  isUnstable: boolean;
  /** The minutes at which it is bad. */
  bad: Uint8Array;
}

/** The plain list: one walk through the minutes of one bank or source. */
function walk(
  rule: string,
  of: string | null,
  bad: Uint8Array,
  { waits, keeps, isHeld }: { waits: number; keeps: number; isHeld: (minute: number) => boolean },
): Should[] {
  const found: Should[] = [];
  let turns: number[] = [];
  let [began, goodFrom] = [-1, -1];
  let open: Should | null = null;
  const turn = (minute: number) => {
    turns = [...turns, minute].filter((each) => each > minute - 30).slice(-10);
  };
  for (let minute = 0; minute < MINUTES; minute++) {
    const isBad = bad[minute] === 1;
    if (!open) {
      if (isBad && began < 0) {
        began = minute;
        turn(minute);
      }
      if (!isBad) began = -1;
      const isUnstable = turns.length >= 3;
      if (began >= 0 && (isUnstable || minute >= began + waits) && !isHeld(minute)) {
        open = { rule, of, fired: minute, over: null, isUnstable, bad };
        found.push(open);
        goodFrom = -1;
      }
      continue;
    }
    if (isBad === goodFrom >= 0) {
      turn(minute);
      goodFrom = isBad ? -1 : minute;
      open.isUnstable ||= turns.length >= 3;
    }
    if (goodFrom >= 0 && minute >= goodFrom + (open.isUnstable ? 30 : keeps)) {
      open.over = minute;
      [open, began] = [null, -1];
    }
  }
  return found;
}

/** Who should have got what, of one episode. */
function mailOf({ rule, of, fired, over, bad }: Should): Received[] {
  const name = `${rule} ${of} ${fired}`;
  const isNight = (minute: number) => {
    const clock = timeOfDay(at(minute)) / MINUTE;
    return clock >= NIGHT.from || clock < NIGHT.until;
  };
  /** When a message of this minute goes out. */
  const goes = (minute: number) => {
    let time = minute;
    while (rule === "overdue" && of === MUTED && isNight(time)) time++;
    return time;
  };
  const clock = timeOfDay(at(fired)) / MINUTE;
  const head = clock >= SHIFTS.morning && clock < SHIFTS.evening ? DAY_HEAD : NIGHT_HEAD;
  const end = over ?? MINUTES;
  let later = fired + 10;
  while (later < end && bad[later] !== 1) later++;
  const steps =
    RULES.find(({ id }) => id === rule)!.policy === "system"
      ? [[ENGINEER, fired]]
      : [
          [head, fired],
          [DIRECTOR, later],
        ];
  // What is over before it goes out is not said, and so is not its end.
  const told = steps
    .map(([who, minute]) => [who!, goes(minute!)] as const)
    .filter(([, minute]) => minute < end);
  return [
    ...told.map(([who, minute]) => ({ of: name, kind: "firing", who, minute })),
    ...(over === null ? [] : told.map(([who]) => ({ of: name, kind: "resolve", who, minute: goes(over) }))),
  ].filter(({ minute }) => minute < MINUTES);
}

/**
 * When one of a bank's freezes will miss its hour: from five minutes before its end, or from half of it on in a minute in
 * which more than half of those decided in the last hour, of five at least, were late.
 */
function nearOf(freezes: readonly Freeze[]): Uint8Array {
  const [kept, late] = [new Int32Array(MINUTES + 1), new Int32Array(MINUTES + 1)];
  for (const { requestedAt, heardAt, answeredAt } of freezes) {
    const isLate = answeredAt - requestedAt > HOUR;
    const decided = minuteFrom(isLate ? requestedAt + HOUR + 1 : answeredAt);
    const counts = isLate ? late : kept;
    for (let minute = Math.max(decided, minuteFrom(heardAt)); minute < decided + 60; minute++)
      if (minute >= 0 && minute < MINUTES) counts[minute]!++;
  }
  const near = new Uint8Array(MINUTES);
  for (const { requestedAt, heardAt, answeredAt } of freezes) {
    const until = Math.min(minuteFrom(answeredAt), minuteFrom(requestedAt + HOUR), MINUTES);
    const [half, soon] = [minuteFrom(requestedAt + HOUR / 2), minuteFrom(requestedAt + 55 * MINUTE)];
    for (let minute = Math.max(half, minuteFrom(heardAt)); minute < until; minute++)
      if (minute >= soon || (late[minute]! + kept[minute]! >= 5 && late[minute]! > kept[minute]!))
        near[minute] = 1;
  }
  return near;
}

it("a month of a simulated centre has the episodes and messages that its events say", {
  timeout: 240_000,
}, () => {
  const freezes = freezesOf();
  const { episodes, received } = live(freezes);

  const silentAt = silences(PLAN);
  const should: Should[] = [];
  for (const bank of BANKS) {
    const late = new Uint8Array(MINUTES);
    for (const freeze of freezes)
      if (freeze.bank === bank) {
        const from = Math.max(minuteFrom(freeze.heardAt), minuteFrom(freeze.requestedAt + HOUR));
        const until = Math.min(
          minuteFrom(freeze.answeredAt),
          minuteFrom(freeze.requestedAt + 2 * HOUR + 1),
          MINUTES,
        );
        for (let minute = from; minute < until; minute++) late[minute] = 1;
      }
    const near = nearOf(freezes.filter((freeze) => freeze.bank === bank));
    const silent = new Uint8Array(MINUTES);
    for (let minute = 0; minute < MINUTES; minute++) {
      const silence = silentAt(bank, at(minute));
      if (silence && at(minute) - silence.from > 45 * SECOND) silent[minute] = 1;
    }
    should.push(
      ...walk("overdue", bank, late, { waits: 0, keeps: 2, isHeld: (minute) => silent[minute] === 1 }),
    );
    should.push(
      ...walk("will-miss", bank, near, { waits: 0, keeps: 2, isHeld: (minute) => silent[minute] === 1 }),
    );
    should.push(...walk("silent", bank, silent, { waits: 1, keeps: 2, isHeld: () => false }));
  }
  for (const { rule, of } of TROUBLES)
    for (const each of of) {
      const [waits, keeps] = [rule.forSeconds / 60, rule.keepSeconds / 60];
      const bad = troubled.get(`${rule.id} ${each}`)!;
      should.push(...walk(rule.id, each, bad, { waits, keeps, isHeld: () => false }));
    }

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
  for (const { id } of RULES) expect(should.filter(({ rule }) => rule === id).length, id).toBeGreaterThan(5);
  expect(should.some(({ isUnstable }) => isUnstable)).toBe(true);
  expect(wanted.length).toBeLessThan(should.length * 4);
  expect([...got.values()].some(({ length }) => length > 1)).toBe(true);
});
