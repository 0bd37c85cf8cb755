import { DAY, MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "./store.ts";

/** Events are compressed when late events for that time have become rare. */
const COMPRESS_AFTER_DAYS = 14;
const EVERY_MS = 10 * MINUTE;
const VACUUMS = ["vacuumCalls", "vacuumReports", "vacuumFreezes", "vacuumOthers"];
/** Limit in bytes of the write-ahead log. The embedded database makes no checkpoints by itself. */
const MOST_LOG = 64 * 1024 * 1024;
const LOOK_AT_LOG_MS = MINUTE;

/**
 * Compresses old events and drops those past the retention. Runs on our clock, because the embedded database has no
 * background workers, and one chunk at a time, so that nothing waits long. Of several backends only one runs it. Cells
 * are separate tables and are kept.
 */
export function startMaintenance(deps: {
  store: Store;
  clock: Clock;
  retentionDays: number;
  onTrouble: (what: string, error: unknown) => void;
}): { run(): Promise<void>; boundLog(): Promise<void>; stop(): void } {
  const { clock } = deps;
  const store = deps.store.inClass("background");
  const before = (days: number) => new Date(clock.now() - days * DAY).toISOString();
  async function run() {
    try {
      await store.exclusively("maintenance", async (run) => {
        if (store.kind === "server") await run("takeLong");
        await run("removeDeadBackends");
        await run("dropOldEvents", [before(deps.retentionDays)]);
        await run("compressOldEvents", [before(COMPRESS_AFTER_DAYS)]);
        if (store.kind === "embedded") for (const name of VACUUMS) await run(name);
      });
    } catch (error) {
      deps.onTrouble("maintenance failed; it is tried again", error);
    }
  }
  async function boundLog() {
    try {
      const [log] = await store.run<{ bytes: string }>("logBytes");
      if (Number(log!.bytes) > MOST_LOG) await store.run("checkpoint");
    } catch (error) {
      deps.onTrouble("the database's log could not be cut; it is tried again", error);
    }
  }
  const stops = [
    clock.every(EVERY_MS, () => void run()),
    ...(store.kind === "embedded" ? [clock.every(LOOK_AT_LOG_MS, () => void boundLog())] : []),
  ];
  return {
    run,
    boundLog,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
