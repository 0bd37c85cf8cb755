import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import { openBatch } from "./batch.ts";
import { type Budget, openBudgets } from "./budgets.ts";
import { beginTrial, type Item, inOrder, merge, recordHeard, undoTrial } from "./queries.ts";

/** What a commit changed: for each kind the minutes (epoch ms) whose cells changed. */
export type Changed = Map<Kind, number[]>;

export interface Ingest {
  /** Resolves after the commit, with the result set on each item. Rejects with `busy` if the queue is full. */
  take(items: Item[]): Promise<void>;
  /** The same with back-pressure, for streams: waits until the queue has room. */
  takeInTurn(items: Item[]): Promise<void>;
  /** What a source may still use. */
  budgetOf(sender: number): Budget;
  readonly full: boolean;
  /** What became of all events since the start; those in flight are not in it. */
  readonly tally: Record<"accepted" | "duplicate" | "rejected", number>;
  busy(): Fault;
  /** Nothing is kept of what is taken. */
  readonly isTrial: boolean;
  /** Calls `deed` before nothing more is taken; returns how to take that back. */
  beforeClose(deed: (why: Fault) => void): () => void;
  close(): Promise<void>;
}

/** Most events in one transaction, and most events waiting for the next. */
const MOST = 5_000;
const CAPACITY = 40_000;
const ATTEMPTS = 6;
/** A batch of this size takes the database 50 ms. */
const MOST_OF_SUSPECTS = 500;
/** A statement costs at least as much as so many events: 5 ms. */
const STATEMENT = 50;
const SUSPECT_MS = 10 * MINUTE;

export function openIngest(deps: {
  store: Store;
  clock: Clock;
  onCommitted: (changed: Changed) => void;
  /** The database broke off: what it was writing may be committed or not, and is written again. */
  onUncertain: () => void;
  onTrouble: (what: string, error: unknown) => void;
  /** All is done as with events that are kept, and undone before the commit: their fate is known, and nothing is changed. */
  isTrial?: true;
}): Ingest {
  const budgetOf = openBudgets(deps.clock.ticks);
  const batch = openBatch<Item>({ most: MOST, capacity: CAPACITY, run: write });
  /**
   * The events of sources of which the database has refused one of late. In batches of their own, behind all others:
   * a refused batch is written again in halves, and nobody else shall wait for that.
   */
  const suspects = openBatch<Item>({ most: MOST_OF_SUSPECTS, capacity: CAPACITY, run: isolate });
  const closing = new Set<(why: Fault) => void>();
  /** When a source stops being one, by its id, in ticks. */
  const suspectUntil = new Map<number, number>();
  const isSuspect = ({ sender }: Item) => (suspectUntil.get(sender) ?? 0) > deps.clock.ticks();

  /** Throws what the database says of the data, and `unavailable` when it does not answer. */
  async function commitAtLast(items: Item[], store: Store): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        deps.store.requireSpace();
        return deps.onCommitted(await commit(items, store));
      } catch (error) {
        if (isDataError(error)) throw error;
        if (error instanceof Fault && error.code === "disk-full") throw error;
        const isLost = error instanceof Fault && error.code === "unavailable";
        if (isLost) deps.onUncertain();
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

  async function write(items: Item[]): Promise<void> {
    try {
      return await commitAtLast(items, deps.store);
    } catch (error) {
      if (!isDataError(error)) throw error;
      const senders = new Set(items.map(({ sender }) => sender));
      if (senders.size === 1) return suspect(items);
      for (const sender of senders) {
        const own = items.filter((item) => item.sender === sender);
        await commitAtLast(own, deps.store).catch((failure) => {
          if (!isDataError(failure)) throw failure;
          suspect(own);
        });
      }
    }
  }

  /** From now on the source's events are written apart, these first. */
  function suspect(items: Item[]) {
    suspectUntil.set(items[0]!.sender, deps.clock.ticks() + SUSPECT_MS);
    for (const item of items) item.isSetAside = true;
  }

  /** Writes the items, and finds those that the database refuses by halving what it refuses, as far as the budget goes. */
  async function isolate(items: Item[]): Promise<void> {
    if (items.length > MOST_OF_SUSPECTS) {
      for (let at = 0; at < items.length; at += MOST_OF_SUSPECTS)
        await isolate(items.slice(at, at + MOST_OF_SUSPECTS));
      return;
    }
    try {
      await commitAtLast(items, deps.store.inClass("pages"));
    } catch (error) {
      if (!isDataError(error)) throw error;
      deps.onTrouble("the database refused events that the checks had passed", error);
      const isTooMuch = (error as { code?: string }).code === OUT_OF_RANGE;
      const why = isTooMuch ? "with it a figure would be too large to be kept" : "the database refused it";
      const { sender } = items[0]!;
      suspectUntil.set(sender, deps.clock.ticks() + SUSPECT_MS);
      if (items.length === 1) items[0]!.refused = { code: "not-writable", detail: why };
      else if (items.some((item) => item.sender !== sender))
        for (const one of new Set(items.map((item) => item.sender)))
          await isolate(items.filter((item) => item.sender === one));
      else if (budgetOf(sender).has("retried", Math.max(items.length, STATEMENT))) {
        const middle = items.length >> 1;
        await isolate(items.slice(0, middle));
        await isolate(items.slice(middle));
      } else
        for (const item of items)
          item.refused = {
            code: "not-writable",
            detail: `of it, or of one of ${items.length - 1} events beside it: ${why}; send it again later, in a smaller request`,
          };
    }
  }

  async function take(items: Item[], add: "add" | "addInTurn"): Promise<void> {
    if (items.some(isSuspect)) {
      const { sender } = items[0]!;
      if (!budgetOf(sender).has("retried", items.length))
        throw new Fault(
          "busy",
          "the database has refused events of this source; until ten minutes after the last, it takes few at a time",
          { retryAfter: 60 },
        );
      return suspects[add](items);
    }
    await batch[add](items);
    const setAside = items.filter((item) => item.isSetAside);
    if (setAside.length > 0) await suspects.addInTurn(setAside);
  }

  async function commit(items: Item[], store: Store): Promise<Changed> {
    const ofKind = new Map<Kind, Item[]>();
    for (const kind of KINDS) {
      const its = items.filter(({ event }) => event.kind === kind);
      if (its.length > 0) ofKind.set(kind, its);
    }
    const changed: Changed = new Map();
    await store.write([...ofKind.keys()], (run, recordedAt) => {
      // Sent first, and not waited for.
      const begun = deps.isTrial ? [beginTrial(run)] : [];
      const merging = [...ofKind].map(async ([kind, its]) => {
        const minutes = await Promise.all(inOrder(its).map((each) => merge(run, kind, each, recordedAt)));
        changed.set(kind, minutes.length === 1 ? minutes[0]! : [...new Set(minutes.flat())]);
      });
      const end = deps.isTrial ? undoTrial(run) : recordHeard(run, items, deps.clock.now(), recordedAt);
      return [...begun, ...merging, end];
    });
    return changed;
  }

  return {
    take: (items) => take(items, "add"),
    takeInTurn: (items) => take(items, "addInTurn"),
    budgetOf,
    tally: { accepted: 0, duplicate: 0, rejected: 0 },
    get full() {
      return batch.full;
    },
    busy: batch.busy,
    isTrial: deps.isTrial ?? false,
    beforeClose(deed) {
      closing.add(deed);
      return () => closing.delete(deed);
    },
    async close() {
      const why = new Fault("unavailable", "the server is stopping; what came before is kept", {
        retryAfter: 5,
      });
      for (const deed of closing) deed(why);
      await batch.close();
      await suspects.close();
    },
  };
}

const OUT_OF_RANGE = "22003";

/** True for SQLSTATE classes of errors caused by the data: out of range, constraint, limit. */
function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^(22|23|54)/.test(code);
}
