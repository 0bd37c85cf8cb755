import { dayOf, hourOf, startOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { between, type Chance, chance, lognormal } from "./chance.ts";
import { bankOf } from "./mix.ts";
import type { Plan, Spell } from "./telling.ts";

/** The longest time that a bank takes to answer. */
const LONGEST_ANSWER = 5 * HOUR;

/** Median answer time of a bank: 5 to 12 minutes, chosen by the seed, independent of the real bank. */
function medianOf(plan: Plan, bank: string): number {
  return between(chance(plan.seed, "speed", bank), 5, 12) * MINUTE;
}

/** On most days one bank is slow for some hours, and its answers exceed the hour. */
export function slowSpell(plan: Plan, day: number): Spell | null {
  const random = chance(plan.seed, "slow bank", day);
  if (random() < 0.4) return null;
  const from = startOf(day) + between(random, 9, 19) * HOUR;
  return {
    bank: bankOf(random),
    from,
    to: from + between(random, 1.5, 3) * HOUR,
    factor: between(random, 4, 8),
  };
}

/** How long a bank takes to answer a request made at this moment, in milliseconds. */
export function answerTime(plan: Plan, bank: string, at: number, random: Chance): number {
  const slow = [slowSpell(plan, dayOf(at)), plan.spell]
    .filter((spell) => spell && spell.bank === bank && at >= spell.from && at < spell.to)
    .reduce((most, spell) => Math.max(most, spell!.factor), 1);
  const night = hourOf(at) < 6 ? 1.3 : 1;
  const took = lognormal(random, medianOf(plan, bank) * slow * night, 0.74);
  return Math.round(Math.min(LONGEST_ANSWER, Math.max(20_000, took)));
}
