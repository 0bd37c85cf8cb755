import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { type SpaceState, spaceSentence, spaceStateOf } from "./space.ts";
import type { Store } from "./store.ts";

/** Events are compressed when late events for that time have become rare. */
const COMPRESS_AFTER_DAYS = 14;
/** How long ended and revoked keys are still listed (sql/sources.sql). */
const LIST_KEYS_DAYS = 90;
const EVERY_MS = 10 * MINUTE;
const VACUUMS = ["vacuumCalls", "vacuumReports", "vacuumFreezes", "vacuumOthers"];
/** Limit in bytes of the write-ahead log. The embedded database makes no checkpoints by itself. */
const MOST_LOG = 64 * 1024 * 1024;
/** How often the log is bounded and the newest events are summarised. */
const TEND_MS = MINUTE;
const LOOK_AT_SPACE_MS = SECOND;

export interface Maintenance {
  run(): Promise<void>;
  boundLog(): Promise<void>;
  summarise(): Promise<void>;
  /** Ends what runs at its next statement, and waits for it. */
  stop(): Promise<void>;
}

/**
 * Compresses old events, and drops those past the retention, with the freezes that nobody answered in that time, and rejected
 * events and keys that are long over. Runs on our clock, because the embedded database has no background workers, and one chunk at a time, so that nothing waits
 * long. Of several backends only one runs it. Cells are separate tables and are kept.
 */
export function startMaintenance(deps: {
  store: Store;
  clock: Clock;
  retentionDays: number;
  /** For how long rejected events are kept. */
  quarantineDays: number;
  /** Is the clock right, as far as is known? One that is years ahead must not drop all raw events. */
  isClockRight: () => boolean;
  onTrouble: (what: string, error?: unknown) => void;
}): Maintenance {
  const { clock } = deps;
  const closing = new AbortController();
  const store = deps.store.inClass("background", closing.signal);
  const before = (days: number) => new Date(clock.now() - days * DAY).toISOString();
  /** What runs. While the database is busy, what waits for it does not pile up. */
  const underWay = new Map<string, Promise<void>>();
  function attempt(trouble: string, deed: () => Promise<unknown>): Promise<void> {
    const already = underWay.get(trouble);
    if (already) return already;
    const attempted = deed()
      .then(() => {})
      .catch((error) => {
        if (!closing.signal.aborted) deps.onTrouble(`${trouble}; it is tried again`, error);
      })
      .finally(() => underWay.delete(trouble));
    underWay.set(trouble, attempted);
    return attempted;
  }
  const run = () =>
    attempt("maintenance failed", async () => {
      await store.exclusively("maintenance", async (run) => {
        if (store.kind === "server") await run("takeLong");
        await run("removeDeadBackends");
        if (deps.isClockRight()) {
          await run("dropOldEvents", [before(deps.retentionDays)]);
          await run("dropOldQuarantine", [before(deps.quarantineDays)]);
          await run("dropOldKeys", [before(LIST_KEYS_DAYS)]);
        }
        await run("compressOldEvents", [before(COMPRESS_AFTER_DAYS)]);
        if (store.kind === "embedded") for (const name of VACUUMS) await run(name);
      });
      // As a writer, because an answer that is being merged must find its freeze or not.
      if (deps.isClockRight()) await store.write(["freezes"], (run) => [run("dropForgottenFreezes")]);
    });
  const boundLog = () =>
    attempt("the database's log could not be cut", async () => {
      const [log] = await store.run<{ bytes: string }>("logBytes");
      if (Number(log!.bytes) > MOST_LOG) await store.run("checkpoint");
    });
  const summarise = () =>
    attempt("the newest events could not be summarised", () => store.run("summariseEvents"));
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
    ...(store.kind === "embedded"
      ? [clock.every(TEND_MS, () => void boundLog()), clock.every(TEND_MS, () => void summarise())]
      : []),
    clock.every(LOOK_AT_SPACE_MS, () => void lookAtSpace()),
  ];
  return {
    run,
    boundLog,
    summarise,
    async stop() {
      for (const stop of stops) stop();
      closing.abort();
      await Promise.all(underWay.values());
    },
  };
}
