import { dayOf, isoDate, startOf } from "#calendar/days.ts";
import type { Forecast, PaceInFull } from "#wire/targets.ts";

/** The running day and the week after it. */
const DAYS = 8;

/** Until when is foretold. */
export const aheadOf = (asOf: number) => startOf(dayOf(asOf) + DAYS);

/** Of shares and times nothing is foretold, so that nothing can lie outside of it. */
export const isForetold = ({ unit }: Pick<PaceInFull, "unit">) => unit === "satang" || unit === "count";

/** A part of what is foretold; `day`: what is left of it, if it is the running one. */
export interface Ahead {
  day: string;
  isRest: boolean;
  band: Pick<Forecast["days"][number], "low" | "mid" | "high">;
}

export const daysAhead = ({ days }: Pick<Forecast, "days">): Ahead[] =>
  days.map(({ from, until: _, ...band }) => {
    const day = dayOf(from);
    return { day: isoDate(day), isRest: from > startOf(day), band };
  });
