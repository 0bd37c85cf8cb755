import { type Answer, call, type Problem } from "../api/call.ts";
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
  lang: "th" | "en";
}
export type Section = Draft["document"]["sections"][number]["id"];

/** The draft that is shown, and the reports that were issued. */
export class Room {
  draft = $state.raw<Draft | null>(null);
  /** Why there is no draft. */
  problem = $state.raw<Problem | null>(null);
  isDrawing = $state(false);
  codes = $state.raw<Codes | null>(null);
  issued = $state.raw<readonly Issued[] | null>(null);
  /** Of the reports that were checked here, by id. */
  checked = $state.raw<ReadonlyMap<string, Checked>>(new Map());
  /** Only the answer to the last question counts. */
  #asked = 0;

  async read(asked: Asked): Promise<void> {
    const own = ++this.#asked;
    this.isDrawing = true;
    const outcome = await call("GET /v1/reports/draft", { query: queryOf(asked) as never });
    if (own !== this.#asked) return;
    this.isDrawing = false;
    this.draft = outcome.ok ? outcome.answer : null;
    this.problem = outcome.ok ? null : outcome.problem;
  }

  async learn(): Promise<void> {
    const outcome = await call("GET /v1/codes");
    if (outcome.ok) this.codes = outcome.answer;
  }

  async list(): Promise<void> {
    const outcome = await call("GET /v1/reports");
    if (outcome.ok) this.issued = outcome.answer;
  }

  /** Null: it was issued. */
  async issue(asked: Asked): Promise<Problem | null> {
    const { kind, from, to, sections, unit = "", number = "", to_person = "" } = asked;
    const body = {
      ...{ kind, from },
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
    await this.list();
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
