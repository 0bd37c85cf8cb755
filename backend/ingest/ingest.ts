import { openBatch } from "../kit/batch.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import { hearSources, type Item, merge } from "./queries.ts";

/** What a commit changed: for each kind the minutes (epoch ms) whose cells changed. */
export type Changed = Map<Kind, number[]>;

export interface Ingest {
  /** Resolves after the commit, with the result set on each item. Rejects with `busy` if the queue is full. */
  take(items: Item[]): Promise<void>;
  /** The same with back-pressure, for streams: waits until the queue has room. */
  takeInTurn(items: Item[]): Promise<void>;
  readonly full: boolean;
  busy(): Fault;
  close(): Promise<void>;
}

/** Most events in one transaction, and most events waiting for the next. */
const MOST = 5_000;
const CAPACITY = 40_000;
const ATTEMPTS = 6;

export function openIngest(deps: {
  store: Store;
  clock: Clock;
  onCommitted: (changed: Changed) => void;
  onTrouble: (what: string, error: unknown) => void;
}): Ingest {
  const batch = openBatch<Item>({ most: MOST, capacity: CAPACITY, run: write });

  async function write(items: Item[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return deps.onCommitted(await commit(items));
      } catch (error) {
        if (isDataError(error)) return isolate(items, error);
        const isLost = error instanceof Fault && error.code === "unavailable";
        if (!isLost || attempt === ATTEMPTS) {
          deps.onTrouble("events could not be written", error);
          throw new Fault("unavailable", "the events could not be written; send them again", {
            cause: error,
            retryAfter: 5,
          });
        }
        await deps.clock.sleep(100 * 2 ** attempt);
      }
    }
  }

  async function commit(items: Item[]): Promise<Changed> {
    const ofKind = new Map<Kind, Item[]>();
    for (const kind of KINDS) {
      const its = items.filter(({ event }) => event.kind === kind);
      if (its.length > 0) ofKind.set(kind, its);
    }
    const changed: Changed = new Map();
    await deps.store.write([...ofKind.keys()], (run, recordedAt) => {
      const merging = [...ofKind].map(async ([kind, its]) => {
        changed.set(kind, await merge(run, kind, its, recordedAt));
      });
      return [...merging, hearSources(run, items, recordedAt)];
    });
    return changed;
  }

  /** Retries the items one by one, so that an event that the database refuses does not fail the whole batch. */
  async function isolate(items: Item[], error: unknown): Promise<void> {
    if (items.length === 1) {
      deps.onTrouble("the database refused an event that the checks had passed", error);
      const isTooMuch = (error as { code?: string }).code === OUT_OF_RANGE;
      items[0]!.refused = {
        code: "not-writable",
        detail: isTooMuch ? "with it a figure would be too large to be kept" : "the database refused it",
      };
      return;
    }
    const middle = items.length >> 1;
    await write(items.slice(0, middle));
    await write(items.slice(middle));
  }

  return {
    take: batch.add,
    takeInTurn: batch.addInTurn,
    get full() {
      return batch.full;
    },
    busy: batch.busy,
    close: batch.close,
  };
}

const OUT_OF_RANGE = "22003";

/** True for SQLSTATE classes of errors caused by the data: out of range, constraint, limit. */
function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^(22|23|54)/.test(code);
}
