import { SILENCE_MS } from "#wire/live.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import { addressOf } from "../api/base.ts";
import { hearAnswer } from "../api/signedOut.ts";
import { useHeaders } from "../api/use.ts";
import { Clock } from "../live/clock.svelte.ts";

/** The interval of polling the sources, in milliseconds: below `SILENCE_MS`, so that one answer may be late. */
const EVERY_MS = 2_000;

export type SourceState = Pick<SourceLamp, "name" | "nameTh" | "silent" | "behind" | "simulated"> & {
  clockOff: boolean;
  clockOffsetMs: number | null;
};

/** The frame's knowledge of the server: its time, whether it answers, and the state of the sources. */
export class Server {
  readonly clock = new Clock();
  /** Null: not known yet. */
  sources = $state.raw<readonly SourceState[] | null>(null);
  /** It has not answered for `SILENCE_MS`: what is shown was true at `heardAt` and may be out of date. */
  isLost = $state(false);
  /** The server's clock at its last answer; null: it never answered. */
  heardAt = $state<number | null>(null);
  #isExact = false;
  /** On the browser's monotonic clock. */
  #heard = performance.now();
  readonly #timers: ReturnType<typeof setInterval>[];

  constructor() {
    this.#timers = [setInterval(() => this.#ask(), EVERY_MS), setInterval(() => this.#look(), 500)];
    this.#ask();
    // The browser throttles a background tab: silence there does not mean that the server is away.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#heard = performance.now();
      this.#ask();
    });
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.clock.close();
  }

  /** The server answered. @param at its clock, in epoch milliseconds */
  hear(at: number): void {
    this.#isExact = true;
    this.#answered(at);
  }

  #answered(at: number): void {
    this.clock.hear(at);
    this.heardAt = at;
    this.#heard = performance.now();
    this.isLost = false;
  }

  async #ask(): Promise<void> {
    const response = await fetch(addressOf("/v1/sources"), { headers: useHeaders() }).catch(() => null);
    if (response) hearAnswer("/v1/sources", response.status);
    // Who may not read is told of no sources, but the server is there.
    if (!response || !(response.ok || response.status === 403)) return;
    if (response.ok) {
      const sources = (await response.json().catch(() => null)) as SourceState[] | null;
      if (sources === null) return;
      this.sources = sources;
    }
    // The `Date` header has whole seconds, rounded down: the clock keeps the latest estimate, so it is soon right. Where
    // a page's own answers have the time in milliseconds, the header is not needed.
    this.#answered(this.#isExact ? this.clock.now : Date.parse(response.headers.get("date") ?? ""));
  }

  #look(): void {
    if (!document.hidden && performance.now() - this.#heard > SILENCE_MS) this.isLost = true;
  }
}
