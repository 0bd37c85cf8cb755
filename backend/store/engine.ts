import { once } from "node:events";
import { Duplex } from "node:stream";
import { Worker } from "node:worker_threads";
import { pagesOf } from "./pages.ts";

/** The embedded database in a worker thread, used like a server: `pg` talks to the stream of `connect()`. */
export interface Engine {
  connect(): Duplex;
  close(): Promise<void>;
}

interface Answer {
  turn?: number;
  bytes?: Uint8Array;
}

/** The engine as WebAssembly code: it is compiled once for all threads of this process, one after the other. */
let compiled: unknown = null;

/** No statement of ours takes this long: it hangs, and only terminating the thread ends it. */
const HANGS_AFTER_MS = 120_000;
const TERMINATE = "X".charCodeAt(0);

/**
 * Opens the database in `folder`; creates it first, as a copy of the folder `template` if given.
 * `statement_timeout` and cancel have no effect in the embedded engine. A statement that hangs, or a crash, therefore
 * costs the thread: open connections break (callers may retry), and the next connection starts a new thread.
 */
export async function openEngine(options: {
  folder: string;
  template: string | null;
  onTrouble: (what: string) => void;
}): Promise<Engine> {
  let worker: Worker | null = null;
  let starting: Promise<Worker> | null = null;
  let ending: Promise<unknown> = Promise.resolve();
  let turns = 0;
  const pending = new Map<number, { answer: (answer: Answer) => void; fail: (error: Error) => void }>();
  const streams = new Set<Duplex>();

  function lose(from: Worker, why: string) {
    if (worker !== from) return;
    worker = null;
    starting = null;
    ending = from.terminate();
    const error = new Error(`the embedded database was lost: ${why}`);
    for (const { fail } of pending.values()) fail(error);
    pending.clear();
    for (const stream of streams) stream.destroy(error);
    options.onTrouble(error.message);
  }

  async function start(): Promise<Worker> {
    await ending; // two threads on one folder would corrupt it
    const started = new Worker(new URL("./engine.worker.mjs", import.meta.url), {
      workerData: { folder: options.folder, template: options.template, compiled },
    });
    const [ready] = await Promise.race([
      once(started, "message"),
      once(started, "error").then(([error]) => Promise.reject(error)),
      once(started, "exit").then(() =>
        Promise.reject(new Error("the embedded database ended while it opened")),
      ),
    ]);
    compiled = ready.compiled;
    started.on("message", (answer: Answer) => {
      const waiter = pending.get(answer.turn ?? -1);
      pending.delete(answer.turn ?? -1);
      waiter?.answer(answer);
    });
    started.on("error", (error) => lose(started, (error as Error).message));
    started.on("exit", () => lose(started, "its thread ended"));
    worker = started;
    return started;
  }

  /** The running thread, or a new one; concurrent callers share one start. */
  function running(): Promise<Worker> {
    starting ??= start().catch((error) => {
      starting = null;
      throw error;
    });
    return starting;
  }
  await running();

  async function ask(message: { bytes?: Uint8Array; close?: true }): Promise<Answer> {
    while (!worker) await running();
    const asked = worker;
    const turn = ++turns;
    return new Promise((resolve, reject) => {
      const watchdog = setTimeout(
        () => lose(asked, `a statement hung for ${HANGS_AFTER_MS / 1000} s`),
        HANGS_AFTER_MS,
      );
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(watchdog);
          then(value);
        };
      };
      pending.set(turn, { answer: settle(resolve), fail: settle(reject) });
      asked.postMessage({ turn, ...message });
    });
  }

  function connect(): Duplex {
    let gathered: Buffer[] = [];
    let passing = Promise.resolve();
    const stream = new Duplex({
      read() {},
      /** Sends everything that is written at once in a single message to the thread. */
      write(chunk: Buffer, _encoding, done) {
        if (gathered.push(chunk) === 1) process.nextTick(pass);
        done();
      },
    });
    function pass() {
      const bytes = Buffer.concat(gathered);
      gathered = [];
      passing = passing.then(() => exchange(bytes)).catch((error) => void stream.destroy(error));
    }
    async function exchange(bytes: Buffer) {
      // A server closes the connection here; without this, a connection in use when the pool ends would never end.
      if (bytes[0] === TERMINATE) return void stream.push(null);
      for (const part of pagesOf(bytes)) {
        const answer = await ask({ bytes: part });
        if (answer.bytes?.length) stream.push(Buffer.from(answer.bytes.buffer));
      }
    }
    streams.add(stream);
    stream.on("close", () => streams.delete(stream));
    // The methods that `pg` expects of a socket.
    return Object.assign(stream, {
      connect: () => queueMicrotask(() => stream.emit("connect")),
      setNoDelay: () => stream,
      setKeepAlive: () => stream,
      ref: () => stream,
      unref: () => stream,
    });
  }

  return {
    connect,
    async close() {
      await starting?.catch(() => {});
      const closing = worker;
      if (!closing) return;
      await ask({ close: true });
      worker = null;
      await closing.terminate();
    },
  };
}
