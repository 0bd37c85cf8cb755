import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { type Answer, type Calls, call, type Outcome, type Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";

export type Exclude = Calls["POST /v1/sla/exclusions"]["body"];
export type Code = Answer<"GET /v1/codes">[number];

/** A verdict changes with each minute, and with what comes. */
const EVERY_MS = 5_000;

/** The verdicts, objectives and exclusions, polled from the server, and what is done to them. */
export class SlaList {
  /** Null: not known yet. */
  judged = $state.raw<Answer<"GET /v1/sla"> | null>(null);
  objectives = $state.raw<Answer<"GET /v1/sla/objectives"> | null>(null);
  exclusions = $state.raw<readonly Exclusion[]>([]);
  codes = $state.raw<readonly Code[]>([]);
  /** Why the server refused the last question or deed. */
  refusal = $state.raw<Problem | null>(null);
  #query: Calls["GET /v1/sla"]["query"] = {};
  /** Only the answer to the last question counts. */
  #asked = 0;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    setInterval(() => this.refresh(), EVERY_MS);
    void call("GET /v1/codes").then((outcome) => {
      if (outcome.ok) this.codes = outcome.answer;
    });
  }

  /**
   * @param asked of a past moment, with its offset, by what is known of it now or was known then; null: of now
   * @param isByNow judged by the objectives of now
   */
  show(asked: { at: string; known: "then" | "now" } | null, isByNow: boolean): void {
    this.#query = { ...asked, ...(isByNow ? { versions: "now" as const } : {}) };
    this.judged = null;
    this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const [judged, objectives, exclusions] = await Promise.all([
      call("GET /v1/sla", { query: this.#query }),
      call("GET /v1/sla/objectives"),
      call("GET /v1/sla/exclusions"),
    ]);
    if (asked !== this.#asked) return;
    this.refusal = judged.ok ? null : judged.problem;
    if (judged.ok) this.judged = judged.answer;
    if (objectives.ok) this.objectives = objectives.answer;
    if (exclusions.ok) this.exclusions = exclusions.answer;
  }

  change(
    { id, version }: ObjectiveVersion,
    objective: Objective,
    from: string | null,
  ): Promise<Problem | null> {
    const body = { ...objective, version, ...(from === null ? {} : { from }) };
    return this.#settle(() => call("PUT /v1/sla/objectives/:id", { params: { id }, body }));
  }
  exclude(body: Exclude): Promise<Problem | null> {
    return this.#settle(() => call("POST /v1/sla/exclusions", { body }));
  }
  end(id: number, reason: string): Promise<Problem | null> {
    const given = { params: { id: String(id) }, body: { reason } };
    return this.#settle(() => call("POST /v1/sla/exclusions/:id/end", given));
  }

  /** Why it was refused; null: it was done. */
  async #settle<T>(deed: () => Promise<Outcome<T>>): Promise<Problem | null> {
    const outcome = await this.#session.proved(deed);
    await this.refresh();
    return outcome.ok ? null : outcome.problem;
  }
}
