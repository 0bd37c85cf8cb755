import type { Manager } from "socket.io-client";
import { servedBuild } from "./served.ts";

/**
 * Why nothing has come yet, as far as a page can know. `server`: the server does not answer. `blocked`: the page came,
 * but neither a web socket nor long polling does, so a proxy refuses them. `full`: the server has too many screens.
 * `silent`: it is connected, and no figures come.
 */
export type Trouble = "server" | "blocked" | "full" | "silent";

/** A first connection may take so many milliseconds before the wall says what is wrong. */
const TROUBLE_MS = 10_000;
/** So many failures in a row, while the server answers for its page, mean that a web socket is refused. */
const REFUSALS = 2;
/** A connection that begins by long polling becomes a web socket within this time, if it can. */
const UPGRADE_MS = 3_000;
/** The status of a server that takes no more screens. */
const UNAVAILABLE = 503;

/**
 * How the socket reaches the server: by a web socket, and where that is refused, by long polling. Only then: after a
 * restart all screens come at once, and long polling costs the server several requests for each.
 */
export class Line {
  trouble = $state<Trouble | null>(null);
  isPolling = $state(false);
  readonly #manager: Manager;
  #refusals = 0;
  #reason: Trouble | null = null;
  readonly #begun: number;
  #openedAt = Number.POSITIVE_INFINITY;

  constructor(manager: Manager, now: () => number) {
    this.#manager = manager;
    this.#begun = now();
    manager.on("open", () => {
      this.#openedAt = now();
      if (this.#transport === "websocket") this.#isWhole();
      else manager.engine.once("upgrade", () => this.#isWhole());
    });
    manager.on("close", () => {
      this.#openedAt = Number.POSITIVE_INFINITY;
    });
    manager.on("error", (error) => void this.#fail(error));
  }

  /** @param hasHeard has a snapshot come? */
  look(now: number, isConnected: boolean, hasHeard: boolean): void {
    this.isPolling = this.#transport === "polling" && now - this.#openedAt > UPGRADE_MS;
    const reason = isConnected ? "silent" : this.#reason;
    this.trouble = hasHeard || now - this.#begun < TROUBLE_MS ? null : reason;
  }

  get #transport(): string | undefined {
    return this.#openedAt === Number.POSITIVE_INFINITY ? undefined : this.#manager.engine.transport.name;
  }

  #isWhole(): void {
    this.#refusals = 0;
    this.#manager.opts.transports = ["websocket"];
  }

  async #fail(error: Error): Promise<void> {
    const isThere = (await servedBuild()) !== null;
    // Of long polling the status is known; of a web socket it never is.
    const { description } = error as { description?: unknown };
    this.#reason = !isThere ? "server" : description === UNAVAILABLE ? "full" : "blocked";
    this.#refusals = isThere ? this.#refusals + 1 : 0;
    if (this.#refusals < REFUSALS) return;
    this.#refusals = 0;
    const { opts } = this.#manager;
    opts.transports = opts.transports?.[0] === "polling" ? ["websocket"] : ["polling", "websocket"];
  }
}
