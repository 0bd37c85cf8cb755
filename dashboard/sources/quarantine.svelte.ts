import { type Calls, call, type Problem } from "../api/call.ts";

export type Held = Calls["GET /v1/quarantine"]["answer"]["rows"][number];
type Filter = Pick<Calls["GET /v1/quarantine"]["query"], "source" | "code" | "from" | "to">;

const EVERY_MS = 2_000;

/** The rejected events, polled from the server, and the actions on them. */
export class Quarantine {
  /** Null: not known yet. */
  rows = $state.raw<readonly Held[] | null>(null);
  next = $state.raw<string | null>(null);
  refusal = $state.raw<Problem | null>(null);
  readonly #timer: ReturnType<typeof setInterval>;
  #filter: Filter = {};
  /** Rows of further pages that were asked for. */
  #isWhole = true;

  constructor() {
    this.#timer = setInterval(() => this.#isWhole && this.refresh(), EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** What is in the page's address may be anything: the server says so. */
  filter(filter: Partial<Record<keyof Filter, string>>): void {
    this.#filter = filter as Filter;
    this.#isWhole = true;
    this.refresh();
  }

  async refresh(): Promise<void> {
    const outcome = await call("GET /v1/quarantine", { query: this.#filter });
    this.refusal = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.rows = outcome.answer.rows;
    this.next = outcome.answer.next;
  }

  /** The next page, after those that are shown; from then on they are not polled. */
  async more(): Promise<void> {
    if (this.next === null) return;
    this.#isWhole = false;
    const outcome = await call("GET /v1/quarantine", { query: { ...this.#filter, cursor: this.next } });
    if (!outcome.ok) return;
    this.rows = [...(this.rows ?? []), ...outcome.answer.rows];
    this.next = outcome.answer.next;
  }

  /** Null: it was taken, or is there already. Else what is still wrong with it. */
  async resend(id: number, event: object): Promise<{ code: string; detail: string } | null> {
    const outcome = await call("POST /v1/quarantine/:id", { params: { id: String(id) }, body: { event } });
    if (!outcome.ok) return outcome.problem;
    const [rejected] = outcome.answer.rejected;
    if (!rejected) this.#drop(id);
    return rejected ?? null;
  }

  /** Null: it is done. Else why not. */
  async discard({ id }: Held): Promise<Problem | null> {
    const outcome = await call("DELETE /v1/quarantine/:id", { params: { id: String(id) } });
    if (outcome.ok) this.#drop(id);
    return outcome.ok ? null : outcome.problem;
  }

  /** Puts back what was discarded, at its place. */
  async restore(held: Held): Promise<Problem | null> {
    const params = { id: String(held.id) };
    const outcome = await call("POST /v1/quarantine/:id/restore", { params });
    if (!outcome.ok) return outcome.problem;
    this.#drop(held.id);
    this.rows = [...(this.rows ?? []), held].sort((one, other) => other.id - one.id);
    return null;
  }

  #drop(id: number): void {
    this.rows = this.rows?.filter((row) => row.id !== id) ?? null;
  }
}
