import { type ChildProcess, fork } from "node:child_process";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Page, Standard } from "./page.ts";

/** How a page becomes a file. */
export interface Drawn {
  as: "pdf" | "svg";
  /** The moment that stands in the file, epoch ms. */
  at: number;
  /** What a PDF is to conform with; null: with none. */
  standard?: Standard | null;
  signal?: AbortSignal | undefined;
}

export interface Renderer {
  /**
   * PDF, or one SVG of all pages; the same page and moment give the same bytes. Throws `busy`, `unavailable`, and what
   * `signal` is aborted with: then it leaves the line, or its process is ended.
   */
  render(page: Page, how: Drawn): Promise<Uint8Array | string>;
  /** Documents that are drawn or wait, and since when (epoch ms) one is drawn; null: none is. */
  state(): { documents: number; since: number | null };
  /** The process that renders; null: none is running. */
  readonly pid: number | null;
  close(): void;
}

/** Documents that wait: with a second or two each, as long as a person does. */
const MOST_WAITING = 20;
/** A document of 50 pages took 2.7 s on a busy machine. What takes longer than this hangs. */
const LONGEST_MS = 30_000;
/** What nobody waits for any more is let finish in this time: to start another process takes as long. */
const PATIENCE_MS = 2_000;
/** After this the process ends, and its memory (130 to 190 MB) is given back. */
const IDLE_MS = MINUTE / 2;

interface Answer {
  turn: number;
  made?: Uint8Array | string;
  failure?: string;
}

/**
 * Makes files in a process of its own, one document at a time: the compiler is native and synchronous, so that neither a
 * document that hangs nor one that crashes it stops this one.
 */
export function openRenderer({ clock }: { clock: Clock }): Renderer {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let turns = 0;
  let isClosed = false;
  let since: number | null = null;

  function running(): ChildProcess {
    if (child) return child;
    const started = fork(new URL("./render.child.mjs", import.meta.url), {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    started.once("exit", () => {
      if (child === started) child = null;
    });
    // A program that ends does not wait for it.
    started.unref();
    started.channel?.unref();
    child = started;
    return started;
  }

  function make(page: Page, { as, at, standard, signal }: Drawn): Promise<Uint8Array | string> {
    const from = running();
    const turn = ++turns;
    const over = new AbortController();
    const began = clock.ticks();
    const endAfter = (ms: number) =>
      void clock.sleep(ms, over.signal).then(() => {
        if (!over.signal.aborted) from.kill("SIGKILL");
      });
    since = clock.now();
    return new Promise<Uint8Array | string>((resolve, reject) => {
      const lost = () => reject(new Lost("the process that makes files has ended"));
      const hear = (answer: Answer) => {
        if (answer.turn !== turn) return;
        if (answer.made === undefined)
          reject(new Fault("internal", `the report could not be drawn: ${answer.failure}`));
        else resolve(answer.made);
      };
      from.on("message", hear).once("exit", lost);
      over.signal.addEventListener("abort", () => from.off("message", hear).off("exit", lost));
      endAfter(LONGEST_MS);
      const giveUp = () => endAfter(PATIENCE_MS - (clock.ticks() - began));
      signal?.addEventListener("abort", giveUp);
      over.signal.addEventListener("abort", () => signal?.removeEventListener("abort", giveUp));
      const asked = { turn, as, standard, data: JSON.stringify(page), at: Math.floor(at / 1_000) };
      from.send(asked, (error) => {
        if (error) reject(new Lost(error.message));
      });
    }).finally(() => {
      since = null;
      over.abort();
    });
  }

  async function makeOrAgain(page: Page, how: Drawn) {
    const { signal } = how;
    signal?.throwIfAborted();
    try {
      return await make(page, how);
    } catch (error) {
      if (!(error instanceof Lost) || isClosed) throw error;
      signal?.throwIfAborted();
      // It may have been killed from outside, as for memory; what kills it twice is the document.
      return await make(page, how).catch((again) => {
        throw again instanceof Lost
          ? new Fault("unavailable", "the report could not be drawn: its process ended twice; ask for less", {
              retryAfter: 30,
            })
          : again;
      });
    }
  }

  function endIdle() {
    const at = turns;
    void clock.sleep(IDLE_MS).then(() => {
      if (turns === at && waiting === 0) child?.kill();
    });
  }

  return {
    async render(page, how) {
      if (isClosed) throw new Fault("unavailable", "the program is stopping", { retryAfter: 10 });
      if (waiting >= MOST_WAITING)
        throw new Fault("busy", `${waiting} reports wait to be drawn; try again`, { retryAfter: 10 });
      waiting += 1;
      const made = last.then(() => makeOrAgain(page, how));
      last = made.catch(() => {});
      return unlessAborted(made, how.signal).finally(() => {
        waiting -= 1;
        if (waiting === 0) endIdle();
      });
    },
    state: () => ({ documents: waiting, since: waiting > 0 ? since : null }),
    get pid() {
      return child?.pid ?? null;
    },
    close() {
      isClosed = true;
      child?.kill("SIGKILL");
    },
  };
}

/** Rejects at once when nobody waits any more. */
function unlessAborted<T>(made: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return made;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp);
    made.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

/** The process is gone. */
class Lost extends Error {}
