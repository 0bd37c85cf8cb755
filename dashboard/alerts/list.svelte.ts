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
import { type Answer, type Calls, call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { type Read, Reader, together } from "../api/reader.svelte.ts";
import type { Reads } from "../shell/frame.ts";
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
  readonly #listing: Reader<Answer<"GET /v1/alerts">>;
  readonly #one: Reader<EpisodeAnswer>;
  readonly #recipients: Reader<readonly Recipient[]>;
  readonly #outlets: Reader<readonly OutletRow[]>;
  readonly #mutes: Reader<{ mutes: readonly Mute[]; rules: readonly Rule[] }>;
  /** What rules are called; known on the tab of mutes. */
  readonly named: ReadonlyMap<string, Pick<Rule, "nameTh" | "nameEn">> = $derived.by(
    () => new Map(this.#mutes.answer?.rules.map((rule) => [rule.id, rule])),
  );
  refusal = $state.raw<Problem | null>(null);
  #tab: Tab | null = null;
  #id: number | null = null;
  #asOf: string | null = null;
  /** Those are listed that were open then: a link fixed the moment of the list, not of one alert. Null: now. */
  listedAsOf = $state.raw<string | null>(null);
  #group: string | null = null;
  readonly #session: Session;

  /** @param administers only then does the server tell who the recipients are */
  constructor({ session, server: { now } }: Reads, administers: boolean) {
    this.#session = session;
    const how = { every: EVERY_MS, now };
    // Side by side: on a slow line an alert waits for nothing else.
    this.#listing = new Reader(how);
    this.#one = new Reader(how);
    this.#outlets = new Reader(how);
    this.#mutes = new Reader(how);
    this.#recipients = new Reader<readonly Recipient[]>(
      how,
      administers ? (signal) => callUntil(signal, "GET /v1/alerts/recipients") : null,
    );
  }

  /** Null: not known yet. */
  get rows(): readonly EpisodeRow[] | null {
    return this.#listing.answer?.rows ?? null;
  }
  get judgedAt(): number | null {
    return this.#listing.answer?.judgedAt ?? null;
  }
  /** How many rules are on. */
  get rules(): number {
    return this.#listing.answer?.rules ?? 0;
  }
  get shown(): EpisodeAnswer | null {
    return this.#one.answer;
  }
  /** Why the alert that was chosen could not be read. */
  get unread(): Problem | null {
    return this.#one.problem;
  }
  get recipients(): readonly Recipient[] | null {
    return this.#recipients.answer;
  }
  /** By what alerts can be sent; known on the tab of recipients. */
  get outlets(): readonly OutletRow[] {
    return this.#outlets.answer ?? [];
  }
  get mutes(): readonly Mute[] | null {
    return this.#mutes.answer?.mutes ?? null;
  }
  /** All that is read; an alert that was never read says so in its place. */
  get readers(): readonly Read[] {
    const { answer } = this.#one;
    return [this.#listing, ...(answer ? [this.#one] : []), this.#recipients, this.#outlets, this.#mutes];
  }

  /**
   * @param tab null: nothing is read
   * @param asOf the moment that a message's link fixes; null: now
   * @param group the message of which alone the alerts are listed; null: all
   */
  show(tab: Tab | null, id: number | null, asOf: string | null, group: string | null): void {
    const listedAsOf = asOf === null || id === null ? asOf : this.listedAsOf;
    if (tab !== this.#tab || group !== this.#group || listedAsOf !== this.listedAsOf) {
      const query = queryOf(tab, listedAsOf, group);
      this.#listing.ask(query && ((signal) => callUntil(signal, "GET /v1/alerts", { query })));
    }
    if (id !== this.#id || asOf !== this.#asOf) {
      const given = { params: { id: String(id) }, query: asOf === null ? {} : { asOf } };
      this.#one.ask(id === null ? null : (signal) => callUntil(signal, "GET /v1/alerts/:id", given));
    }
    if (tab !== this.#tab) {
      this.#outlets.ask(
        tab === "recipients" ? (signal) => callUntil(signal, "GET /v1/alerts/channels") : null,
      );
      this.#mutes.ask(tab === "mutes" ? readMutes : null);
    }
    this.#group = group;
    this.#asOf = asOf;
    this.listedAsOf = listedAsOf;
    this.#tab = tab;
    this.#id = id;
  }

  async refresh(): Promise<void> {
    await Promise.all(
      [this.#listing, this.#one, this.#recipients, this.#outlets, this.#mutes].map((each) => each.refresh()),
    );
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
  giveBack(id: number): Promise<boolean> {
    return this.#settle(call("POST /v1/alerts/:id/give-back", { params: { id: String(id) } }));
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

/** Of the list; null: the tab has none. */
function queryOf(
  tab: Tab | null,
  asOf: string | null,
  group: string | null,
): Calls["GET /v1/alerts"]["query"] | null {
  if (tab !== "open" && tab !== "mine" && tab !== "history") return null;
  if (group !== null) return { group };
  if (tab === "history") return { state: "history" };
  return { state: "open", ...(tab === "mine" ? { mine: "true" } : {}), ...(asOf === null ? {} : { asOf }) };
}

const readMutes = (signal: AbortSignal) =>
  together({
    mutes: callUntil(signal, "GET /v1/alerts/mutes"),
    rules: callUntil(signal, "GET /v1/alerts/rules"),
  });
