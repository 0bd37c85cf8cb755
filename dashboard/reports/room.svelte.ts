import { type Answer, call, callUntil, type Problem } from "../api/call.ts";
import { Reader } from "../api/reader.svelte.ts";
import type { Limit } from "./limits.ts";

export type Codes = Answer<"GET /v1/codes">;
export type Draft = Answer<"GET /v1/reports/draft">;
export type Issued = Answer<"GET /v1/reports">[number];
export type Checked = Answer<"POST /v1/reports/check">;
/** What is asked for, as it stands in the page's address. */
export interface Asked {
  kind: "daily" | "weekly" | "monthly" | "custom";
  from: string;
  to?: string;
  sections?: Section[];
  /** Codes; absent: all. */
  banks?: string[];
  provinces?: string[];
  agencies?: string[];
  public?: "true";
  form?: "memo";
  unit?: string;
  number?: string;
  to_person?: string;
  digits?: "thai";
  /** As it was known then, an ISO moment; absent: now. */
  asOf?: string;
  standard?: "a-2u" | "ua-1";
  lang: "th" | "en";
}
/** A draft that takes long. */
export interface Drawing {
  seconds: number;
  /** Reports that are drawn or wait beside it. */
  others: number;
}
/** What waits goes on without this page, and others issue: an edition that was replaced must not stand as the latest. */
export const EVERY_MS = 15_000;
/** Each second; what takes less is no news. */
const LOOK_MS = 1_000;
export type Section = Draft["document"]["sections"][number]["id"];

/** The draft that is shown, and the reports that were issued. */
export class Room {
  draft = $state.raw<Draft | null>(null);
  /** Why there is no draft. */
  problem = $state.raw<Problem | null>(null);
  isDrawing = $state(false);
  codes = $state.raw<Codes | null>(null);
  /** Null: it does not take long. */
  drawing = $state.raw<Drawing | null>(null);
  isCancelled = $state(false);
  readonly listing: Reader<readonly Issued[]>;
  /** Of the reports that were checked here, by id. */
  checked = $state.raw<ReadonlyMap<string, Checked>>(new Map());
  /** Of the last question; the answers to those before it are not waited for. */
  #asking = new AbortController();

  /** @param now the server's time; null: not known yet */
  constructor(now: () => number | null) {
    this.listing = new Reader<readonly Issued[]>({ every: EVERY_MS, now }, (signal) =>
      callUntil(signal, "GET /v1/reports"),
    );
  }

  get issued(): readonly Issued[] | null {
    return this.listing.answer;
  }

  async read(asked: Asked): Promise<void> {
    this.#asking.abort();
    const own = new AbortController();
    this.#asking = own;
    this.isDrawing = true;
    this.isCancelled = false;
    const watching = this.#watch();
    const outcome = await callUntil(own.signal, "GET /v1/reports/draft", { query: queryOf(asked) as never });
    clearInterval(watching);
    if (own.signal.aborted) return;
    this.isDrawing = false;
    this.drawing = null;
    this.draft = outcome.ok ? outcome.answer : null;
    this.problem = outcome.ok ? null : outcome.problem;
  }

  async learn(): Promise<void> {
    const outcome = await call("GET /v1/codes");
    if (outcome.ok) this.codes = outcome.answer;
  }

  /** Gives up what is being drawn; the server then leaves nothing of it behind. */
  cancel(): void {
    this.#asking.abort();
    this.isDrawing = false;
    this.drawing = null;
    this.draft = null;
    this.isCancelled = true;
  }

  #watch() {
    const own = this.#asking;
    let seconds = 0;
    this.drawing = null;
    return setInterval(async () => {
      seconds += 1;
      const outcome = await call("GET /v1/reports/drawing");
      if (own !== this.#asking || !this.isDrawing) return;
      const others = outcome.ok ? Math.max(0, outcome.answer.documents - 1) : 0;
      this.drawing = { seconds, others };
    }, LOOK_MS);
  }

  /** Null: it was issued. */
  async issue(asked: Asked): Promise<Problem | null> {
    const { kind, from, to, sections, unit = "", number = "", to_person = "" } = asked;
    const body = {
      kind,
      from,
      ...(to ? { to } : {}),
      ...(sections ? { sections } : {}),
      ...limitsOf(asked),
      ...(asked.public ? { public: true } : {}),
      ...(asked.form && !asked.public ? { memo: { unit, number, to: to_person } } : {}),
    };
    return this.#issued(await call("POST /v1/reports", { body }));
  }

  async issueAgain(id: string): Promise<Problem | null> {
    return this.#issued(await call("POST /v1/reports/:id/editions", { params: { id } }));
  }

  async check(given: { id: string } | { file: never }): Promise<Problem | null> {
    const outcome = await call("POST /v1/reports/check", { body: given });
    if (!outcome.ok) return outcome.problem;
    this.checked = new Map([...this.checked, ["id" in given ? given.id : "file", outcome.answer]]);
    return null;
  }

  async #issued(outcome: { ok: boolean; problem?: Problem }): Promise<Problem | null> {
    if (!outcome.ok) return outcome.problem!;
    await this.listing.refresh();
    return null;
  }
}

/** What it is limited to; nothing of what is not limited. */
export const limitsOf = ({
  banks = [],
  provinces = [],
  agencies = [],
}: Partial<Record<Limit, readonly string[]>>) => ({
  ...(banks.length > 0 ? { banks: [...banks] } : {}),
  ...(provinces.length > 0 ? { provinces: [...provinces] } : {}),
  ...(agencies.length > 0 ? { agencies: [...agencies] } : {}),
});

/** As it stands in an address. */
export const queryOf = (asked: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(asked)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => [name, String(value)]),
  );
