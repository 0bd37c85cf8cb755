import type { Outcome, Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";

const EVERY_MS = 2_000;

/** Rows that are polled from the server. */
export class Polled<Row> {
  /** Null: not known yet. */
  rows = $state.raw<readonly Row[] | null>(null);
  /** Why the server refused the last action. */
  refusal = $state.raw<Problem | null>(null);
  readonly #session: Session;
  readonly #read: () => Promise<Outcome<readonly Row[]>>;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param session of whoever does something with the rows */
  constructor(session: Session, read: () => Promise<Outcome<readonly Row[]>>) {
    this.#session = session;
    this.#read = read;
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const outcome = await this.#read();
    if (outcome.ok) this.rows = outcome.answer;
  }

  /** Does what may have to be proved. On failure `refusal` has the reason. */
  protected async proved<T>(deed: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await this.#session.proved(deed);
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome;
  }
}
