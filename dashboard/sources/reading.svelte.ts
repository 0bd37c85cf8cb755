import { type Calls, call, type Outcome, type Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";

export type ReadingKey = Calls["GET /v1/reading-keys"]["answer"][number];
export type NewReadingKey = Calls["POST /v1/reading-keys"]["body"];

const EVERY_MS = 2_000;

/** The keys for reading figures, polled from the server, and the actions on them. */
export class ReadingKeys {
  /** Null: not known yet. */
  rows = $state.raw<readonly ReadingKey[] | null>(null);
  /** Why the server refused the last action. */
  refusal = $state.raw<Problem | null>(null);
  readonly #session: Session;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(session: Session) {
    this.#session = session;
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const outcome = await call("GET /v1/reading-keys");
    if (outcome.ok) this.rows = outcome.answer;
  }

  /** The key, which is told only here; null: refused. */
  async make(body: NewReadingKey): Promise<string | null> {
    const outcome = await this.#settle(() => call("POST /v1/reading-keys", { body }));
    return outcome.ok ? outcome.answer.key : null;
  }

  async revoke(name: string): Promise<boolean> {
    return (await this.#settle(() => call("DELETE /v1/reading-keys/:name", { params: { name } }))).ok;
  }

  /** On failure `refusal` has the reason. */
  async #settle<T>(deed: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await this.#session.proved(deed);
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome;
  }
}
