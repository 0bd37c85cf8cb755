import { DAY, SECOND } from "#calendar/units.ts";
import type { Lang } from "#wire/live.ts";
import { longDate, moment } from "#writing/dates.ts";
import { inLargestUnit } from "#writing/durations.ts";
import { count } from "#writing/numbers.ts";
import { lineQuota } from "../figures/lineQuota.ts";
import type { Look } from "../parts/look.ts";
import type { HealthAnswer } from "./poll.svelte.ts";
import type { Words } from "./words.th.ts";

/** What is known of a part of the system: how it is, and its figures. */
export interface Fact {
  of: "server" | "database" | "events" | "figures" | "deadMan" | "line" | "webhooks" | "certificate";
  look: Look;
  state: string;
  figures: { label: string; value: string }[];
}

/** A wall is told something every second. */
const MOST_HELD = 1;
/** Certificates are renewed earlier: by then it has failed. */
const SOON = 14 * DAY;

export function factsOf(health: HealthAnswer, lang: Lang, words: Words): Fact[] {
  const { at, server, database, events, reconciliation, certificateUntil } = health;
  const isHeld = server.held.longest > MOST_HELD;
  const isUp = database.answerMs !== null;
  const facts: Fact[] = [
    {
      of: "server",
      look: isHeld ? "watch" : "good",
      state: isHeld ? words.held : words.works,
      figures: [
        { label: words.up, value: inLargestUnit(Math.floor(server.up), lang) },
        { label: words.memory, value: bytes(server.memoryBytes) },
        { label: words.longest, value: milliseconds(server.held.longest * SECOND, words) },
      ],
    },
    {
      of: "database",
      look: isUp ? "good" : "broken",
      state: isUp ? words.answers : words.answersNot,
      figures: [
        ...(database.answerMs === null
          ? []
          : [{ label: words.answered, value: milliseconds(database.answerMs, words) }]),
        ...(database.freeBytes === null ? [] : [{ label: words.free, value: bytes(database.freeBytes) }]),
        { label: words.kind, value: words.kinds[database.kind] },
      ],
    },
    {
      of: "events",
      look: "note",
      state: words.sinceStart,
      figures: (["accepted", "duplicate", "rejected"] as const).map((verdict) => ({
        label: words[verdict],
        value: count(events[verdict]),
      })),
    },
  ];
  if (reconciliation) facts.push(comparedWith(reconciliation, at, lang, words));
  if (health.deadMan) facts.push(heardOutside(health.deadMan, at, lang, words));
  if (health.line) {
    const { look, state, figures } = lineQuota(health.line, at, lang);
    facts.push({ of: "line", look, state, figures });
  }
  if (health.webhooks && health.webhooks.of > 0) {
    const { of, gone } = health.webhooks;
    const [look, state] = gone > 0 ? (["broken", words.gone] as const) : (["good", words.works] as const);
    facts.push({
      of: "webhooks",
      look,
      state,
      figures: [{ label: words.goneWebhooks, value: `${count(gone)} / ${count(of)}` }],
    });
  }
  if (certificateUntil === null) return facts;
  const left = certificateUntil - at;
  const look = left <= 0 ? "broken" : left < SOON ? "watch" : "good";
  const state = { good: words.valid, watch: words.endsSoon, broken: words.ended }[look];
  const figures = [{ label: words.until, value: longDate(certificateUntil, lang) }];
  return [...facts, { of: "certificate", look, state, figures }];
}

function comparedWith(
  { hours, compared, newest, wrong, firstWrong }: NonNullable<HealthAnswer["reconciliation"]>,
  at: number,
  lang: Lang,
  words: Words,
): Fact {
  const look = wrong > 0 ? "broken" : compared === 0 ? "pending" : "good";
  const figures = [{ label: words.compared, value: `${count(compared)} / ${count(hours)}` }];
  if (newest !== null) figures.push({ label: words.lastCompared, value: moment(newest, at, lang) });
  if (firstWrong !== null)
    figures.push(
      { label: words.wrongHours, value: count(wrong) },
      { label: words.firstWrong, value: moment(firstWrong, at, lang) },
    );
  const state = { good: words.equal, pending: words.notCompared, broken: words.different }[look];
  return { of: "figures", look, state, figures };
}

function heardOutside(
  { state, heardAt, why }: NonNullable<HealthAnswer["deadMan"]>,
  at: number,
  lang: Lang,
  words: Words,
): Fact {
  const look = { waiting: "pending", heard: "good", withheld: "broken", unreachable: "broken" } as const;
  const figures = why.map((each) => ({ label: words.withheldFor, value: words.withheldWhys[each] }));
  if (heardAt !== null) figures.push({ label: words.heardOutside, value: moment(heardAt, at, lang) });
  return { of: "deadMan", look: look[state], state: words.deadMan[state], figures };
}

/** 1,234 MB: the units of operators, of 10^6. */
const bytes = (value: number) => `${count(value / 1e6)} MB`;

const milliseconds = (value: number, words: Words) => `${count(value)} ${words.milliseconds}`;

/** The mark of each state of a source and of a screen. */
export const LOOKS = {
  silent: "no-data",
  behind: "no-data",
  "clock-off": "watch",
  frozen: "broken",
  failing: "watch",
  gone: "no-data",
  well: "good",
} as const satisfies Record<string, Look>;
