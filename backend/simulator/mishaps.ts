import { dayOf, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { between, chance, lognormal } from "./chance.ts";
import { type Plan, planName, type Telling } from "./telling.ts";

export interface Silence {
  from: number;
  to: number;
}

/** A source falls silent: for 5 to 20 minutes, about every tenth day of each. */
export function silenceOf(plan: Plan, source: string, day: number): Silence | null {
  const random = chance(plan.seed, "silence", source, day);
  if (random() >= 0.1) return null;
  const from = startOf(day) + between(random, 0.3, 23.5) * HOUR;
  return { from, to: from + between(random, 5, 20) * MINUTE };
}

/** Whether a source is silent now; remembers what it has worked out. */
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

/** Of a thousand events. A bank's answers are late more often: somebody types them in. */
const LATE = { answer: 8, other: 2 };
const SENT_TWICE = 4;
const SENT_TWICE_ANEW = 2;

/**
 * What becomes of a telling on its way: late, told twice, told twice under a new id (an interface
 * that was restarted and numbers anew), or held back while its source is silent. The event itself,
 * its `time` included, stays as it is.
 */
export function underway(plan: Plan, silentAt: ReturnType<typeof silences>): (told: Telling) => Telling[] {
  const name = planName(plan);
  return (told) => {
    const { event } = told;
    // A sample is of its moment: nobody sends an old one again.
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
    // It catches up in the order in which things happened.
    const at = silence ? silence.to + ((told.at - silence.from) / DAY) * SECOND : told.at;
    return { at: Math.ceil(at), event: told.event };
  }
}
