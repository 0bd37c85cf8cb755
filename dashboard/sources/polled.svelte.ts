import type { Outcome, Problem } from "../api/call.ts";
import { type Question, Reader } from "../api/reader.svelte.ts";
import type { Reads } from "../shell/frame.ts";
import type { Session } from "../shell/session.svelte.ts";

const EVERY_MS = 2_000;

/** Rows that are polled from the server. */
export class Polled<Row> {
  readonly reader: Reader<readonly Row[]>;
  /** Why the server refused the last action. */
  refusal = $state.raw<Problem | null>(null);
  readonly #session: Session;

  constructor({ session, server: { now } }: Reads, read: Question<readonly Row[]>) {
    this.#session = session;
    this.reader = new Reader({ every: EVERY_MS, now }, read);
  }

  /** Null: not known yet. */
  get rows(): readonly Row[] | null {
    return this.reader.answer;
  }

  /** Does what may have to be proved. On failure `refusal` has the reason. */
  protected async proved<T>(deed: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await this.#session.proved(deed);
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.reader.refresh();
    return outcome;
  }
}
