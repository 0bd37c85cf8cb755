import { AsyncLocalStorage } from "node:async_hooks";
import type { Turn } from "./turns.ts";

const askers = new AsyncLocalStorage<AbortSignal>();

/** What `deed` reads is dropped when `signal` aborts: nobody waits for it any more. */
export const askingFor = <T>(signal: AbortSignal, deed: () => T): T => askers.run(signal, deed);

/** What `deed` reads is for others too: it is read to its end, whoever has gone. */
export const readForAll = <T>(deed: () => T): T => askers.exit(deed);

/**
 * The turn of a reading: its own asker's, or else of whoever asks just now. Events and walls wait for what is live
 * too.
 */
export const turnOfAsker = (turn: Turn): Turn =>
  turn.signal || turn.class === "live" ? turn : { ...turn, signal: askers.getStore() };
