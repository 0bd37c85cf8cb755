import { Fault } from "./fault.ts";

export interface Batch<Item> {
  /** Resolves when the items have been run. Rejects with `busy`, and takes none, when too many wait. */
  add(items: Item[]): Promise<void>;
  /** Resolves when there is room again: for those who can wait instead of being refused. */
  room(): Promise<void>;
  readonly full: boolean;
  busy(): Fault;
  /** Takes no more and resolves when all that was taken has been run. */
  close(): Promise<void>;
}

interface Waiter<Item> {
  items: Item[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Batches that form by themselves: while one runs, what arrives waits and goes with the next.
 * An idle writer runs a single item at once; a busy one never runs more than `most` together.
 */
export function openBatch<Item>(options: {
  run: (items: Item[]) => Promise<void>;
  /** How many items go together at the most (a single larger addition still goes whole). */
  most: number;
  /** How many items may wait. */
  capacity: number;
}): Batch<Item> {
  let queue: Waiter<Item>[] = [];
  let waiting = 0;
  let running: Promise<void> | null = null;
  let closed = false;
  let roomSeekers: (() => void)[] = [];

  function take(): Waiter<Item>[] {
    let count = 0;
    let end = 0;
    while (end < queue.length && (end === 0 || count + queue[end]!.items.length <= options.most))
      count += queue[end++]!.items.length;
    waiting -= count;
    const taken = queue.slice(0, end);
    queue = queue.slice(end);
    return taken;
  }

  async function drain() {
    // One turn of the event loop: requests that are already in the sockets go with the first batch.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const taken = take();
      if (waiting < options.capacity) {
        for (const tell of roomSeekers) tell();
        roomSeekers = [];
      }
      try {
        await options.run(taken.flatMap((waiter) => waiter.items));
        for (const waiter of taken) waiter.resolve();
      } catch (error) {
        for (const waiter of taken) waiter.reject(error);
      }
    }
    running = null;
  }

  const busy = () =>
    new Fault("busy", `${waiting} events wait to be written; nothing of this request was taken`, {
      retryAfter: 1,
    });

  return {
    get full() {
      return waiting >= options.capacity;
    },
    busy,
    add(items) {
      if (closed)
        return Promise.reject(new Fault("unavailable", "the server is stopping", { retryAfter: 5 }));
      if (waiting >= options.capacity) return Promise.reject(busy());
      return new Promise<void>((resolve, reject) => {
        queue.push({ items, resolve, reject });
        waiting += items.length;
        running ??= drain();
      });
    },
    async room() {
      while (waiting >= options.capacity && !closed)
        await new Promise<void>((resolve) => roomSeekers.push(resolve));
    },
    async close() {
      closed = true;
      for (const tell of roomSeekers) tell();
      await running;
    },
  };
}
