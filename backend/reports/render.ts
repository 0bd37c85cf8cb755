import { type ChildProcess, fork } from "node:child_process";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Page } from "./written.ts";

export interface Renderer {
  /** PDF, or one SVG of all pages; the same page and moment give the same bytes. Throws `busy`, `unavailable`. */
  render(page: Page, as: "pdf" | "svg", at: number): Promise<Uint8Array | string>;
  /** The process that renders; null: none is running. */
  readonly pid: number | null;
  close(): void;
}

/** Documents that wait: with a second or two each, as long as a person does. */
const MOST_WAITING = 20;
/** A document of 50 pages took 2.7 s on a busy machine. What takes longer than this hangs. */
const LONGEST_MS = 30_000;
/** After this the process ends, and its memory (130 to 190 MB) is given back. */
const IDLE_MS = MINUTE;

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

  function running(): ChildProcess {
    if (child) return child;
    const started = fork(new URL("./render.child.mjs", import.meta.url), {
      ...{ serialization: "advanced", execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] },
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

  function make(page: Page, as: "pdf" | "svg", at: number): Promise<Uint8Array | string> {
    const from = running();
    const turn = ++turns;
    const over = new AbortController();
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
      void clock.sleep(LONGEST_MS, over.signal).then(() => {
        if (!over.signal.aborted) from.kill("SIGKILL");
      });
      from.send({ turn, as, data: JSON.stringify(page), at: Math.floor(at / 1_000) }, (error) => {
        if (error) reject(new Lost(error.message));
      });
    }).finally(() => over.abort());
  }

  async function makeOrAgain(page: Page, as: "pdf" | "svg", at: number) {
    try {
      return await make(page, as, at);
    } catch (error) {
      if (!(error instanceof Lost) || isClosed) throw error;
      // It may have been killed from outside, as for memory; what kills it twice is the document.
      return await make(page, as, at).catch((again) => {
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
    async render(page, as, at) {
      if (isClosed) throw new Fault("unavailable", "the program is stopping", { retryAfter: 10 });
      if (waiting >= MOST_WAITING)
        throw new Fault("busy", `${waiting} reports wait to be drawn; try again`, { retryAfter: 10 });
      waiting += 1;
      const made = last.then(() => makeOrAgain(page, as, at));
      last = made.catch(() => {});
      return made.finally(() => {
        waiting -= 1;
        if (waiting === 0) endIdle();
      });
    },
    get pid() {
      return child?.pid ?? null;
    },
    close() {
      isClosed = true;
      child?.kill("SIGKILL");
    },
  };
}

/** The process is gone. */
class Lost extends Error {}
