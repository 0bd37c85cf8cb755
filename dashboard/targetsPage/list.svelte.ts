import type { Annotation, PaceInFull, Target, TargetVersion } from "#wire/targets.ts";
import { type Answer, type Calls, call, type Outcome, type Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";
import type { Listed } from "./rows.ts";

export type Annotate = Calls["POST /v1/annotations"]["body"];
export type Code = Answer<"GET /v1/codes">[number];

/** A pace is of days: it changes with what comes late, and with midnight. */
const EVERY_MS = 15_000;

/** The targets, polled from the server, the chosen one in full, and what is done to them. */
export class TargetList {
  /** Null: not known yet. */
  listed = $state.raw<Listed | null>(null);
  /** Of the chosen one; null: not known yet, or it is not followed. */
  inFull = $state.raw<PaceInFull | null>(null);
  versions = $state.raw<readonly TargetVersion[]>([]);
  annotations = $state.raw<readonly Annotation[]>([]);
  codes = $state.raw<readonly Code[]>([]);
  /** Why the server refused the last question. */
  refusal = $state.raw<Problem | null>(null);
  #chosen: string | null = null;
  #at: string | null = null;
  /** Only the answer to the last question counts. */
  #asked = 0;
  readonly #session: Session;
  readonly #onheard: (at: number) => void;

  /** @param onheard is told the server's time with each answer of now */
  constructor(session: Session, onheard: (at: number) => void) {
    this.#session = session;
    this.#onheard = onheard;
    setInterval(() => this.refresh(), EVERY_MS);
    void call("GET /v1/codes").then((outcome) => {
      if (outcome.ok) this.codes = outcome.answer;
    });
  }

  /** @param chosen the id of a target; null: none yet @param at a past moment, with its offset; null: now */
  show(chosen: string | null, at: string | null): void {
    if (chosen !== this.#chosen || at !== this.#at) {
      this.inFull = null;
      this.versions = [];
    }
    if (at !== this.#at) this.listed = null;
    this.#chosen = chosen;
    this.#at = at;
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const query = this.#at === null ? {} : { at: this.#at };
    const id = this.#chosen;
    const [listed, inFull, versions, annotations] = await Promise.all([
      call("GET /v1/targets", { query }),
      id === null ? null : call("GET /v1/targets/:id", { params: { id }, query }),
      id === null ? null : call("GET /v1/targets/:id/versions", { params: { id } }),
      call("GET /v1/annotations", { query }),
    ]);
    if (asked !== this.#asked) return;
    this.refusal = listed.ok ? null : listed.problem;
    if (listed.ok) {
      this.listed = listed.answer;
      if (this.#at === null) this.#onheard(listed.answer.at);
    }
    this.inFull = inFull?.ok ? inFull.answer : null;
    if (annotations.ok) this.annotations = annotations.answer;
    if (versions?.ok) this.versions = versions.answer;
  }

  /** @param version the one that is changed; 0: a new target */
  async change(
    id: string,
    version: number,
    target: Target,
    from: string | null,
  ): Promise<Outcome<TargetVersion>> {
    const given = { params: { id }, body: { ...target, version, ...(from === null ? {} : { from }) } };
    const outcome = await this.#session.proved(() => call("PUT /v1/targets/:id", given));
    await this.refresh();
    return outcome;
  }

  annotate(body: Annotate): Promise<Problem | null> {
    return this.#settle(() => call("POST /v1/annotations", { body }));
  }
  removeAnnotation(id: number): Promise<Problem | null> {
    return this.#settle(() => call("DELETE /v1/annotations/:id", { params: { id: String(id) } }));
  }
  restoreAnnotation(id: number): Promise<Problem | null> {
    return this.#settle(() => call("POST /v1/annotations/:id/restore", { params: { id: String(id) } }));
  }

  /** Why it was refused; null: it was done. */
  async #settle<T>(deed: () => Promise<Outcome<T>>): Promise<Problem | null> {
    const outcome = await this.#session.proved(deed);
    if (outcome.ok) await this.refresh();
    return outcome.ok ? null : outcome.problem;
  }
}
