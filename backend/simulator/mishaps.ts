import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { between, chance, lognormal } from "./chance.ts";
import { type Plan, planName, type Telling } from "./telling.ts";

export interface Silence {
  from: number;
  to: number;
}

/** An outage of a source: 5 to 20 minutes, about every tenth day for each source. */
export function silenceOf(plan: Plan, source: string, day: number): Silence | null {
  const random = chance(plan.seed, "silence", source, day);
  if (random() >= 0.1) return null;
  const from = startOf(day) + between(random, 0.3, 23.5) * HOUR;
  return { from, to: from + between(random, 5, 20) * MINUTE };
}

/** Whether a source is silent now; caches what it has computed. */
export function silences(plan: Plan): (source: string, at: number) => Silence | null {
  const known = new Map<string, Silence | null>();
  return (source, at) => {
    const day = dayOf(at);
    const key = `${source}|${day}`;
    if (!known.has(key)) known.set(key, silenceOf(plan, source, day));
    const silence = known.get(key);
    return silence && at >= silence.from && at < silence.to ? silence : null;
  };
}

/** Late events per thousand. Banks' answers are late more often, because people type them in. */
const LATE = { answer: 8, other: 2 };
const SENT_TWICE = 4;
const SENT_TWICE_ANEW = 2;

/**
 * Disturbs the delivery of an event: delayed, sent twice, sent twice under a new id (an interface that restarted and
 * numbers its events anew), or held back while its source is silent. The event and its `time` do not change.
 */
export function underway(plan: Plan, silentAt: ReturnType<typeof silences>): (told: Telling) => Telling[] {
  const name = planName(plan);
  return (told) => {
    const { event } = told;
    // A sample is only valid for its moment: it is not sent late or twice.
    if (event.type === "th.aoc1441.lines.sampled") return [heldBack(told)];
    const random = chance("underway", name, event.id);
    const fate = random() * 1_000;
    const late = /freeze\.(confirmed|refused)$/.test(event.type) ? LATE.answer : LATE.other;
    if (fate < late) {
      const median = late === LATE.answer ? 20 * MINUTE : 4 * MINUTE;
      return [heldBack({ at: told.at + Math.min(5 * HOUR, lognormal(random, median, 1)), event })];
    }
    if (fate < late + SENT_TWICE) {
      const again =
        told.at + (random() < 0.8 ? between(random, 1, 40) * SECOND : between(random, 1, 5) * HOUR);
      return [heldBack(told), heldBack({ at: again, event })];
    }
    if (fate < late + SENT_TWICE + SENT_TWICE_ANEW && /\.(call|report|freeze)\./.test(event.type)) {
      const again = {
        at: told.at + between(random, 5, 300) * SECOND,
        event: { ...event, id: `${event.id}.again` },
      };
      return [heldBack(told), heldBack(again)];
    }
    return [heldBack(told)];
  };

  function heldBack(told: Telling): Telling {
    const silence = silentAt(told.event.source, told.at);
    // After a silence the source catches up in the order in which the events happened.
    const at = silence ? silence.to + ((told.at - silence.from) / DAY) * SECOND : told.at;
    return { at: Math.ceil(at), event: told.event };
  }
}
