import type { Reading } from "#wire/figures.ts";
import { together } from "./together.ts";

/** Asks once for each set of arguments. */
export function once<Asked extends unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const known = answers.get(key) ?? ask(...asked);
    answers.set(key, known);
    return known;
  };
}

/** A reading for several scenes, which have much in common: what they ask at once is asked once. */
export const shared = (reading: Reading): Reading => ({
  ...reading,
  ask: together(reading.ask),
  unansweredFreezes: once(reading.unansweredFreezes),
  willMiss: once(reading.willMiss),
});
