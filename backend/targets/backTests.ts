import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Tested } from "./backTest.ts";
import type { Series } from "./forecast.ts";

/** What is tested: each day of [firstDay, untilDay) as an origin, as indexes of the series' days. */
export interface TestOrder {
  series: Series;
  firstDay: number;
  untilDay: number;
}

export interface BackTests {
  /**
   * What the forecast was worth; null: there is nothing to test. Of the same series it is worked out once. Throws `busy`
   * when too many wait, `unavailable` when it takes too long, and the signal's reason when that aborts.
   */
  test(order: TestOrder, signal: AbortSignal): Promise<Tested | null>;
  close(): Promise<void>;
}

/** One thread works; so many others wait, each some tenths of a second on one core. */
const MOST_WAITING = 8;
/** A year takes a second on a busy machine. */
const LIMIT_MS = 30 * SECOND;
const MEMORY_MB = 64;
/** Results of 100 bytes: of each figure and bank some days. */
const MOST_KNOWN = 500;

/** Under development the worker is TypeScript too, which Node cannot load by itself. */
const isBuilt = !import.meta.url.endsWith(".ts");
const FILE = new URL(isBuilt ? "./backTest.worker.js" : "./backTest.worker.ts", import.meta.url);
const LOADING = `import("tsx/esm/api").then(({ register }) => (register(), import("${FILE.href}")))`;

interface Job {
  key: string;
  order: TestOrder;
  askers: number;
  done: Promise<Tested | null>;
  settle(tested: Tested | null): void;
  fail(error: unknown): void;
  /** Null: it waits, or has ended. */
  worker: Worker | null;
}

/** Back-tests in a thread of their own, so that nothing else waits for them. */
export function openBackTests({ clock }: { clock: Clock }): BackTests {
  const known = new Map<string, Tested | null>();
  /** The queue; its first one is running. */
  const jobs: Job[] = [];
  let isClosed = false;

  function add(key: string, order: TestOrder): Job {
    if (jobs.length > MOST_WAITING)
      throw new Fault("busy", "too many forecasts are being tested; try again in some seconds", {
        retryAfter: 5,
      });
    const { promise, resolve, reject } = withResolvers<Tested | null>();
    const job: Job = { key, order, askers: 0, done: promise, settle: resolve, fail: reject, worker: null };
    // Who has gone does not hear of it.
    promise.catch(() => {});
    jobs.push(job);
    if (jobs.length === 1) start(job);
    return job;
  }

  function start(job: Job) {
    const worker = new Worker(isBuilt ? FILE : LOADING, {
      eval: !isBuilt,
      workerData: job.order,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    job.worker = worker;
    worker.once("message", (tested: Tested | null) => {
      known.set(job.key, tested);
      for (const [oldest] of known) if (known.size > MOST_KNOWN) known.delete(oldest);
      job.settle(tested);
      end(job);
    });
    worker.once("error", (error) => stop(job, error));
    const limit = new AbortController();
    worker.once("exit", () => {
      limit.abort();
      stop(job, new Error("the thread ended"));
    });
    void clock.sleep(LIMIT_MS, limit.signal).then(() => {
      if (!limit.signal.aborted) stop(job, new Error("it took too long"));
    });
  }

  function stop(job: Job, cause: unknown) {
    job.fail(new Fault("unavailable", "the forecast could not be tested now; try again", { cause }));
    end(job);
  }

  /** The next one starts when its thread has ended: one core is all they may have. */
  function end(job: Job) {
    const place = jobs.indexOf(job);
    if (place === -1) return;
    jobs.splice(place, 1);
    const next = () => {
      if (jobs[0]?.worker === null && !isClosed) start(jobs[0]);
    };
    if (job.worker) void job.worker.terminate().then(next);
  }

  return {
    async test(order, signal) {
      signal.throwIfAborted();
      const key = createHash("sha256").update(JSON.stringify(order)).digest("base64");
      const had = known.get(key);
      if (had !== undefined) return had;
      const job = jobs.find((each) => each.key === key) ?? add(key, order);
      job.askers++;
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(signal.reason);
          if (--job.askers === 0) stop(job, signal.reason);
        };
        signal.addEventListener("abort", leave, { once: true });
        job.done.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      });
    },
    async close() {
      isClosed = true;
      const threads = jobs.flatMap(({ worker }) => worker ?? []);
      for (const job of [...jobs]) stop(job, new Error("the program stops"));
      await Promise.all(threads.map((worker) => worker.terminate()));
    },
  };
}

/** `Promise.withResolvers`, which Node has from 22. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
