import type { Figure } from "#wire/live.ts";
import { wholeOf } from "./format.ts";

/** A promise: at least so many per cent, judged from so many cases on. */
export interface Target {
  metric: string;
  percent: number;
  /** So many points below the target it is watched; below that it is broken. */
  watchPoints: number;
  minimumSample: number;
}

/** The two promises that the overview judges: 80/20 on the telephone, and every account held within the hour. */
export const SERVICE_LEVEL: Target = {
  metric: "calls.service_level",
  percent: 80,
  watchPoints: 3,
  minimumSample: 20,
};
export const HELD_IN_TIME: Target = {
  metric: "freezes.sla_60m",
  percent: 95,
  watchPoints: 3,
  minimumSample: 20,
};

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
