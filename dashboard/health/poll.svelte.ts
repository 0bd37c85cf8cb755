import { type Answer, call, type Problem } from "../api/call.ts";

/** Milliseconds between two questions. Each makes the server ask its database. */
const EVERY_MS = 5_000;

export type HealthAnswer = Answer<"GET /v1/health">;

/** The health, polled from the server. */
export class HealthPoll {
  answer = $state.raw<HealthAnswer | null>(null);
  /** Why the server refused the last question. */
  refusal = $state.raw<Problem | null>(null);
  readonly #heard: (at: number) => void;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param heard is called with the server's clock at each answer */
  constructor(heard: (at: number) => void) {
    this.#heard = heard;
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const outcome = await call("GET /v1/health");
    this.refusal = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.answer = outcome.answer;
    this.#heard(outcome.answer.at);
  }
}
