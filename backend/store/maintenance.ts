import type { Clock } from "../kit/clock.ts";
import type { Store } from "./store.ts";

/** Events are compressed when late ones have become rare. */
const COMPRESS_AFTER_DAYS = 14;
const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** What a server does by itself. */
const CHORES = ["vacuumCalls", "vacuumReports", "vacuumFreezes", "vacuumOthers", "checkpoint"];

/**
 * Compresses old events and drops those past the retention: on our clock, since the embedded database has no
 * background workers. A chunk at a time, so that nobody waits long. Cells are tables of their own: they stay.
 */
export function startMaintenance(deps: {
  store: Store;
  clock: Clock;
  retentionDays: number;
  onTrouble: (what: string, error: unknown) => void;
}): { run(): Promise<void>; stop(): void } {
  const { store, clock } = deps;
  const before = (days: number) => new Date(clock.now() - days * DAY_MS).toISOString();
  async function run() {
    try {
      await store.run("dropOldEvents", [before(deps.retentionDays)]);
      await store.run("compressOldEvents", [before(COMPRESS_AFTER_DAYS)]);
      if (store.kind === "embedded") for (const name of CHORES) await store.run(name);
    } catch (error) {
      deps.onTrouble("maintenance failed; it is tried again", error);
    }
  }
  return { run, stop: clock.every(EVERY_MS, () => void run()) };
}
