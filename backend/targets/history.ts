import { dayOf, startOf } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { FigureRow, Question, Reading } from "#wire/figures.ts";
import type { TargetSlice } from "#wire/targets.ts";
import { Fault } from "../kit/fault.ts";
import { classesOf, type Series } from "./forecast.ts";
import { isCountedBy, MEASURES, type Measure, measureOf } from "./measure.ts";
import { hoursOf } from "./read.ts";

/** What histories are read from. `signal` aborts when nobody waits any more. */
export interface Figures {
  answer(
    scope: Scope,
    question: Question,
    asOf: number | null,
    signal: AbortSignal,
  ): Promise<{ asOf: number; simulated: boolean; rows: Iterable<FigureRow> }>;
  readPast<T>(
    scope: Scope,
    asOf: number,
    asker: { signal: AbortSignal; instead: string },
    deed: (reading: Reading) => Promise<T>,
  ): Promise<T>;
}

/** Figures of any size, for one who asks. */
export type Ask = (
  question: Question,
) => Promise<{ asOf: number; simulated: boolean; rows: Iterable<FigureRow> }>;

/** Asks as of now, or of one moment of the past: everything is then as it was known at that moment. */
export function askedAt<T>(
  figures: Figures,
  scope: Scope,
  asOf: number | null,
  signal: AbortSignal,
  deed: (ask: Ask) => Promise<T>,
): Promise<T> {
  if (asOf === null) return deed((question) => figures.answer(scope, question, null, signal));
  const instead = "ask for its figure by the hour, of a shorter window";
  return figures.readPast(scope, asOf, { signal, instead }, async ({ ask, simulated }) =>
    deed(async (question) => ({ asOf, simulated: await simulated(), rows: await ask(question) })),
  );
}

/** Of a figure and a part of it. Throws `bad-query` for what is not counted, or not so. */
export function countedOf(metric: string, { by, of }: TargetSlice): Measure {
  const measure = measureOf(metric);
  const wrong: string[] = [];
  if (measure?.taken !== "sum") {
    const can = MEASURES.filter(({ taken }) => taken === "sum").map((each) => each.metric);
    wrong.push(`metric: ${metric} has no forecast; must be one of ${can.join(", ")}`);
  } else if (!isCountedBy(measure, by)) wrong.push(`by: ${metric} is not counted by ${by}`);
  if ((by === "all") !== (of === null)) wrong.push("of: must be absent for all, and a value else");
  if (!measure || wrong.length > 0) throw new Fault("bad-query", wrong.join("; "));
  return measure;
}

export const onlyOf = ({ by, of }: TargetSlice) => (of === null ? {} : { [by]: [of] });

/** To what is not settled a source may still add: such hours are not known, and not learnt from. */
export async function readHistory(
  ask: Ask,
  { measure, slice }: { measure: Measure; slice: TargetSlice },
  { firstDay, until, daysAhead }: { firstDay: number; until: number; daysAhead: number },
  isHoliday: (day: number) => boolean,
): Promise<{ series: Series; asOf: number; simulated: boolean }> {
  const { metric } = measure;
  const question = {
    metrics: [metric],
    from: startOf(firstDay),
    until,
    step: "hour",
    only: onlyOf(slice),
  } as const;
  const { asOf, simulated, rows } = await ask(question);
  const settled = [...rows].filter(({ state }) => state === "settled");
  const days = dayOf(until) - firstDay + daysAhead + 2;
  return {
    series: {
      ...hoursOf(measure, settled, firstDay, isHoliday).above,
      classes: classesOf(firstDay, days, isHoliday),
    },
    asOf,
    simulated,
  };
}
