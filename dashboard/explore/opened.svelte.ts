import { stamp } from "#calendar/stamp.ts";
import { type Calls, call, type Problem } from "../api/call.ts";
import type { Behind, Entity, EntityEvent } from "./entity.ts";

type Query = Calls["GET /v1/figures/behind"]["query"];

/** The figure that was opened: its arithmetic, and one of its lists as far as it was read. */
export class Opened {
  list = $state.raw<Behind | null>(null);
  rows = $state.raw<readonly Entity[]>([]);
  next = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  isReading = $state(false);
  /** The raw events of an entity. */
  events = $state.raw<{ entity: Entity; events: readonly EntityEvent[] } | null>(null);
  #query: Query | null = null;
  /** Only the answer to the last question counts. */
  #asked = 0;

  async open(query: Query): Promise<void> {
    const own = ++this.#asked;
    this.#query = query;
    this.list = null;
    this.rows = [];
    this.next = null;
    this.events = null;
    this.isReading = true;
    const outcome = await call("GET /v1/figures/behind", { query });
    if (own !== this.#asked) return;
    this.isReading = false;
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.list = outcome.answer;
    this.rows = outcome.answer.rows;
    this.next = outcome.answer.next;
  }

  /** The next page. */
  async more(): Promise<void> {
    if (!this.#query || !this.list || this.next === null) return;
    const own = this.#asked;
    const { asOf } = this.list;
    const outcome = await call("GET /v1/figures/behind", {
      query: { ...this.#query, asOf, after: this.next },
    });
    if (own !== this.#asked) return;
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.rows = [...this.rows, ...outcome.answer.rows];
    this.next = outcome.answer.next;
  }

  /** What was told of an entity; the same again closes it. */
  async tell(entity: Entity): Promise<void> {
    if (!this.list) return;
    if (this.events?.entity === entity) {
      this.events = null;
      return;
    }
    const own = this.#asked;
    const { kind, asOf } = this.list;
    const query = { kind, id: entity.id, at: stamp(Date.parse(entity.at)), asOf };
    const outcome = await call("GET /v1/figures/behind/events", { query });
    if (own !== this.#asked) return;
    this.problem = outcome.ok ? null : outcome.problem;
    if (outcome.ok) this.events = { entity, events: outcome.answer };
  }
}
