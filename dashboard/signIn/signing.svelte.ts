import type { Second } from "#wire/access.ts";
import { call, type Outcome, type Problem } from "../api/call.ts";
import { hasPasskeys, signWithPasskey } from "../api/passkey.ts";

export type Step = "password" | "code" | "recovery" | "passkey";
/** Why the last step was refused. `tooLate`: it must begin anew. `stopped`: the browser gave no signature. */
export type Refusal = "wrong" | "tooLate" | "stopped" | "wrongPasskey" | Problem;

/** The step at which a second factor is asked for. */
const STEP_OF = { totp: "code", recovery: "recovery", passkey: "passkey" } as const satisfies Record<
  Second,
  Step
>;

/** A sign-in, step by step. */
export class Signing {
  step: Step = $state("password");
  refusal = $state.raw<Refusal | null>(null);
  /** Seconds until the next try is taken. */
  wait = $state(0);
  isBusy = $state(false);
  /** The steps at which a second factor can be given; any one of them. */
  seconds = $state.raw<readonly Step[]>([]);
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
    this.seconds = outcome.second
      .filter((each) => each !== "passkey" || hasPasskeys())
      .map((each) => STEP_OF[each]);
    this.step = this.seconds[0] ?? "recovery";
  }

  /** True: signed in. */
  async complete(said: { code: string } | { recoveryCode: string }): Promise<boolean> {
    const outcome = await this.#during(() => call("POST /v1/session/second", { body: said }));
    if (outcome !== null) this.#done();
    return outcome !== null;
  }

  /** Signs in with a passkey: alone, or after the password. */
  async usePasskey(): Promise<void> {
    const purpose = this.step === "password" ? "sign-in" : "second";
    const options = await this.#during(() => call("POST /v1/session/passkey/options", { body: { purpose } }));
    if (options === null) return;
    this.isBusy = true;
    const credential = await signWithPasskey(options);
    this.isBusy = false;
    if (credential === null) {
      this.refusal = "stopped";
      return;
    }
    const outcome = await this.#during(() => call("POST /v1/session/passkey", { body: { credential } }));
    if (outcome !== null) this.#done();
    else if (this.refusal === "wrong") this.refusal = "wrongPasskey";
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
