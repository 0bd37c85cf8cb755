import { call } from "../api/call.ts";
import { Clock } from "../live/clock.svelte.ts";

/** Between two questions whether this screen was approved. */
const EVERY_MS = 2_000;
/** So many unanswered questions in a row are no hiccup. */
const LOST_AFTER = 3;

/** A code, what it is for, and the picture of its address. */
export interface Code {
  code: string;
  /** Epoch milliseconds, by the server's clock. */
  endsAt: number;
  isRefused: boolean;
  address: string | null;
  url: string;
  qr: { size: number; path: string };
}

/** Asks the server that this screen may show a wall, until it may. */
export class Asking {
  readonly clock = new Clock();
  code = $state.raw<Code | null>(null);
  /** Too many others ask. */
  isFull = $state(false);
  /** The server gives no credential that would travel openly. */
  isOpen = $state(false);
  isLost = $state(false);
  isApproved = $state(false);
  #unanswered = 0;
  readonly #approved: () => void;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param approved called whenever the server says that this browser is a display */
  constructor(approved: () => void) {
    this.#approved = approved;
    this.#timer = setInterval(() => this.#ask(), EVERY_MS);
    this.#ask();
  }

  close(): void {
    clearInterval(this.#timer);
    this.clock.close();
  }

  async #ask(): Promise<void> {
    const outcome = await call("POST /v1/pairings", {
      body: { width: screen.width, height: screen.height },
    });
    if (!outcome.ok) {
      this.isFull = outcome.problem.code === "busy";
      this.isOpen = outcome.problem.code === "forbidden";
      this.#unanswered = this.isFull || this.isOpen ? 0 : this.#unanswered + 1;
      this.isLost = this.#unanswered >= LOST_AFTER;
      return;
    }
    const { at, display, pairing } = outcome.answer;
    this.clock.hear(at);
    this.#unanswered = 0;
    this.isLost = false;
    this.isFull = false;
    this.isOpen = false;
    this.code = pairing;
    this.isApproved = display !== null;
    if (this.isApproved) this.#approved();
  }
}
