import type { Outcome, Problem } from "../api/call.ts";

/** The answer to the last of several questions. */
export class Latest<Answer> {
  found = $state.raw<Answer | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Only the answer to the last question counts. */
  #asked = 0;
  #question = "";

  /**
   * Asked the same again, it shows what it has until the answer comes.
   * @param question tells it from others
   */
  async read(question: string, ask: () => Promise<Outcome<Answer>>): Promise<void> {
    if (question !== this.#question) this.clear();
    this.#question = question;
    const own = ++this.#asked;
    const outcome = await ask();
    if (own !== this.#asked) return;
    this.found = outcome.ok ? outcome.answer : null;
    this.problem = outcome.ok ? null : outcome.problem;
  }

  clear(): void {
    this.#asked++;
    this.#question = "";
    this.found = null;
    this.problem = null;
  }
}
