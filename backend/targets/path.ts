import { isoDate, readDate } from "#calendar/days.ts";
import type { Target } from "#wire/targets.ts";
import { compare, type Fraction, fractionOf, minus, plus, times } from "./fraction.ts";

/** What a path is drawn between. */
export interface Ends {
  /** Numbers of Bangkok days; both are part of the target. */
  start: number;
  due: number;
  baseline: Fraction | null;
  goal: Fraction | null;
}

/** What is planned for a day, exactly; before the first day and after the last as on these. Null: the baseline is not known. */
export function plannedAt(
  path: Target["path"],
  { start, due, baseline, goal }: Ends,
  on: number,
): Fraction | null {
  const day = Math.min(Math.max(on, start), due);
  switch (path.kind) {
    case "linear": {
      if (!baseline || !goal) return null;
      if (due === start) return goal;
      const done = { p: BigInt(day - start), q: BigInt(due - start) };
      return plus(baseline, times(minus(goal, baseline), done));
    }
    case "steps": {
      const last = path.steps.findLast((step) => readDate(step.day)! <= day);
      return last ? fractionOf(last.amount) : baseline;
    }
    case "months": {
      const month = isoDate(day).slice(0, 7);
      const last = path.months.findLast((each) => each.month <= month);
      return last ? fractionOf(last.amount) : baseline;
    }
  }
}

/** The goal; null: it is a part of a baseline that is not known. */
export function goalOf({ goal }: Target, baseline: Fraction | null): Fraction | null {
  if (goal.kind === "number") return fractionOf(goal.amount);
  return baseline && times(fractionOf(goal.amount), baseline);
}

/** Is a value where it shall be? Just there counts. */
export const isGood = (value: Fraction, goal: Fraction, better: Target["better"]): boolean =>
  better === "down" ? compare(value, goal) <= 0 : compare(value, goal) >= 0;
