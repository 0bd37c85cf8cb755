import { isoDate } from "#calendar/days.ts";
import type { Anomalies, TargetSlice } from "#wire/targets.ts";
import { call, type Problem } from "../api/call.ts";

/** Days that a person looks back on. */
const DAYS = 28;

/** The days of a figure that lay outside what was expected. */
export class Outliers {
  found = $state.raw<Anomalies | null>(null);
  problem = $state.raw<Problem | null>(null);
  isReading = $state(false);
  /** Only the answer to the last question counts. */
  #asked = 0;
  #question = "";

  /**
   * Asked the same again, it shows what it has until the answer comes.
   * @param until the number of the day after the last one
   * @param asOf as it was known at that moment, with its offset; null: now
   */
  async read(metric: string, { by, of }: TargetSlice, until: number, asOf: string | null): Promise<void> {
    const question = JSON.stringify([metric, by, of, until, asOf]);
    if (question !== this.#question) this.clear();
    this.#question = question;
    const own = ++this.#asked;
    this.isReading = true;
    const window = { from: isoDate(until - DAYS), to: isoDate(until) };
    const outcome = await call("GET /v1/anomalies", {
      query: { metric, by, ...(of === null ? {} : { of }), ...window, ...(asOf === null ? {} : { asOf }) },
    });
    if (own !== this.#asked) return;
    this.isReading = false;
    this.found = outcome.ok ? outcome.answer : null;
    this.problem = outcome.ok ? null : outcome.problem;
  }

  clear(): void {
    this.#asked++;
    this.#question = "";
    this.isReading = false;
    this.found = null;
    this.problem = null;
  }
}
