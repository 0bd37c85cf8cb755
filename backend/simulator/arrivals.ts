import { dayOf, hourOf, startOf, weekdayOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Queue } from "#wire/events.ts";
import { between, type Chance, chance, exponential, lognormal, weighted } from "./chance.ts";
import type { Caller } from "./lines.ts";
import { provinceOf } from "./mix.ts";
import { hourName, type Plan, planName } from "./telling.ts";

/** Calls on a Monday. About 3,000 to 3,450 a day were published for the first 18 months. */
const MONDAY_CALLS = 3_390;

/** Factor by weekday, Monday first. In the first week Sunday had 0.60 of Monday's calls; Saturday was not low. */
const WEEKDAYS = [1, 0.98, 0.97, 0.96, 0.95, 0.87, 0.6];

/**
 * Percent of a day's calls by Bangkok hour. Published: the peak 09:00–12:00 and the overload until 17:00. The rest,
 * including the evening shoulder, follows the usual pattern of call centres.
 */
// biome-ignore format: a row is six hours
export const HOURS = [
  1.0, 0.7, 0.5, 0.5, 0.6, 0.9,
  1.6, 2.9, 5.2, 8.6, 9.0, 8.4,
  6.8, 7.2, 7.4, 7.0, 6.2, 4.8,
  4.4, 4.5, 4.3, 3.5, 2.4, 1.6,
];
const WHOLE = HOURS.reduce((sum, share) => sum + share, 0);

/** Share of the day's calls per hour at this moment, interpolated so that there are no steps between hours. */
export function shareAt(at: number): number {
  const middle = hourOf(at) - 0.5;
  const hour = Math.floor(middle);
  const share = (h: number) => (HOURS[(h + 24) % 24] as number) / WHOLE;
  return share(hour) + (share(hour + 1) - share(hour)) * (middle - hour);
}

/** A surge of calls after a new scam spreads: 25 to 50 minutes, once on most days. */
function waveOf(plan: Plan, day: number): { from: number; to: number; factor: number } {
  const random = chance(planName(plan), "wave", day);
  const from = startOf(day) + between(random, 9, 16.5) * HOUR;
  const factor = random() < 0.6 ? between(random, 1.3, 2.6) : 1;
  return { from, to: from + between(random, 25, 50) * MINUTE, factor };
}

/** Arrival times of a Poisson process whose hourly rate varies over time and never exceeds `most`. */
export function* momentsOf(
  random: Chance,
  from: number,
  to: number,
  most: number,
  rate: (at: number) => number,
) {
  for (let at = from + exponential(random, HOUR / most); at < to; at += exponential(random, HOUR / most)) {
    if (random() * most < rate(at)) yield Math.floor(at);
  }
}

const queueOf = weighted<Queue>({ report: 54, unfreeze: 26, consult: 20 });

/**
 * Talk time in minutes: median and sigma of a lognormal. No figures are published; the mean over all queues, about
 * 12 minutes, is what makes 3,000 calls a day fill a hundred lines at the peak.
 */
const TALK: Record<Queue, { median: number; sigma: number }> = {
  report: { median: 13, sigma: 0.45 },
  unfreeze: { median: 8.5, sigma: 0.5 },
  consult: { median: 6.5, sigma: 0.6 },
};
const LONGEST_TALK = 55 * MINUTE;

export function caller(random: Chance, id: string, at: number): Caller {
  const queue = queueOf(random);
  const { median, sigma } = TALK[queue];
  const talk = Math.min(LONGEST_TALK, lognormal(random, median * MINUTE, sigma));
  return {
    id,
    at,
    queue,
    // The exchange knows the province of a land line, or if the caller chose it in the menu.
    province: random() < 0.6 ? provinceOf(random) : undefined,
    ring: Math.round(between(random, 1, 5) * SECOND),
    talk: Math.round(talk),
    wrap: Math.round(queue === "report" ? between(random, 30, 90) * SECOND : 20 * SECOND),
    patience: Math.round(exponential(random, 240 * SECOND)) + 2 * SECOND,
  };
}

function callersOfHour(plan: Plan, hour: number): Caller[] {
  const day = dayOf(hour);
  const name = `${planName(plan)}-${hourName(hour)}`;
  const random = chance("calls", name);
  const mood = between(chance(planName(plan), "mood", day), 0.95, 1.05);
  const daily = MONDAY_CALLS * (WEEKDAYS[weekdayOf(day) - 1] as number) * mood * plan.size;
  const wave = waveOf(plan, day);
  const rate = (at: number) => daily * shareAt(at) * (at >= wave.from && at < wave.to ? wave.factor : 1);
  const most = daily * 0.1 * wave.factor;
  const moments = [...momentsOf(random, hour, hour + HOUR, most, rate)];
  return moments.map((at, n) => caller(random, `C-${name}-${n + 1}`, at));
}

/** All callers from a full hour on, an endless stream generated hour by hour. */
export function* callersFrom(plan: Plan, hour: number): Generator<Caller> {
  for (let at = hour; ; at += HOUR) yield* callersOfHour(plan, at);
}

/**
 * How early the simulation of a day must start so that the calls in progress at midnight exist: some hours before,
 * in the quiet evening, where the calls before that no longer have any effect.
 */
export function warmUpOf(day: number): number {
  return startOf(day) - DAY / 6;
}
