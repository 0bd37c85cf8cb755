import { offsetAfter, offsetWithin, type Told } from "./servertime.ts";

/**
 * The one clock of a wall or page. It ticks on every whole second of the server's time; until the server has told the time, of
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
    this.#know(offsetAfter(this.#offset, serverAt, performance.now()));
  }

  /** The server told the time when it was asked. @param askedAt on the browser's monotonic clock */
  hearAnswer(told: Told, askedAt: number): void {
    this.#know(offsetWithin(this.#offset, told, askedAt, performance.now()));
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #know(offset: number): void {
    const isSet = this.#offset === null || Math.abs(offset - this.#offset) > 1_000;
    this.#offset = offset;
    if (!isSet) return;
    this.isServers = true;
    this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    this.now = this.#offset === null ? Date.now() : performance.now() + this.#offset;
    this.#timer = setTimeout(() => this.#tick(), 1_000 - (this.now % 1_000) + 5);
  }
}
