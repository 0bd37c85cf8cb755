import type {
  ChangedRecipient,
  EpisodeAnswer,
  EpisodeRow,
  MessageRow,
  Mute,
  NewMute,
  NewRecipient,
  OutletRow,
  Recipient,
  Rule,
} from "#wire/alerts.ts";
import { type Calls, call, type Outcome, type Problem } from "../api/call.ts";
import type { Session } from "../shell/session.svelte.ts";

export const TABS = ["open", "mine", "history", "recipients", "mutes", "rules", "load"] as const;
export type Tab = (typeof TABS)[number];

const EVERY_MS = 2_000;
/** What became of a test is asked so often, for longer than a channel waits for its answer. */
const ASK_MS = 500;
const MOST_ASKED = 40;

/** Nothing is known of it yet: it was never tried, or is being sent. */
const isUnknown = ({ state, why }: MessageRow) => state === "claimed" || (state === "queued" && why === null);

/** Alerts, recipients and mutes, polled from the server, and the actions on them. */
export class AlertList {
  /** Null: not known yet. */
  rows = $state.raw<readonly EpisodeRow[] | null>(null);
  judgedAt = $state.raw<number | null>(null);
  /** How many rules are on. */
  rules = $state.raw(0);
  shown = $state.raw<EpisodeAnswer | null>(null);
  recipients = $state.raw<readonly Recipient[] | null>(null);
  /** By what alerts can be sent; known on the tab of recipients. */
  outlets = $state.raw<readonly OutletRow[]>([]);
  mutes = $state.raw<readonly Mute[] | null>(null);
  /** What rules are called; known on the tab of mutes. */
  named = $state.raw<ReadonlyMap<string, Pick<Rule, "nameTh" | "nameEn">>>(new Map());
  refusal = $state.raw<Problem | null>(null);
  /** Why the alert that was chosen could not be read. */
  unread = $state.raw<Problem | null>(null);
  #tab: Tab = "open";
  #id: number | null = null;
  #asOf: string | null = null;
  /** Those are listed that were open then: a link fixed the moment of the list, not of one alert. Null: now. */
  listedAsOf = $state.raw<string | null>(null);
  #group: string | null = null;
  readonly #session: Session;
  readonly #administers: boolean;

  /** @param administers only then does the server tell who the recipients are */
  constructor(session: Session, administers: boolean) {
    this.#session = session;
    this.#administers = administers;
    setInterval(() => this.refresh(), EVERY_MS);
  }

  /**
   * @param asOf the moment that a message's link fixes; null: now
   * @param group the message of which alone the alerts are listed; null: all
   */
  show(tab: Tab, id: number | null, asOf: string | null, group: string | null): void {
    if (tab !== this.#tab || group !== this.#group) this.rows = null;
    this.#group = group;
    if (id !== this.shown?.episode.id || asOf !== this.#asOf) this.shown = null;
    if (id !== this.#id) this.unread = null;
    this.#asOf = asOf;
    const listedAsOf = asOf === null || id === null ? asOf : this.listedAsOf;
    if (listedAsOf !== this.listedAsOf) this.rows = null;
    this.listedAsOf = listedAsOf;
    this.#tab = tab;
    this.#id = id;
    this.refresh();
  }

  async refresh(): Promise<void> {
    // Side by side: on a slow line an alert waits for nothing else.
    await Promise.all([this.#readSettings(this.#tab), this.#readAlerts()]);
  }

  async #readSettings(tab: Tab): Promise<void> {
    if (tab === "mutes") {
      const [mutes, rules] = await Promise.all([
        call("GET /v1/alerts/mutes"),
        this.named.size > 0 ? null : call("GET /v1/alerts/rules"),
      ]);
      if (rules?.ok) this.named = new Map(rules.answer.map((rule) => [rule.id, rule]));
      if (mutes.ok) this.mutes = mutes.answer;
    }
    if (this.#administers) {
      const outcome = await call("GET /v1/alerts/recipients");
      if (outcome.ok) this.recipients = outcome.answer;
    }
    if (tab === "recipients") {
      const outcome = await call("GET /v1/alerts/channels");
      if (outcome.ok) this.outlets = outcome.answer;
    }
  }

  async #readAlerts(): Promise<void> {
    const tab = this.#tab;
    const id = this.#id;
    const asOf = this.#asOf;
    const group = this.#group;
    if (tab === "recipients" || tab === "mutes" || tab === "rules" || tab === "load") return;
    const query: Calls["GET /v1/alerts"]["query"] =
      group !== null
        ? { group }
        : tab === "history"
          ? { state: "history" }
          : {
              state: "open",
              ...(tab === "mine" ? { mine: "true" } : {}),
              ...(this.listedAsOf === null ? {} : { asOf: this.listedAsOf }),
            };
    const [list, one] = await Promise.all([
      call("GET /v1/alerts", { query }),
      id === null
        ? null
        : call("GET /v1/alerts/:id", {
            params: { id: String(id) },
            query: asOf === null ? {} : { asOf },
          }),
    ]);
    if (tab !== this.#tab || id !== this.#id || asOf !== this.#asOf || group !== this.#group) return;
    if (list.ok) {
      this.rows = list.answer.rows;
      this.judgedAt = list.answer.judgedAt;
      this.rules = list.answer.rules;
    }
    if (one?.ok) this.shown = one.answer;
    if (one) this.unread = one.ok ? null : one.problem;
  }

  acknowledge(id: number, minutes: number, note: string): Promise<boolean> {
    const body = { minutes, ...(note ? { note } : {}) };
    return this.#settle(call("POST /v1/alerts/:id/acknowledge", { params: { id: String(id) }, body }));
  }
  /**
   * One after another, so that each is a deed of its own; whatever somebody else has taken meanwhile, or is over, is left.
   * False: not all could be taken.
   */
  async acknowledgeAll(ids: readonly number[], minutes: number, note: string): Promise<boolean> {
    const body = { minutes, ...(note ? { note } : {}) };
    const isUntaken = (id: number) =>
      this.rows?.some((row) => row.id === id && row.state === "firing") ?? false;
    let refusal: Problem | null = null;
    for (const id of ids) {
      if (!isUntaken(id)) continue;
      const outcome = await call("POST /v1/alerts/:id/acknowledge", { params: { id: String(id) }, body });
      if (!outcome.ok) refusal = outcome.problem;
    }
    await this.refresh();
    this.refusal = ids.some(isUntaken) ? refusal : null;
    return this.refusal === null;
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
    const outcome = await this.#session.proved(() => call("POST /v1/alerts/recipients", { body }));
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome.ok ? outcome.answer.secret : null;
  }
  /** As it is by now, with its secret if that is new; null: it was refused. */
  async putRecipient(id: number, body: ChangedRecipient): Promise<Recipient | null> {
    const params = { id: String(id) };
    const outcome = await this.#session.proved(() => call("PUT /v1/alerts/recipients/:id", { params, body }));
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.refresh();
    return outcome.ok ? outcome.answer : null;
  }
  /** Sends a test and waits for what becomes of it; null: it was refused here. */
  async test(id: number): Promise<MessageRow | null> {
    const sent = await call("POST /v1/alerts/recipients/:id/test", { params: { id: String(id) } });
    this.refusal = sent.ok ? null : sent.problem;
    if (!sent.ok) return null;
    for (let asked = 1; ; asked++) {
      const outcome = await call("GET /v1/alerts/messages/:message", { params: sent.answer });
      this.refusal = outcome.ok ? null : outcome.problem;
      if (!outcome.ok) return null;
      if (!isUnknown(outcome.answer) || asked === MOST_ASKED) return outcome.answer;
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
  }
  switchOn(id: number): Promise<boolean> {
    return this.#settle(call("POST /v1/alerts/recipients/:id/switch-on", { params: { id: String(id) } }));
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
