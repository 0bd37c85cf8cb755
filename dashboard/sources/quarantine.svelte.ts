import { type Calls, call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { Reader } from "../api/reader.svelte.ts";
import type { Server } from "../shell/server.svelte.ts";

export type Held = Calls["GET /v1/quarantine"]["answer"]["rows"][number];
interface Page {
  rows: readonly Held[];
  /** Where older ones begin; null: there are none. */
  next: string | null;
}
type Filter = Pick<Calls["GET /v1/quarantine"]["query"], "source" | "code" | "from" | "to">;

const EVERY_MS = 2_000;

/** The rejected events, polled from the server, and the actions on them. */
export class Quarantine {
  readonly reader: Reader<Page>;
  #filter: Filter = {};
  /** So many pages are shown, and are read together. */
  #pages = 1;

  constructor({ now }: Server) {
    this.reader = new Reader({ every: EVERY_MS, now });
  }

  /** Null: not known yet. */
  get rows(): Page["rows"] | null {
    return this.reader.answer?.rows ?? null;
  }
  /** There are older ones. */
  get hasMore(): boolean {
    return (this.reader.answer?.next ?? null) !== null;
  }

  /** What is in the page's address may be anything: the server says so. */
  filter(filter: Partial<Record<keyof Filter, string>>): void {
    this.#filter = filter as Filter;
    this.#pages = 1;
    this.reader.ask((signal) => this.#read(signal));
  }

  /** The next page too. */
  async more(): Promise<void> {
    this.#pages++;
    await this.reader.refresh();
  }

  async #read(signal: AbortSignal): Promise<Outcome<Page>> {
    const query = this.#filter;
    let rows: readonly Held[] = [];
    let next: string | null = null;
    for (let page = 0; page === 0 || (page < this.#pages && next !== null); page++) {
      const outcome: Outcome<Page> = await callUntil(signal, "GET /v1/quarantine", {
        query: next === null ? query : { ...query, cursor: next },
      });
      if (!outcome.ok) return outcome;
      rows = [...rows, ...outcome.answer.rows];
      next = outcome.answer.next;
    }
    return { ok: true, answer: { rows, next } };
  }

  /** Null: it was taken, or is there already. Else what is still wrong with it. */
  async resend(id: number, event: object): Promise<{ code: string; detail: string } | null> {
    const outcome = await call("POST /v1/quarantine/:id", { params: { id: String(id) }, body: { event } });
    if (!outcome.ok) return outcome.problem;
    const [rejected] = outcome.answer.rejected;
    if (!rejected) await this.reader.refresh();
    return rejected ?? null;
  }

  /** Null: it is done. Else why not. */
  async discard({ id }: Held): Promise<Problem | null> {
    const outcome = await call("DELETE /v1/quarantine/:id", { params: { id: String(id) } });
    if (outcome.ok) await this.reader.refresh();
    return outcome.ok ? null : outcome.problem;
  }

  /** Puts back what was discarded, at its place. */
  async restore(held: Held): Promise<Problem | null> {
    const params = { id: String(held.id) };
    const outcome = await call("POST /v1/quarantine/:id/restore", { params });
    if (outcome.ok) await this.reader.refresh();
    return outcome.ok ? null : outcome.problem;
  }
}
