import type { Figure } from "#wire/figures.ts";
import type { Target } from "#wire/promises.ts";
import { wholeOf } from "#writing/numbers.ts";

export { HELD_IN_TIME, SERVICE_LEVEL, type Target } from "#wire/promises.ts";

/** `few`: there is a value, but of so few cases that it says nothing yet. */
export type Judgement = "met" | "watch" | "broken" | "few";

/** Compares whole numbers where the figure has them: no rounding stands between a promise and its judgement. */
export function judge({ value, numerator, denominator }: Figure, target: Target): Judgement {
  if (value === null) return "few";
  if (denominator !== undefined && wholeOf(denominator) < BigInt(target.minimumSample)) return "few";
  const reaches = (percent: number) =>
    numerator !== undefined && denominator !== undefined
      ? wholeOf(numerator) * 100n >= wholeOf(denominator) * BigInt(percent)
      : Number(value) * 100 >= percent;
  if (reaches(target.percent)) return "met";
  return reaches(target.percent - target.watchPoints) ? "watch" : "broken";
}
