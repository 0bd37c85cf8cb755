import { SILENCE_MS } from "#wire/live.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import { addressOf } from "../api/base.ts";
import type { Outcome } from "../api/call.ts";
import { Reader, type Stamp, since, stampNow } from "../api/reader.svelte.ts";
import { hearAnswer } from "../api/signedOut.ts";
import { useHeaders } from "../api/use.ts";
import { Clock } from "../live/clock.svelte.ts";

/** The interval of polling the sources, in milliseconds: below `SILENCE_MS`, so that one answer may be late. */
const EVERY_MS = 2_000;
/** A question that has no answer by then is given up: the next one may have. */
const PATIENCE_MS = 2 * SILENCE_MS;
/** A page's own answers have the time in milliseconds, and come that often at least while it reads. */
const EXACT_MS = 20_000;
/** What a page is answered may have been read a little before it asked, for somebody else. */
const READ_BEFORE_MS = 2_000;
/** The `Date` header has whole seconds, rounded down. */
const ROUNDED_MS = 999;

export type SourceState = Pick<SourceLamp, "name" | "nameTh" | "silent" | "behind" | "simulated"> & {
  clockOff: boolean;
  clockOffsetMs: number | null;
};

/** The frame's knowledge of the server: its time, whether it answers, and the state of the sources. */
export class Server {
  readonly clock = new Clock();
  /** It has not answered for `SILENCE_MS`: what is shown was true at `heardAt` and may be out of date. */
  isLost = $state(false);
  /** The server's clock at its last answer; null: it never answered. */
  heardAt = $state<number | null>(null);
  /** When a page's own answer last told the time; null: never. */
  #exactAt: Stamp | null = null;
  /** On the browser's monotonic clock. */
  #heard = performance.now();
  readonly #sources: Reader<readonly SourceState[] | null>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    // The browser throttles a background tab: silence there does not mean that the server is away.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#heard = performance.now();
    });
    this.#timer = setInterval(() => this.#look(), 500);
    this.#sources = new Reader({ every: EVERY_MS, patience: PATIENCE_MS, now: this.now }, (signal) =>
      this.#ask(signal),
    );
  }

  /** Null: not known yet. */
  get sources(): readonly SourceState[] | null {
    return this.#sources.answer;
  }

  /** The server's time; null: it is not known yet. */
  readonly now = (): number | null => (this.clock.isServers ? this.clock.now : null);

  close(): void {
    clearInterval(this.#timer);
    this.#sources.close();
    this.clock.close();
  }

  /**
   * The server answered a question of the page.
   * @param at its clock, in epoch milliseconds
   * @param askedAt on the browser's monotonic clock; absent: a moment ago
   */
  hear(at: number, askedAt = performance.now()): void {
    this.#exactAt = stampNow();
    this.clock.hearAnswer({ serverAt: at, slack: READ_BEFORE_MS }, askedAt);
    this.#answered(at);
  }

  #answered(at: number): void {
    this.heardAt = at;
    this.#heard = performance.now();
    this.isLost = false;
  }

  async #ask(signal: AbortSignal): Promise<Outcome<readonly SourceState[] | null>> {
    const askedAt = performance.now();
    const lost = { ok: false, problem: { code: "lost", detail: "", status: 0, retryAfter: null } } as const;
    const response = await fetch(addressOf("/v1/sources"), { headers: useHeaders(), signal }).catch(
      () => null,
    );
    if (response) hearAnswer("/v1/sources", response.status);
    // Who may not read is told of no sources, but the server is there.
    if (!response || !(response.ok || response.status === 403)) return lost;
    const sources = response.ok ? await response.json().catch(() => undefined) : null;
    if (sources === undefined) return lost;
    const at = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(at)) this.#answered(this.clock.now);
    else {
      if (this.#exactAt === null || since(this.#exactAt) > EXACT_MS)
        this.clock.hearAnswer({ serverAt: at, slack: ROUNDED_MS }, askedAt);
      this.#answered(at);
    }
    return { ok: true, answer: sources };
  }

  #look(): void {
    if (!document.hidden && performance.now() - this.#heard > SILENCE_MS) this.isLost = true;
  }
}
