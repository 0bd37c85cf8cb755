import type { EpisodeAnswer, EpisodeRow, Mute, NewMute, NewRecipient, Recipient } from "#wire/alerts.ts";
import { type Calls, call, type Outcome, type Problem } from "../api/call.ts";

export const TABS = ["open", "mine", "history", "recipients", "mutes"] as const;
export type Tab = (typeof TABS)[number];

const EVERY_MS = 2_000;

/** Alerts, recipients and mutes, polled from the server, and the actions on them. */
export class AlertList {
  /** Null: not known yet. */
  rows = $state.raw<readonly EpisodeRow[] | null>(null);
  judgedAt = $state.raw<number | null>(null);
  /** How many rules are on. */
  rules = $state.raw(0);
  shown = $state.raw<EpisodeAnswer | null>(null);
  recipients = $state.raw<readonly Recipient[] | null>(null);
  mutes = $state.raw<readonly Mute[] | null>(null);
  refusal = $state.raw<Problem | null>(null);
  #tab: Tab = "open";
  #id: number | null = null;
  readonly #administers: boolean;

  /** @param administers only then does the server tell who the recipients are */
  constructor(administers: boolean) {
    this.#administers = administers;
    setInterval(() => this.refresh(), EVERY_MS);
  }

  show(tab: Tab, id: number | null): void {
    if (tab !== this.#tab) this.rows = null;
    if (id !== this.shown?.episode.id) this.shown = null;
    this.#tab = tab;
    this.#id = id;
    this.refresh();
  }

  async refresh(): Promise<void> {
    const tab = this.#tab;
    const id = this.#id;
    if (tab === "mutes") {
      const outcome = await call("GET /v1/alerts/mutes");
      if (outcome.ok) this.mutes = outcome.answer;
    }
    if (this.#administers) {
      const outcome = await call("GET /v1/alerts/recipients");
      if (outcome.ok) this.recipients = outcome.answer;
    }
    if (tab === "recipients" || tab === "mutes") return;
    const query: Calls["GET /v1/alerts"]["query"] =
      tab === "history"
        ? { state: "history" }
        : { state: "open", ...(tab === "mine" ? { mine: "true" } : {}) };
    const [list, one] = await Promise.all([
      call("GET /v1/alerts", { query }),
      id === null ? null : call("GET /v1/alerts/:id", { params: { id: String(id) } }),
    ]);
    if (tab !== this.#tab || id !== this.#id) return;
    if (list.ok) {
      this.rows = list.answer.rows;
      this.judgedAt = list.answer.judgedAt;
      this.rules = list.answer.rules;
    }
    if (one?.ok) this.shown = one.answer;
    else if (one) this.refusal = one.problem;
  }

  acknowledge(id: number, minutes: number, note: string): Promise<boolean> {
    const body = { minutes, ...(note ? { note } : {}) };
    return this.#settle(call("POST /v1/alerts/:id/acknowledge", { params: { id: String(id) }, body }));
  }
  resolve(id: number, note: string): Promise<boolean> {
    const body = note ? { note } : {};
    return this.#settle(call("POST /v1/alerts/:id/resolve", { params: { id: String(id) }, body }));
  }
  mute(body: NewMute): Promise<boolean> {
    return this.#settle(call("POST /v1/alerts/mutes", { body }));
  }
  endMute(id: number): Promise<boolean> {
    return this.#settle(call("DELETE /v1/alerts/mutes/:id", { params: { id: String(id) } }));
  }
  /** Its secret, which is told this once; null: it was refused. */
  async addRecipient(body: NewRecipient): Promise<string | null> {
    const outcome = await call("POST /v1/alerts/recipients", { body });
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome.ok ? outcome.answer.secret : null;
  }
  test(id: number): Promise<boolean> {
    return this.#settle(call("POST /v1/alerts/recipients/:id/test", { params: { id: String(id) } }));
  }
  removeRecipient(id: number): Promise<boolean> {
    return this.#settle(call("DELETE /v1/alerts/recipients/:id", { params: { id: String(id) } }));
  }

  /** On failure `refusal` has the reason. */
  async #settle<T>(calling: Promise<Outcome<T>>): Promise<boolean> {
    const outcome = await calling;
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome.ok;
  }
}
