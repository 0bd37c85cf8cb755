import { dayOf, hourOf, startOf, weekdayOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { HOUR } from "#calendar/units.ts";
import { callersFrom, momentsOf, shareAt, warmUpOf } from "./arrivals.ts";
import { caseOf } from "./cases.ts";
import { between, chance, exponential, weighted } from "./chance.ts";
import { type Hall, type Step, serve } from "./lines.ts";
import { DESKS, provinceOf } from "./mix.ts";
import { hourName, inOrder, type Plan, planName, type Telling, telling } from "./telling.ts";

/** The start of a call, case or arrest, with all events that follow from it, none before `at`. */
export interface Beginning {
  at: number;
  /** When the caller rang or the victim reported; the simulation skips what began before its start. */
  cohort: number;
  /** A function, so that skipped ones cost nothing. */
  tellings(): Telling[];
}

/** Agents on shift by Bangkok hour on a working day: enough on average, too few from 09:00 to 17:00. */
// biome-ignore format: a row is six hours
const SHIFT = [
  15, 12, 10, 10, 10, 13,
  21, 33, 47, 58, 61, 60,
  57, 56, 56, 54, 50, 42,
  40, 40, 39, 34, 28, 21,
];
/** Factor on the agents by weekday, Monday first: fewer at the weekend. */
const SEATS = [1, 1, 1, 1, 1, 0.94, 0.72];
const LINES = 100;

export function hallOf(plan: Plan): Hall {
  return {
    lines: Math.max(1, Math.round(LINES * plan.size)),
    agentsAt: (at) => {
      const seats = (SHIFT[Math.floor(hourOf(at))] as number) * (SEATS[weekdayOf(dayOf(at)) - 1] as number);
      return Math.max(1, Math.round(seats * plan.size));
    },
  };
}

const TELEPHONE = { source: "aoc", agency: "aoc", channel: "1441" } as const;
/** Share of answered report-queue calls that open a case; the others ask about an existing case. */
const BECOMES_A_CASE = 0.33;

/** The events that the exchange sends for a step. Calls already have ids; `play` names the samples. */
export function tellingsOf(play: string, step: Step): Telling[] {
  if (step.kind === "sampled") {
    return [telling("exchange", "lines.sampled", `L-${play}-${step.at / 1_000}`, step.at, step.sample)];
  }
  const { id: callId, queue, at, province } = step.caller;
  if (step.kind === "offered") {
    const data = province ? { callId, queue, province } : { callId, queue };
    return [telling("exchange", "call.offered", `${callId}.offered`, at, data)];
  }
  const call = { callId, queue, offeredAt: stamp(at) };
  if (step.kind === "abandoned")
    return [telling("exchange", "call.abandoned", `${callId}.abandoned`, step.at, call)];
  return [
    telling("exchange", "call.answered", `${callId}.answered`, step.answeredAt, call),
    telling("exchange", "call.ended", `${callId}.ended`, step.endedAt, call),
  ];
}

function* telephone(plan: Plan, day: number, sampleMs: number): Generator<Beginning> {
  const from = warmUpOf(day);
  const play = planName(plan);
  for (const step of serve(callersFrom(plan, from), hallOf(plan), from, sampleMs)) {
    const cohort = step.kind === "sampled" ? step.at : step.caller.at;
    yield { at: step.at, cohort, tellings: () => [...tellingsOf(play, step), ...caseAfter(plan, step)] };
  }
}

function caseAfter(plan: Plan, step: Step): Telling[] {
  if (step.kind !== "answered" || step.caller.queue !== "report") return [];
  const { id, province } = step.caller;
  const random = chance("told", id);
  if (random() >= BECOMES_A_CASE) return [];
  const filedAt = Math.round(step.answeredAt + (step.endedAt - step.answeredAt) * between(random, 0.4, 0.95));
  return caseOf(plan, id.replace(/^C/, "R"), filedAt, TELEPHONE, province);
}

/** Cases reported elsewhere: a flatter day with a long evening, and few on Sundays at police stations. */
function* desk(plan: Plan, day: number, name: keyof typeof DESKS): Generator<Beginning> {
  const { daily, ...told } = DESKS[name];
  const rate = (at: number) => plan.size * daily * (0.5 * shareAt(at) + 0.5 / 24);
  for (let hour = startOf(day); ; hour += HOUR) {
    const tag = `${planName(plan)}-${hourName(hour)}`;
    let n = 0;
    for (const at of momentsOf(chance(name, tag), hour, hour + HOUR, plan.size * daily * 0.08, rate)) {
      const reportId = `R-${tag}-${name}-${++n}`;
      yield { at, cohort: at, tellings: () => caseOf(plan, reportId, at, told) };
    }
  }
}

const arrestingOf = weighted({ ccib: 60, tcsd: 15, pct: 25 });

/** About 80 people a day for all online crime (2,295 to 2,590 a month, 2024), reported a few at a time. */
function* arrests(plan: Plan, day: number): Generator<Beginning> {
  const daily = 18 * plan.size;
  for (let hour = startOf(day); ; hour += HOUR) {
    const tag = `${planName(plan)}-${hourName(hour)}`;
    const random = chance("arrests", tag);
    let n = 0;
    for (const at of momentsOf(random, hour, hour + HOUR, daily * 0.1, (moment) => daily * shareAt(moment))) {
      const arrestId = `A-${tag}-${++n}`;
      const people = 1 + Math.min(40, Math.floor(exponential(random, 4)));
      const data = { arrestId, people, province: provinceOf(random) };
      const made = telling(arrestingOf(random), "arrest.made", `${arrestId}.made`, at, data);
      yield { at, cohort: at, tellings: () => [made] };
    }
  }
}

/** All beginnings from the start of a Bangkok day on, an endless stream in order of time. */
export function beginningsFrom(plan: Plan, day: number, sampleMs: number): Generator<Beginning> {
  const desks = (Object.keys(DESKS) as (keyof typeof DESKS)[]).map((name) => desk(plan, day, name));
  return inOrder(telephone(plan, day, sampleMs), ...desks, arrests(plan, day));
}
