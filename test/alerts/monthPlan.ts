/**
 * What happens in a month of a simulated centre, who is told of it, and by which rules: from this both the program and the
 * plain list of its alerts start.
 */
import { startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Mute, Quota, Rule } from "#wire/alerts.ts";
import { TYPE_PREFIX } from "#wire/events.ts";
import type { StoredRecipient } from "../../backend/alerts/recipientQueries.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { openTimeline, pieces } from "../../backend/simulator/timeline.ts";
import { ruleOf } from "./rules.ts";

/** From the middle of October on: the end of a month lies in it. */
export const FIRST = startOf(20_741);
export const NOVEMBER = startOf(20_758);
export const DECEMBER = startOf(20_788);
export const DAYS = 30;
export const MINUTES = DAYS * 1_440;
export const PLAN = { seed: 1441, size: 1 };
export const BANKS = ["BBL", "KBANK", "KTB", "TTB", "SCB", "CIMBT", "UOB", "BAY", "GSB", "GHB", "BAAC", "LH"];
export const AGENCIES = ["aoc", "ccib", "bot", "tcsd"];
export const at = (minute: number) => FIRST + minute * MINUTE;
/** The first whole minute at which something has happened. */
export const minuteFrom = (time: number) => Math.ceil((time - FIRST) / MINUTE);

/** A time that runs at a bank or an agency: since when, when the centre heard of that, and when of its end. */
export interface Case {
  id: string;
  of: string;
  startedAt: number;
  heardAt: number;
  doneAt: number;
}
export interface Cases {
  freezes: Case[];
  complaints: Case[];
  releases: Case[];
}
/** What is read of an event, as far as it has it. */
interface Told {
  freezeId: string;
  reportId: string;
  bank: string;
  agency: string;
  step?: string;
}
/** Of the complaints that many: of all of them some would always be late. */
const COMPLAINTS = 0.015;

export function casesOf(): Cases {
  const span = { cohorts: { from: FIRST, to: Number.POSITIVE_INFINITY }, from: FIRST, sampleMs: HOUR };
  const timeline = openTimeline(PLAN, span);
  const begun = {
    freezes: new Map<string, Case>(),
    complaints: new Map<string, Case>(),
    releases: new Map<string, Case>(),
  };
  const done = {
    freezes: new Map<string, number>(),
    complaints: new Map<string, number>(),
    releases: new Map<string, number>(),
  };
  for (const end of pieces(PLAN, span, FIRST + DAYS * DAY))
    for (const { event, at: heardAt } of timeline.until(end)) {
      const { freezeId, reportId, bank, agency, step } = event.data as Told;
      const begin = (kind: keyof Cases, id: string, of: string) => {
        if (!begun[kind].has(id))
          begun[kind].set(id, {
            id,
            of,
            startedAt: Date.parse(event.time),
            heardAt,
            doneAt: Number.POSITIVE_INFINITY,
          });
      };
      const finish = (kind: keyof Cases, id: string) => {
        if (!done[kind].has(id)) done[kind].set(id, heardAt);
      };
      const type = event.type.slice(TYPE_PREFIX.length);
      if (type === "freeze.requested") begin("freezes", freezeId, bank);
      else if (type === "freeze.confirmed" || type === "freeze.refused") finish("freezes", freezeId);
      else if (type === "freeze.overturned") begin("releases", freezeId, bank);
      else if (type === "freeze.released") finish("releases", freezeId);
      else if (type === "report.filed" && chance(1441, "complaint", reportId)() < COMPLAINTS)
        begin("complaints", reportId, agency);
      else if (type === "report.linked" || type === "report.voided" || step === "complaint")
        finish("complaints", reportId);
    }
  const casesOf = (kind: keyof Cases) =>
    [...begun[kind].values()].map((each) => ({ ...each, doneAt: done[kind].get(each.id) ?? each.doneAt }));
  return { freezes: casesOf("freezes"), complaints: casesOf("complaints"), releases: casesOf("releases") };
}

/** The objective of a day's freezes: by bank, and how fast the budget of all is used up. */
export const TARGET = { p: 97, q: 100 };
export const WATCH = { p: 95, q: 100 };
export const LEAST_CASES = 20;
export const LEAST_MISSES = 3;
export const FAST = { longMinutes: 60, shortMinutes: 15 };
export const SLOW = { longMinutes: 180, shortMinutes: 30 };
export const SHARES = { fast: { p: 10, q: 100 }, slow: { p: 14, q: 100 } };

export const SHIFTS = { morning: 8 * 60, evening: 20 * 60 };
export const NIGHT = { from: 22 * 60, until: 6 * 60 };
export const MUTED = "KBANK";
export const mute: Mute = {
  id: 1,
  rule: "overdue",
  subject: `bank:${MUTED}`,
  from: FIRST,
  until: FIRST + DAYS * DAY,
  by: "test",
  daily: NIGHT,
  reason: "test",
};
export const [DAY_HEAD, NIGHT_HEAD, DIRECTOR, ENGINEER] = [1, 2, 3, 4];
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
export const recipients = [
  ...[DAY_HEAD, NIGHT_HEAD].map((id) => person(id, [])),
  person(DIRECTOR, [{ policy: "duty", afterMinutes: 10 }]),
  person(ENGINEER, [{ policy: "system", afterMinutes: 0 }]),
];
export const rota = {
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
export const RULES: Rule[] = [
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
  ruleOf({ id: "72h-over", condition: "complaint-overdue", by: "agency", forSeconds: 0, keepSeconds: 120 }),
  ruleOf({
    id: "72h-soon",
    condition: "complaint-will-miss",
    by: "agency",
    forSeconds: 60,
    keepSeconds: 300,
  }),
  ruleOf({ id: "4h-over", condition: "release-overdue", by: "bank", forSeconds: 0, keepSeconds: 120 }),
  ruleOf({ id: "4h-soon", condition: "release-will-miss", by: "bank", forSeconds: 0, keepSeconds: 0 }),
  ruleOf({ id: "day", condition: "freeze-60m", by: "bank", forSeconds: 300, keepSeconds: 600 }),
  ruleOf({ id: "fast", condition: "freeze-60m", by: "all", burn: FAST, forSeconds: 0, keepSeconds: 900 }),
  ruleOf({ id: "slow", condition: "freeze-60m", by: "all", burn: SLOW, forSeconds: 0, keepSeconds: 1_800 }),
  ruleOf({
    id: "quota",
    condition: "line-quota",
    by: "server",
    policy: "system",
    forSeconds: 0,
    keepSeconds: 0,
  }),
];

/** What goes wrong with the system itself, at times that nothing else has to do with: a rule, and of whom. */
export const TROUBLES: { rule: Rule; of: readonly (string | null)[] }[] = [
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
export const troubled = new Map<string, Uint8Array>();
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
export const isTroubled = (rule: string, of: string | null, minute: number) =>
  troubled.get(`${rule} ${of}`)![minute] === 1;

/**
 * What LINE has answered by each minute: it is asked every hour, and for hours it may not answer. Days with many messages
 * come and go, and whoever has few left buys some.
 */
export const quotas: readonly Quota[] = (() => {
  const random = chance(1441, "quota");
  let quota: Quota = { readAt: null, used: 0, most: null, fault: null };
  let [used, most, lowSince] = [420, 1_000, -1];
  let [isBusy, turnsAt, silentFrom, silentUntil] = [false, 0, 3_000, 3_400];
  return Array.from({ length: MINUTES }, (_, minute) => {
    if (at(minute) === NOVEMBER) [used, most] = [0, 1_000];
    if (minute >= turnsAt) {
      isBusy = !isBusy;
      turnsAt = minute + 360 + Math.floor(random() * 2_500);
    }
    if (random() < (isBusy ? 0.09 : 0.003)) used = Math.min(most, used + 1);
    lowSince = used < 0.8 * most ? -1 : lowSince < 0 ? minute : lowSince;
    if (lowSince >= 0 && minute > lowSince + 600) most += 700;
    if (minute >= silentUntil) {
      silentFrom = minute + Math.floor(random() * 8_000);
      silentUntil = silentFrom + 120 + Math.floor(random() * 400);
    }
    if (minute % 60 === 7 && minute < silentFrom) quota = { readAt: at(minute), used, most, fault: null };
    return quota;
  });
})();
