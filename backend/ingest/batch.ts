import { Fault } from "../kit/fault.ts";

export interface Batch<Item> {
  /** Resolves when the items have been run. Rejects with `busy`, taking none, if the queue is full. */
  add(items: Item[]): Promise<void>;
  /** The same with back-pressure: waits until the queue has room. */
  addInTurn(items: Item[]): Promise<void>;
  readonly full: boolean;
  busy(): Fault;
  /** Takes no more items and resolves when all that it took have been run. */
  close(): Promise<void>;
}

interface Waiter<Item> {
  items: Item[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Adaptive batching: while one batch runs, arriving items queue up for the next. An idle writer runs a single item
 * at once; a busy one runs at most `most` together.
 */
export function openBatch<Item>(options: {
  run: (items: Item[]) => Promise<void>;
  /** Most items in a batch (a single larger addition still runs whole). */
  most: number;
  /** Most items in the queue. */
  capacity: number;
}): Batch<Item> {
  let queue: Waiter<Item>[] = [];
  let line: Waiter<Item>[] = [];
  let waiting = 0;
  let running: Promise<void> | null = null;
  let closed = false;

  function enter(waiter: Waiter<Item>) {
    queue.push(waiter);
    waiting += waiter.items.length;
    running ??= drain();
  }

  function letIn() {
    while (line.length > 0 && waiting < options.capacity) enter(line.shift()!);
  }

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
    // One turn of the event loop, so that requests already in the socket buffers join the first batch.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const taken = take();
      letIn();
      const answer = await options.run(taken.flatMap((waiter) => waiter.items)).then(
        () => (waiter: Waiter<Item>) => waiter.resolve(),
        (error: unknown) => (waiter: Waiter<Item>) => waiter.reject(error),
      );
      // Start the next batch before answering, so that the database works while the answers are sent.
      setImmediate(() => taken.forEach(answer));
    }
    running = null;
  }

  const busy = () =>
    new Fault("busy", `${waiting} events wait to be written; nothing of this request was taken`, {
      retryAfter: 1,
    });

  const stopping = () => new Fault("unavailable", "the server is stopping", { retryAfter: 5 });
  const promise = (items: Item[], place: (waiter: Waiter<Item>) => void) =>
    new Promise<void>((resolve, reject) => place({ items, resolve, reject }));

  return {
    get full() {
      return waiting >= options.capacity;
    },
    busy,
    async add(items) {
      if (closed) throw stopping();
      if (waiting >= options.capacity) throw busy();
      return promise(items, enter);
    },
    async addInTurn(items) {
      if (closed) throw stopping();
      return promise(items, (waiter) => {
        line.push(waiter);
        letIn();
      });
    },
    async close() {
      closed = true;
      for (const { reject } of line) reject(stopping());
      line = [];
      await running;
    },
  };
}
