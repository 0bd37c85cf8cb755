import type { Annotation, PaceInFull, Target, TargetVersion } from "#wire/targets.ts";
import { type Answer, type Calls, call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { Reader, together } from "../api/reader.svelte.ts";
import type { Reads } from "../shell/frame.ts";
import type { Session } from "../shell/session.svelte.ts";
import type { Listed } from "./rows.ts";

export type Annotate = Calls["POST /v1/annotations"]["body"];
export type Code = Answer<"GET /v1/codes">[number];

/** A pace is of days: it changes with what comes late, and with midnight. */
const EVERY_MS = 15_000;

interface All {
  listed: Listed;
  annotations: readonly Annotation[];
}
interface One {
  /** Null: it is not followed. */
  inFull: PaceInFull | null;
  versions: readonly TargetVersion[];
}

/** The targets, polled from the server, the chosen one in full, and what is done to them. */
export class TargetList {
  readonly all: Reader<All>;
  readonly one: Reader<One>;
  codes = $state.raw<readonly Code[]>([]);
  /** Undefined: nothing was asked for. */
  #at: string | null | undefined;
  #chosen: string | null = null;
  readonly #session: Session;

  constructor({ session, server }: Reads) {
    this.#session = session;
    const { now } = server;
    this.all = new Reader({
      every: EVERY_MS,
      now,
      heard: ({ listed }, askedAt) => {
        if (this.#at === null) server.hear(listed.at, askedAt);
      },
    });
    this.one = new Reader({ every: EVERY_MS, now });
    void call("GET /v1/codes").then((outcome) => {
      if (outcome.ok) this.codes = outcome.answer;
    });
  }

  /** Null: not known yet. */
  get listed(): Listed | null {
    return this.all.answer?.listed ?? null;
  }
  get annotations(): readonly Annotation[] {
    return this.all.answer?.annotations ?? [];
  }
  /** Of the chosen one; null: not known yet, or it is not followed. */
  get inFull(): PaceInFull | null {
    return this.one.answer?.inFull ?? null;
  }
  get versions(): readonly TargetVersion[] {
    return this.one.answer?.versions ?? [];
  }

  /** @param chosen the id of a target; null: none yet @param at a past moment, with its offset; null: now */
  show(chosen: string | null, at: string | null): void {
    const isOtherMoment = at !== this.#at;
    const isFixed = at !== null;
    const query = at === null ? {} : { at };
    if (isOtherMoment || chosen !== this.#chosen)
      this.one.ask(chosen === null ? null : oneOf(chosen, query), isFixed);
    this.#at = at;
    this.#chosen = chosen;
    if (!isOtherMoment) return;
    this.all.ask(
      (signal) =>
        together({
          listed: callUntil(signal, "GET /v1/targets", { query }),
          annotations: callUntil(signal, "GET /v1/annotations", { query }),
        }),
      isFixed,
    );
  }

  /** Nothing, where it is not understood as of which moment. */
  showNone(): void {
    this.#at = undefined;
    this.all.ask(null);
    this.one.ask(null);
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
    await this.#refresh();
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
    if (outcome.ok) await this.#refresh();
    return outcome.ok ? null : outcome.problem;
  }

  async #refresh(): Promise<void> {
    await Promise.all([this.all.refresh(), this.one.refresh()]);
  }
}

const oneOf =
  (id: string, query: { at?: string }) =>
  (signal: AbortSignal): Promise<Outcome<One>> =>
    together({
      inFull: orNone(callUntil(signal, "GET /v1/targets/:id", { params: { id }, query })),
      versions: callUntil(signal, "GET /v1/targets/:id/versions", { params: { id } }),
    });

/** One that is not followed is not there: null. */
async function orNone<T>(asking: Promise<Outcome<T>>): Promise<Outcome<T | null>> {
  const outcome = await asking;
  return outcome.ok || outcome.problem.code !== "not-found" ? outcome : { ok: true, answer: null };
}
