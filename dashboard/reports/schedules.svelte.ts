import type { Readers, Schedule, ScheduleBody } from "#wire/schedules.ts";
import { call, type Outcome, type Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";

/** The schedules that reports are sent by. */
export class Schedules {
  all = $state.raw<readonly Schedule[] | null>(null);
  /** Without a mail server nothing is sent. */
  canMail = $state(true);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async load(): Promise<void> {
    const outcome = await call("GET /v1/schedules");
    if (!outcome.ok) return;
    this.all = outcome.answer.schedules;
    this.canMail = outcome.answer.canMail;
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
    await this.load();
    return outcome.ok ? null : outcome.problem;
  }
}
