import type { Figure } from "#wire/figures.ts";
import { minutes } from "#writing/durations.ts";

/** The most minutes that a median is written with: three digits fit a row, and 16 hours are as bad as 17. */
const MOST_MINUTES = 999;

/** A median of minutes as a wall has room for it; `atLeast`: it is that or more. */
export function median({ value, atLeast }: Pick<Figure, "value" | "atLeast">) {
  const isLong = Number(value) > MOST_MINUTES;
  return {
    digits: value === null ? "" : minutes(Math.min(Number(value), MOST_MINUTES)),
    atLeast: isLong || atLeast === true,
  };
}
