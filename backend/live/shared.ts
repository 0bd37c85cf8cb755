import type { Reading } from "#wire/figures.ts";

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

/** A reading for several scenes, which have lists in common: each is read once. */
export const shared = (reading: Reading): Reading => ({
  ...reading,
  unansweredFreezes: once(reading.unansweredFreezes),
  freezesByAge: once(reading.freezesByAge),
});
