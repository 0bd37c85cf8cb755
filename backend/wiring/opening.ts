import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { Clock } from "../kit/clock.ts";
import type { Closers } from "../kit/closers.ts";

/** What each part of the program is started with. */
export interface Opening {
  config: Config;
  clock: Clock;
  log: Logger;
  /** Logs an error, and the same error again only now and then. */
  onTrouble: (what: string, error?: unknown) => void;
  /** Adds how to release what was opened: closing runs in reverse order. */
  onClose: Closers["add"];
}
