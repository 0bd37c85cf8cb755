import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { startOfDay } from "../calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Run, Store } from "../store/store.ts";
import { compare, readEventsSince } from "./queries.ts";
import {
  compareSums,
  listHours,
  nextHour,
  noteHour,
  type Reconciled,
  readReconciled,
} from "./reconciliationQueries.ts";

export interface Reconciliation {
  /** Cells that are not what the raw events say, as far as is known. */
  warnings(): Extract<Warning, { kind: "figures-differ" }>[];
  /** What has been compared; null: not known yet. */
  state(): Reconciled | null;
  /** Ends what runs at its next statement, and waits for it. */
  stop(): Promise<void>;
}

/**
 * How long it rests after each hour that was compared, times what that took: the embedded database does one thing at a
 * time, so that more than one request in a hundred would wait for it; a server has other cores.
 */
const REST = { embedded: 99, server: 9 };
const LEAST_REST_MS = SECOND;
/** An hour is read range by range, so that an event that comes meanwhile waits for one of them at most. */
const RANGE_MS = 10 * MINUTE;
/** How often it looks whether an hour is due when none was, or after an error. */
const IDLE_MS = MINUTE;
/** An hour is compared when events of it are no longer expected; what comes later is compared the next time. */
const SETTLED_MS = 15 * MINUTE;
/** What was wrong is compared again soon: somebody mends it. */
const WRONG_AGAIN_MS = 10 * MINUTE;
/** What was right: of a year of hours, each takes its turn later than that. */
const RIGHT_AGAIN_MS = DAY;

/**
 * Compares the cells with the raw events for as long as the program runs, hour by hour, the newest first, then those
 * whose comparison is the oldest. Of several backends one does it. It mends nothing: `npm run rebuild` does.
 */
export function openReconciliation(deps: {
  store: Store;
  clock: Clock;
  onTrouble: (what: string, error?: unknown) => void;
}): Reconciliation {
  const { clock, onTrouble } = deps;
  const closing = new AbortController();
  const store = deps.store.inClass("background", closing.signal);
  let known: Reconciled | null = null;

  /** Returns whether an hour was due. */
  async function compareOne(run: Run): Promise<boolean> {
    const now = clock.now();
    const range = await hoursThere(run, now);
    if (!range) return false;
    await listHours(run, range.since, range.until);
    const hour = await nextHour(run, {
      wrongBefore: now - WRONG_AGAIN_MS,
      rightBefore: now - RIGHT_AGAIN_MS,
      since: range.since,
    });
    if (hour === null) return false;
    const wrong = new Map<Kind, number>();
    for (const kind of KINDS) wrong.set(kind, await differences(run, kind, hour));
    if (await noteHour(run, hour, clock.now(), wrong)) tell(hour, wrong);
    return true;
  }

  function tell(hour: number, wrong: ReadonlyMap<Kind, number>) {
    const found = KINDS.filter((kind) => wrong.get(kind)! > 0).map((kind) => `${wrong.get(kind)} of ${kind}`);
    const when = `the hour from ${new Date(hour).toISOString()}`;
    onTrouble(
      found.length === 0
        ? `the figures of ${when} are what the raw events say again`
        : `the figures of ${when} are not what the raw events say (${found.join(", ")}): npm run audit names the days, npm run rebuild mends them`,
    );
  }

  async function read(): Promise<void> {
    known = await readReconciled(store.run);
  }

  /** How long to rest before the next hour. */
  async function compareNext(): Promise<number> {
    const began = clock.ticks();
    let wasDue = false;
    await store.exclusively("reconciliation", async (run) => {
      wasDue = await compareOne(run);
    });
    const took = clock.ticks() - began;
    await read();
    return wasDue ? Math.max(LEAST_REST_MS, took * REST[store.kind]) : IDLE_MS;
  }

  async function work(): Promise<void> {
    const attempt = (deed: () => Promise<number>) =>
      deed().catch((error) => {
        if (!closing.signal.aborted)
          onTrouble("figures could not be compared with the raw events; it is tried again", error);
        return IDLE_MS;
      });
    // What an earlier run has found is said at once; the start itself has more urgent work.
    let rest = await attempt(() => read().then(() => IDLE_MS));
    for (;;) {
      await clock.sleep(rest, closing.signal);
      if (closing.signal.aborted) return;
      rest = await attempt(compareNext);
    }
  }

  const working = work();
  return {
    warnings: () =>
      known && known.firstWrong !== null
        ? [{ kind: "figures-differ", hours: known.wrong, since: known.firstWrong }]
        : [],
    state: () => known,
    async stop() {
      closing.abort();
      await working;
    },
  };
}

/** The whole hours that have all their raw events, as far as they are expected. */
async function hoursThere(run: Run, now: number): Promise<{ since: number; until: number } | null> {
  const { since: first, dropped } = await readEventsSince(run);
  if (first === null) return null;
  const since = dropped === null ? Math.floor(first / HOUR) * HOUR : Math.ceil(dropped / HOUR) * HOUR;
  const until = Math.floor((now - SETTLED_MS - CLOCK_TOLERANCE_MS) / HOUR) * HOUR;
  return since < until ? { since, until } : null;
}

/** How many entities and cells of an hour's ranges are wrong, and cells of the hour and of the day that ends with it. */
async function differences(run: Run, kind: Kind, hour: number): Promise<number> {
  let wrong = 0;
  for (let since = hour; since < hour + HOUR; since += RANGE_MS) {
    const { wanted, cells } = await compare(run, kind, since, since + RANGE_MS);
    wrong += wanted.length + cells.length;
  }
  wrong += await compareSums(run, kind, "hour", hour);
  const day = startOfDay(hour);
  return hour + HOUR === day + DAY ? wrong + (await compareSums(run, kind, "day", day)) : wrong;
}
