import type { Figure } from "#wire/figures.ts";
import type { Target } from "#wire/promises.ts";
import { wholeOf } from "#writing/numbers.ts";

export { HELD_IN_TIME, SERVICE_LEVEL, type Target } from "#wire/promises.ts";

/** `few`: there is a value, but from too few cases to judge it. */
export type Judgement = "met" | "watch" | "broken" | "few";

/** Compares numerator and denominator where the figure has them: rounding must not change a judgement. */
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
