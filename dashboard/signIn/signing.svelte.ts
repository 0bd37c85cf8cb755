import type { Second } from "#wire/access.ts";
import { call, type Outcome, type Problem } from "../api/call.ts";

export type Step = "password" | "code" | "recovery";
/** Why the last step was refused. `tooLate`: it must begin anew. */
export type Refusal = "wrong" | "tooLate" | Problem;

/** A sign-in, step by step. */
export class Signing {
  step: Step = $state("password");
  refusal = $state.raw<Refusal | null>(null);
  /** Seconds until the next try is taken. */
  wait = $state(0);
  isBusy = $state(false);
  /** What the server takes as the second factor. */
  second = $state.raw<readonly Second[]>([]);
  readonly #done: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param done called when the person is signed in */
  constructor(done: () => void) {
    this.#done = done;
  }

  async begin(name: string, password: string): Promise<void> {
    const outcome = await this.#during(() => call("POST /v1/session", { body: { name, password } }));
    if (outcome === null) return;
    if (outcome.needs === "nothing") return this.#done();
    this.second = outcome.second;
    this.step = "code";
  }

  /** True: signed in. */
  async complete(said: { code: string } | { recoveryCode: string }): Promise<boolean> {
    const outcome = await this.#during(() => call("POST /v1/session/second", { body: said }));
    if (outcome !== null) this.#done();
    return outcome !== null;
  }

  choose(step: Step): void {
    this.refusal = null;
    this.step = step;
  }

  async #during<Answer>(deed: () => Promise<Outcome<Answer>>): Promise<Answer | null> {
    if (this.isBusy || this.wait > 0) return null;
    this.isBusy = true;
    const outcome = await deed();
    this.isBusy = false;
    this.refusal = null;
    if (outcome.ok) return outcome.answer;
    this.#refuse(outcome.problem);
    return null;
  }

  #refuse(problem: Problem): void {
    const { status, retryAfter, detail } = problem;
    if (retryAfter !== null) this.#startWaiting(Math.ceil(retryAfter));
    // Of the first step nothing is left: it was too long ago, or too many codes were wrong.
    const isGone = status === 401 && detail.startsWith("begin with the name");
    if (isGone) this.step = "password";
    this.refusal = isGone ? "tooLate" : status === 401 ? "wrong" : problem;
  }

  #startWaiting(seconds: number): void {
    clearInterval(this.#timer);
    this.wait = seconds;
    this.#timer = setInterval(() => {
      this.wait--;
      if (this.wait > 0) return;
      clearInterval(this.#timer);
      this.refusal = null;
    }, 1_000);
  }
}
