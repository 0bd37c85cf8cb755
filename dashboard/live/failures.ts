import { MINUTE } from "#calendar/units.ts";
import { FAILURE_LETTERS, type Failure, MOST_FAILURES } from "#wire/live.ts";

/** An error that belongs to no part of the picture is reported for this long. Our choice. */
const PASSING_MS = 10 * MINUTE;
/** Part of an error's text that could be a key or a token: no word that a person reads is so long. */
const LONG_WORD = /[\w+/=-]{25,}/g;

/** What this page could not show, by part. The connection tells it to the server. */
export class Failures {
  readonly #errors = new Map<string, string>();
  /** It counts changes. */
  version = 0;

  add(part: string, error: unknown): void {
    const text = textOf(error);
    if (this.#errors.get(part) === text) return;
    this.#errors.set(part, text);
    this.version++;
  }

  /** The part is shown again. */
  remove(part: string): void {
    if (this.#errors.delete(part)) this.version++;
  }

  /** The same for an error of a moment, such as one in a timer. */
  addPassing(part: string, error: unknown): void {
    this.add(part, error);
    setTimeout(() => this.remove(part), PASSING_MS);
  }

  list(): Failure[] {
    return [...this.#errors].slice(0, MOST_FAILURES).map(([part, error]) => ({ part, error }));
  }
}

/** The first line of an error, without what may be secret: the query of an address, and long words. */
export function textOf(error: unknown): string {
  const whole = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const [line = ""] = whole.split("\n");
  return line.replace(/\?\S*/g, "?…").replace(LONG_WORD, "…").slice(0, FAILURE_LETTERS);
}
