import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { type Answer, type Calls, call, callUntil, type Outcome } from "../api/call.ts";
import { Reader, together } from "../api/reader.svelte.ts";
import type { Reads } from "../shell/frame.ts";
import type { Session } from "../shell/session.svelte.ts";

export type Exclude = Calls["POST /v1/sla/exclusions"]["body"];
export type Code = Answer<"GET /v1/codes">[number];

/** A verdict changes with each minute, and with what comes. */
const EVERY_MS = 5_000;

interface Judged {
  judged: Answer<"GET /v1/sla">;
  objectives: Answer<"GET /v1/sla/objectives">;
}

/** The verdicts, objectives and exclusions, polled from the server, and what is done to them. */
export class SlaList {
  readonly judging: Reader<Judged>;
  readonly excluding: Reader<readonly Exclusion[]>;
  codes = $state.raw<readonly Code[]>([]);
  readonly #session: Session;

  constructor({ session, server: { now } }: Reads) {
    this.#session = session;
    this.judging = new Reader({ every: EVERY_MS, now });
    this.excluding = new Reader<readonly Exclusion[]>({ every: EVERY_MS, now }, (signal) =>
      callUntil(signal, "GET /v1/sla/exclusions"),
    );
    void call("GET /v1/codes").then((outcome) => {
      if (outcome.ok) this.codes = outcome.answer;
    });
  }

  /** Null: not known yet. */
  get judged(): Judged["judged"] | null {
    return this.judging.answer?.judged ?? null;
  }
  get objectives(): Judged["objectives"] | null {
    return this.judging.answer?.objectives ?? null;
  }
  get exclusions(): readonly Exclusion[] | null {
    return this.excluding.answer;
  }

  /**
   * @param asked of a past moment, with its offset, by what is known of it now or was known then; null: of now
   * @param isByNow judged by the objectives of now
   */
  show(asked: { at: string; known: "then" | "now" } | null, isByNow: boolean): void {
    const query: Calls["GET /v1/sla"]["query"] = { ...asked, ...(isByNow ? { versions: "now" } : {}) };
    this.judging.ask(
      (signal) =>
        together({
          judged: callUntil(signal, "GET /v1/sla", { query }),
          objectives: callUntil(signal, "GET /v1/sla/objectives"),
        }),
      asked?.known === "then" && !isByNow,
    );
  }

  /** Nothing, where it is not understood of which moment. */
  showNone(): void {
    this.judging.ask(null);
  }

  change(
    { id, version }: ObjectiveVersion,
    objective: Objective,
    from: string | null,
  ): Promise<Outcome<ObjectiveVersion>> {
    const body = { ...objective, version, ...(from === null ? {} : { from }) };
    return this.#settle(() => call("PUT /v1/sla/objectives/:id", { params: { id }, body }));
  }
  exclude(body: Exclude): Promise<Outcome<Exclusion>> {
    return this.#settle(() => call("POST /v1/sla/exclusions", { body }));
  }
  end(id: number, reason: string): Promise<Outcome<unknown>> {
    const given = { params: { id: String(id) }, body: { reason } };
    return this.#settle(() => call("POST /v1/sla/exclusions/:id/end", given));
  }

  async #settle<T>(deed: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await this.#session.proved(deed);
    await Promise.all([this.judging.refresh(), this.excluding.refresh()]);
    return outcome;
  }
}
