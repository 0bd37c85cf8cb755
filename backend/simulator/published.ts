import { hourOf, readDate, startOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { caller, shareAt } from "./arrivals.ts";
import { tellingsOf } from "./centre.ts";
import { between, type Chance, chance, lognormal } from "./chance.ts";
import type { Piece } from "./filling.ts";
import { type Caller, type Hall, serve } from "./lines.ts";
import { bankOf } from "./mix.ts";
import { answeringFor } from "./roster.ts";
import { type Telling, telling } from "./telling.ts";

/**
 * The centre's first six days, 1 to 6 November 2023, as published: calls per day, and accounts frozen, all of them
 * within the hour (The Nation, 8 November 2023).
 */
export const PUBLISHED = [
  { date: "2023-11-01", calls: 1310, frozen: 12 },
  { date: "2023-11-02", calls: 2752, frozen: 73 },
  { date: "2023-11-03", calls: 2711, frozen: 137 },
  { date: "2023-11-04", calls: 2820, frozen: 124 },
  { date: "2023-11-05", calls: 2037, frozen: 125 },
  { date: "2023-11-06", calls: 3370, frozen: 209 },
] as const;

type PublishedDay = (typeof PUBLISHED)[number];

/** End of the published days, exclusive. */
export const PUBLISHED_THROUGH = startOf(readDate("2023-11-07")!);

/**
 * The events of those days, the same every time, hour by hour. The daily counts are exact. The distribution within a
 * day is assumed: the press reports only the peak 09:00–12:00, the overload 09:00–17:00 and an average of 15 minutes
 * to the freeze. Banks and amounts are assumed too, because an event must have them. Nothing else is generated:
 * reports and losses, above all, were not published.
 */
export function* publishedPieces(): Generator<Piece> {
  const from = startOfPublished(PUBLISHED[0]);
  const shareOf = (at: number) => (at - from) / (PUBLISHED_THROUGH - from);
  let tellings: Telling[] = [];
  let until = from + HOUR;
  for (const step of serve(callers(), HALL, from, MINUTE)) {
    if (step.at >= until) {
      yield { tellings, share: shareOf(until) };
      tellings = [];
      until += HOUR;
    }
    tellings.push(...tellingsOf("published", step));
  }
  yield { tellings: [...tellings, ...PUBLISHED.flatMap(freezesOf)], share: 1 };
}

function* callers(): Generator<Caller> {
  for (const day of PUBLISHED) yield* callersOf(day);
}

function startOfPublished({ date }: PublishedDay): number {
  return startOf(readDate(date)!);
}

function callersOf(day: PublishedDay): Caller[] {
  const random = chance("published", "calls", day.date);
  return momentsOf(random, day, day.calls, 24 * HOUR).map((at, n) => {
    const someone = caller(random, `C-published-${day.date}-${n + 1}`, at);
    // The menu had no separate queue for unfreezing before September 2025.
    return someone.queue === "unfreeze" ? { ...someone, queue: "report" } : someone;
  });
}

/** Random moments of the day in order, distributed like an ordinary day's calls. */
function momentsOf(random: Chance, day: PublishedDay, count: number, within: number): number[] {
  const moments: number[] = [];
  while (moments.length < count) {
    const at = startOfPublished(day) + Math.floor(random() * within);
    if (random() * 0.1 < shareAt(at)) moments.push(at);
  }
  return moments.sort((a, b) => a - b);
}

/** Agents for each day's calls at about 12 minutes per call: too few from 09:00 to 17:00. */
const HALL: Hall = {
  lines: 100,
  agentsAt: (at) => {
    const day = PUBLISHED.find((each) => at < startOfPublished(each) + DAY);
    const load = (day?.calls ?? 2_500) * shareAt(at) * 0.2;
    const hour = hourOf(at);
    return Math.max(4, Math.ceil(load * (hour >= 9 && hour < 17 ? 0.9 : 1.3)));
  },
};

function freezesOf(day: PublishedDay): Telling[] {
  const random = chance("published", "freezes", day.date);
  return momentsOf(random, day, day.frozen, 22.5 * HOUR).flatMap((requestedAt, n) => {
    const name = `published-${day.date}-${n + 1}`;
    const freezeId = `F-${name}`;
    const bank = bankThen(random, day);
    const amountSatang = Math.round(lognormal(random, 25_000, 1)) * 100;
    const heldSatang = Math.ceil(amountSatang * between(random, 0.2, 1));
    const took = Math.min(55 * MINUTE, lognormal(random, 13 * MINUTE, 0.5));
    const accountToken = chance(freezeId)().toString(16).slice(2).padEnd(16, "0").slice(0, 16);
    const request = { freezeId, reportId: `R-${name}`, bank, hop: 1, amountSatang, accountToken };
    const answer = { freezeId, requestedAt: stamp(requestedAt), bank, hop: 1, heldSatang };
    return [
      telling("aoc", "freeze.requested", `${freezeId}.requested`, requestedAt, request),
      telling(answeringFor(bank), "freeze.confirmed", `${freezeId}.confirmed`, requestedAt + took, answer),
    ];
  });
}

/** TTB's system joined on 3 November (Headtopics, from the ministry's release of 2 November). */
function bankThen(random: Chance, { date }: PublishedDay): string {
  for (;;) {
    const bank = bankOf(random);
    if (bank !== "TTB" || date >= "2023-11-03") return bank;
  }
}
