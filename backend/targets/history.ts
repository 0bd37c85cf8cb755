import { dayOf, startOf } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { FigureRow, Question, Readings } from "#wire/figures.ts";
import type { TargetSlice } from "#wire/targets.ts";
import { Fault } from "../kit/fault.ts";
import { classesOf, type Series } from "./forecast.ts";
import { isCountedBy, MEASURES, type Measure, measureOf } from "./measure.ts";
import { hoursOf } from "./read.ts";

/** What histories are read from. `signal` aborts when nobody waits any more. */
export interface Figures extends Readings {
  answer(
    scope: Scope,
    question: Question,
    asOf: number | null,
    signal: AbortSignal,
  ): Promise<{ asOf: number; simulated: boolean; rows: Iterable<FigureRow> }>;
}

/** Figures of any size, for one who asks. */
export type Ask = (
  question: Question & { step: "hour" | "day" },
) => Promise<{ asOf: number; simulated: boolean; rows: Iterable<FigureRow> }>;

/**
 * So many days before a moment are counted again as they were known then. Of a busy centre two weeks of one kind take 1.3
 * to 3.6 s (backend/figures/gather.ts), so that a year would be refused; and later than that hardly any event comes.
 */
const COUNTED_AGAIN_DAYS = 28;

/**
 * Asks as of now, or of a moment of the past: the last weeks before it are then as they were known at that moment, and what
 * lies before them is as it is known now.
 */
export function askedAt<T>(
  figures: Figures,
  scope: Scope,
  asOf: number | null,
  signal: AbortSignal,
  deed: (ask: Ask) => Promise<T>,
): Promise<T> {
  if (asOf === null) return deed((question) => figures.answer(scope, question, null, signal));
  const instead = "ask for its figure by the hour, of a shorter window";
  const edge = startOf(dayOf(asOf) - COUNTED_AGAIN_DAYS);
  return figures.readPast(scope, asOf, { signal, instead }, async ({ ask, simulated }) =>
    deed(async (question) => {
      const { from, until } = question;
      const before = { ...question, until: Math.min(until, edge) };
      const again = { ...question, from: Math.max(from, edge) };
      const rows = [
        ...(before.from < before.until
          ? await figures.readPresent(scope, signal, (present) => present.ask(before))
          : []),
        ...(again.from < again.until ? await ask(again) : []),
      ];
      return { asOf, simulated: await simulated(), rows };
    }),
  );
}

/** The measure of a figure or of one slice. Throws `bad-query` if it is not counted, or not by that slice. */
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

/** An hour that is not settled may still grow, so it counts as unknown and is not learnt from. */
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
