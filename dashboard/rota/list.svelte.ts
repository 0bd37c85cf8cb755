import type { NewOverride, NewRota, Rota, Rotas } from "#wire/rota.ts";
import { call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { Reader } from "../api/reader.svelte.ts";
import type { Server } from "../shell/server.svelte.ts";

/** Duty changes by the hour, and by people. */
const EVERY_MS = 5_000;

/** Who is on duty, polled from the server, and what is changed of it. */
export class RotaList {
  readonly reader: Reader<Rotas>;
  /** Why the server refused the last deed. */
  refusal = $state.raw<Problem | null>(null);

  constructor({ now }: Server) {
    this.reader = new Reader({ every: EVERY_MS, now }, (signal) => callUntil(signal, "GET /v1/alerts/rotas"));
  }

  /** Null: not known yet. */
  get answer(): Rotas | null {
    return this.reader.answer;
  }

  /** Its id; null: it was refused. */
  async override(rota: number, body: NewOverride): Promise<number | null> {
    const given = { params: { id: String(rota) }, body };
    const outcome = await this.#settle(call("POST /v1/alerts/rotas/:id/overrides", given));
    return outcome.ok ? outcome.answer.id : null;
  }
  async endOverride(rota: number, override: number): Promise<boolean> {
    const params = { id: String(rota), override: String(override) };
    return (await this.#settle(call("DELETE /v1/alerts/rotas/:id/overrides/:override", { params }))).ok;
  }
  /** @param before null: a new one */
  async save(before: Rota | null, rota: NewRota): Promise<boolean> {
    const deed: Promise<Outcome<unknown>> = before
      ? call("PUT /v1/alerts/rotas/:id", {
          params: { id: String(before.id) },
          body: { ...rota, version: before.version },
        })
      : call("POST /v1/alerts/rotas", { body: rota });
    return (await this.#settle(deed)).ok;
  }
  async remove(id: number): Promise<boolean> {
    return (await this.#settle(call("DELETE /v1/alerts/rotas/:id", { params: { id: String(id) } }))).ok;
  }

  /** On failure `refusal` has the reason. */
  async #settle<T>(calling: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await calling;
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.reader.refresh();
    return outcome;
  }
}
