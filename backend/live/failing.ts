import { FAILURE_LETTERS, type Failure, MOST_FAILURES } from "#wire/live.ts";

/** A failure with when it was first told of, by `Clock.ticks`. */
export interface Failing extends Failure {
  since: number;
}

/** Characters that would write elsewhere than in their line. */
const CONTROL = /\p{C}/gu;

/** Reads what a screen says that it cannot show. Null: no screen says that. */
export function readFailures(said: unknown): Failure[] | null {
  if (!Array.isArray(said) || said.length > MOST_FAILURES) return null;
  const failures: Failure[] = [];
  for (const each of said) {
    const { part, error } = (each ?? {}) as Record<string, unknown>;
    if (typeof part !== "string" || typeof error !== "string") return null;
    if (part.length > FAILURE_LETTERS || error.length > FAILURE_LETTERS) return null;
    failures.push({ part: part.replace(CONTROL, ""), error: error.replace(CONTROL, "") });
  }
  return failures;
}

/** With the times of those that were known before, and which are new. */
export function failingAfter(
  before: readonly Failing[],
  failures: readonly Failure[],
  ticks: number,
): { failing: Failing[]; news: Failure[] } {
  const known = (one: Failure) => before.find(({ part, error }) => part === one.part && error === one.error);
  return {
    failing: failures.map((one) => ({ ...one, since: known(one)?.since ?? ticks })),
    news: failures.filter((one) => !known(one)),
  };
}
