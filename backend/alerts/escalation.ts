import { type Heard, type Policy, type Severity, type Subject, subjectKey } from "#wire/alerts.ts";
import type { StoredRecipient } from "./recipientQueries.ts";
import { dutyAt } from "./rota.ts";
import type { StoredRota } from "./rotaQueries.ts";

/** Who may be told. */
export interface Hearers {
  recipients: readonly StoredRecipient[];
  rotas: readonly StoredRota[];
}

/** What of an alert decides who hears of it. */
export interface Labels {
  policy: Policy;
  severity: Severity;
  subject: Subject;
}

/** A step of a chain at some moment. */
export interface Step {
  afterMinutes: number;
  recipients: readonly number[];
  /** Of those that are told because they are on duty: in which rotas. */
  duty: ReadonlyMap<number, readonly number[]>;
  /** Ids of its rotas that have somebody on duty, and of those that have nobody. */
  manned: readonly number[];
  unmanned: readonly number[];
}

const isHeard = ({ policy, severities, subjects }: Heard, of: Labels): boolean =>
  policy === of.policy &&
  (severities?.includes(of.severity) ?? true) &&
  (subjects?.includes(subjectKey(of.subject)) ?? true);

/**
 * Who is told how long after an alert: what recipients and rotas say that they hear. Whoever must know the chains of many
 * alerts asks the function that it gives for each.
 * @param at who is on duty then
 */
export function chainsAt({ recipients, rotas }: Hearers, at: number): (of: Labels) => Step[] {
  const isThere = (id: number) => recipients.some((each) => each.id === id);
  const onDuty = rotas.map((rota) => ({ ...rota, who: dutyAt(rota, at, isThere).who }));
  // Of subjects that nobody names one chain is all.
  const named = new Set(
    [...recipients, ...rotas].flatMap(({ hears }) => hears).flatMap(({ subjects = [] }) => subjects),
  );
  const known = new Map<string, Step[]>();
  return (of) => {
    const subject = subjectKey(of.subject);
    const key = `${of.policy} ${of.severity} ${named.has(subject) ? subject : ""}`;
    const chain = known.get(key) ?? stepsOf(recipients, onDuty, of);
    known.set(key, chain);
    return chain;
  };
}

/** The chain of one alert. */
export const chainOf = (hearers: Hearers, of: Labels, at: number): Step[] => chainsAt(hearers, at)(of);

function stepsOf(
  recipients: Hearers["recipients"],
  onDuty: readonly { id: number; hears: readonly Heard[]; who: number | null }[],
  of: Labels,
): Step[] {
  const minutesOf = ({ hears }: { hears: readonly Heard[] }) =>
    hears.filter((heard) => isHeard(heard, of)).map(({ afterMinutes }) => afterMinutes);
  const persons = recipients.map((each) => ({ id: each.id, minutes: minutesOf(each) }));
  const shifts = onDuty.map((each) => ({ id: each.id, who: each.who, minutes: minutesOf(each) }));
  const times = new Set([...persons, ...shifts].flatMap(({ minutes }) => minutes));
  return [...times]
    .sort((a, b) => a - b)
    .map((afterMinutes) => {
      const own = persons.filter(({ minutes }) => minutes.includes(afterMinutes)).map(({ id }) => id);
      const due = shifts.filter(({ minutes }) => minutes.includes(afterMinutes));
      // Whoever hears of it anyway hears of it once, on duty or not.
      const duty = new Map<number, number[]>();
      for (const { id, who } of due)
        if (who !== null && !own.includes(who)) duty.set(who, [...(duty.get(who) ?? []), id]);
      const manned = due.filter(({ who }) => who !== null).map(({ id }) => id);
      const unmanned = due.filter(({ who }) => who === null).map(({ id }) => id);
      const recipients = [...own, ...duty.keys()];
      return { afterMinutes, recipients, duty, manned, unmanned };
    });
}
