import { offsetAfter } from "./servertime.ts";

/**
 * The wall's one clock. It ticks on every whole second of the server's time, and of this machine's
 * until the server has spoken. It counts on the steady clock of the browser: setting a panel's
 * clock changes nothing on the wall.
 */
export class Clock {
  /** Epoch milliseconds. */
  now = $state(Date.now());
  /** Is `now` the server's time? */
  isServers = $state(false);
  #offset: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#tick();
  }

  /** The server said what time it is. */
  hear(serverAt: number): void {
    this.#offset = offsetAfter(this.#offset, serverAt, performance.now());
    if (!this.isServers) {
      this.isServers = true;
      this.#tick();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    this.now = this.#offset === null ? Date.now() : performance.now() + this.#offset;
    this.#timer = setTimeout(() => this.#tick(), 1_000 - (this.now % 1_000) + 5);
  }
}
