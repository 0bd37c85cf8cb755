import { call, type Outcome, type Problem } from "../api/call.ts";

type Page = Extract<Awaited<ReturnType<typeof ask>>, { ok: true }>["answer"];
export type Row = Page["rows"][number];

/** The filters of the page, as they stand in its address. Days are included. */
export interface Filter {
  who?: string;
  deed?: string;
  object?: string;
  from?: string;
  to?: string;
}

const ask = (filter: Filter, cursor: string | null) =>
  call("GET /v1/audit", { query: { ...filter, ...(cursor === null ? {} : { cursor }) } });

/** The rows that were read so far, the newest first. */
export class AuditList {
  rows = $state.raw<readonly Row[] | null>(null);
  /** There are older ones. */
  hasMore = $state(false);
  problem = $state.raw<Problem | null>(null);
  #filter: Filter = {};
  #next: string | null = null;
  /** Only the answer to the last question counts. */
  #asked = 0;

  async read(filter: Filter): Promise<void> {
    this.#filter = filter;
    this.#take(++this.#asked, [], await ask(filter, null));
  }

  async readMore(): Promise<void> {
    this.#take(++this.#asked, this.rows ?? [], await ask(this.#filter, this.#next));
  }

  #take(asked: number, before: readonly Row[], outcome: Outcome<Page>): void {
    if (asked !== this.#asked) return;
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.rows = [...before, ...outcome.answer.rows];
    this.#next = outcome.answer.next;
    this.hasMore = this.#next !== null;
  }
}
