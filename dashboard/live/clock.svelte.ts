import { offsetAfter } from "./servertime.ts";

/**
 * The wall's one clock. It ticks on every whole second of the server's time; until the server has told the time, of
 * this machine's. It runs on the browser's monotonic clock: setting the panel's clock changes nothing on the wall.
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

  /** The server told the time. */
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
