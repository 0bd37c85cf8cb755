import type { Readers, Schedule, ScheduleBody } from "#wire/schedules.ts";
import { type Answer, call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { Reader } from "../api/reader.svelte.ts";
import type { Reads } from "../shell/frame.ts";
import type { Session } from "../shell/session.svelte.ts";
import { EVERY_MS } from "./room.svelte.ts";

/** The schedules that reports are sent by. */
export class Schedules {
  readonly reader: Reader<Answer<"GET /v1/schedules">>;
  readonly #session: Session;

  constructor({ session, server: { now } }: Reads) {
    this.#session = session;
    this.reader = new Reader({ every: EVERY_MS, now }, (signal) => callUntil(signal, "GET /v1/schedules"));
  }

  /** Null: not known yet. */
  get all(): readonly Schedule[] | null {
    return this.reader.answer?.schedules ?? null;
  }
  /** Without a mail server nothing is sent. */
  get canMail(): boolean {
    return this.reader.answer?.canMail ?? true;
  }

  /** @param before null: a new one */
  async keep(before: Schedule | null, body: ScheduleBody): Promise<Problem | null> {
    const keeping = () =>
      before
        ? call("PUT /v1/schedules/:id", {
            params: { id: String(before.id) },
            body: { ...body, version: before.version },
          })
        : call("POST /v1/schedules", { body });
    return this.#done(await this.#session.proved(keeping));
  }

  async remove(id: number): Promise<Problem | null> {
    return this.#done(await call("DELETE /v1/schedules/:id", { params: { id: String(id) } }));
  }

  /** Tries a refused run again. */
  async again(id: number, run: string): Promise<Problem | null> {
    return this.#done(await call("POST /v1/schedules/:id/runs/:run", { params: { id: String(id), run } }));
  }

  readers(document: string): Promise<Outcome<Readers>> {
    return call("GET /v1/reports/:id/readers", { params: { id: document } });
  }

  async #done(outcome: Outcome<unknown>): Promise<Problem | null> {
    // Also after a refusal: somebody else may have changed it.
    await this.reader.refresh();
    return outcome.ok ? null : outcome.problem;
  }
}
