import { stamp } from "#calendar/stamp.ts";
import { call, type Problem } from "../api/call.ts";
import { type Line, linesOf, type Metric } from "./rows.ts";

/** Figures of a window as they were known at a moment, beside what is known of it now. Read once: nothing here is live. */
export class Looking {
  metrics = $state.raw<ReadonlyMap<string, Metric>>(new Map());
  /** `before`: as known then. Null: not read yet. */
  lines = $state.raw<readonly Line[] | null>(null);
  /** As of when "now" is. */
  nowAsOf = $state.raw<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Only the answer to the last question counts. */
  #asked = 0;

  async read(
    metrics: readonly string[],
    window: { from: number; until: number },
    asOf: number,
  ): Promise<void> {
    const own = ++this.#asked;
    this.lines = null;
    this.problem = null;
    const query = {
      metric: [...metrics],
      from: stamp(window.from),
      to: stamp(window.until),
      step: "total" as const,
    };
    const [known, then, now] = await Promise.all([
      call("GET /v1/metrics"),
      call("GET /v1/figures", { query: { ...query, asOf: stamp(asOf) } }),
      call("GET /v1/figures", { query }),
    ]);
    if (own !== this.#asked) return;
    for (const outcome of [known, then, now]) if (!outcome.ok) this.problem = outcome.problem;
    if (!known.ok || !then.ok || !now.ok) return;
    this.nowAsOf = Date.parse(now.answer.asOf);
    this.metrics = new Map(known.answer.map((metric) => [metric.id, metric]));
    const places = new Map(metrics.map((id, place) => [id, place]));
    this.lines = linesOf(now.answer.rows, then.answer.rows, 0).sort(
      (a, b) => places.get(a.metric)! - places.get(b.metric)!,
    );
  }
}
