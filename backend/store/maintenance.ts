import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { type SpaceState, spaceSentence, spaceStateOf } from "./space.ts";
import type { Store } from "./store.ts";

/** Events are compressed when late events for that time have become rare. */
const COMPRESS_AFTER_DAYS = 14;
const EVERY_MS = 10 * MINUTE;
const VACUUMS = ["vacuumCalls", "vacuumReports", "vacuumFreezes", "vacuumOthers"];
/** Limit in bytes of the write-ahead log. The embedded database makes no checkpoints by itself. */
const MOST_LOG = 64 * 1024 * 1024;
const LOOK_AT_LOG_MS = MINUTE;
const LOOK_AT_SPACE_MS = SECOND;

/**
 * Compresses old events, and drops those past the retention and the freezes that nobody answered in that time. Runs on our clock, because the embedded database has no
 * background workers, and one chunk at a time, so that nothing waits long. Of several backends only one runs it. Cells
 * are separate tables and are kept.
 */
export function startMaintenance(deps: {
  store: Store;
  clock: Clock;
  retentionDays: number;
  /** Is the clock right, as far as is known? One that is years ahead must not drop all raw events. */
  isClockRight: () => boolean;
  onTrouble: (what: string, error?: unknown) => void;
}): { run(): Promise<void>; boundLog(): Promise<void>; stop(): void } {
  const { clock } = deps;
  const store = deps.store.inClass("background");
  const daysAgo = (days: number) => clock.now() - days * DAY;
  const before = (days: number) => new Date(daysAgo(days)).toISOString();
  async function run() {
    try {
      await store.exclusively("maintenance", async (run) => {
        if (store.kind === "server") await run("takeLong");
        await run("removeDeadBackends");
        if (deps.isClockRight()) await run("dropOldEvents", [before(deps.retentionDays)]);
        await run("compressOldEvents", [before(COMPRESS_AFTER_DAYS)]);
        if (store.kind === "embedded") for (const name of VACUUMS) await run(name);
      });
      // As a writer, because an answer that is being merged must find its freeze or not.
      if (deps.isClockRight())
        await store.write(["freezes"], (run) => [run("dropForgottenFreezes", [daysAgo(deps.retentionDays)])]);
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
  let isBounding = false;
  /** While the database is busy, what waits for it does not pile up. */
  async function boundLogOnce() {
    if (isBounding) return;
    isBounding = true;
    await boundLog();
    isBounding = false;
  }
  let spaceState: SpaceState = "enough";
  /** Says once that the disk fills, and cuts the log, which may be most of what is needed. */
  async function lookAtSpace() {
    const space = store.space();
    if (space === null) return;
    const before = spaceState;
    spaceState = spaceStateOf(space);
    if (spaceState === before) return;
    deps.onTrouble(
      spaceState === "enough" ? "the disk of the database has space again" : spaceSentence(space),
    );
    if (spaceState !== "enough") await store.run("checkpoint").catch(() => {});
  }
  const stops = [
    clock.every(EVERY_MS, () => void run()),
    ...(store.kind === "embedded" ? [clock.every(LOOK_AT_LOG_MS, () => void boundLogOnce())] : []),
    clock.every(LOOK_AT_SPACE_MS, () => void lookAtSpace()),
  ];
  return {
    run,
    boundLog,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
