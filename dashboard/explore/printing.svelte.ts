import { SECOND } from "#calendar/units.ts";
import { callForFile, type Problem } from "../api/call.ts";
import { saveFile } from "../shell/save.ts";
import type { queryOf } from "./asked.ts";

/** The drawing of a PDF, which takes its time and can be given up. */
export class Printing {
  /** Since it began; null: none is drawn. */
  seconds = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  #asking = new AbortController();

  async start(query: ReturnType<typeof queryOf>, lang: "th" | "en"): Promise<void> {
    this.cancel();
    const own = new AbortController();
    this.#asking = own;
    this.seconds = 0;
    const counting = setInterval(() => {
      if (this.seconds !== null) this.seconds += 1;
    }, SECOND);
    const outcome = await callForFile(own.signal, "GET /v1/figures", {
      query: { ...query, format: "pdf", lang },
    });
    clearInterval(counting);
    if (own.signal.aborted) return;
    this.seconds = null;
    if (outcome.ok) saveFile(outcome.answer, "figures.pdf");
    else this.problem = outcome.problem;
  }

  /** The server then leaves nothing of it behind. */
  cancel(): void {
    this.#asking.abort();
    this.seconds = null;
    this.problem = null;
  }
}
