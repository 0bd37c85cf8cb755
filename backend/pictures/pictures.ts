import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { MINUTE } from "#calendar/units.ts";
import type { Picture } from "#charts/picture.ts";
import type { Clock } from "../kit/clock.ts";

export interface Pictures {
  /**
   * A PNG, 1200 pixels wide. Rejects when it could not be drawn, and with the reason of `signal` when that aborts: then
   * the process is ended, and with it what else it was to draw.
   */
  draw(picture: Picture, signal: AbortSignal): Promise<Buffer>;
  /** The process that draws; null: none is running. */
  readonly pid: number | null;
  close(): void;
}

interface Answer {
  turn: number;
  png?: Uint8Array;
  failure?: string;
}

/** After this the process ends, and its memory is given back. */
const IDLE_MS = MINUTE;
/** It is one file, so that it starts at once; under development it is the one that was built, too. */
const isBuilt = !import.meta.url.endsWith(".ts");
const FILE = new URL(isBuilt ? "./draw.child.js" : "../../dist/backend/draw.child.js", import.meta.url);

/** Draws in a process of its own, so that neither what hangs nor what crashes there stops this one. */
export function openPictures({ clock }: { clock: Clock }): Pictures {
  let child: ChildProcess | null = null;
  let turns = 0;
  let drawing = 0;
  let isClosed = false;

  function running(): ChildProcess {
    if (child) return child;
    const started = fork(fileURLToPath(FILE), {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const gone = () => {
      if (child === started) child = null;
    };
    started.once("exit", gone).once("error", gone);
    // A program that ends does not wait for it.
    started.unref();
    started.channel?.unref();
    child = started;
    return started;
  }

  /** Who asks from now on has another one. */
  function end(ended: ChildProcess, signal: "SIGTERM" | "SIGKILL") {
    if (child === ended) child = null;
    ended.kill(signal);
  }

  function endIdle() {
    const at = turns;
    void clock.sleep(IDLE_MS).then(() => {
      if (turns === at && drawing === 0 && child) end(child, "SIGTERM");
    });
  }

  return {
    async draw(picture, signal) {
      if (isClosed) throw new Error("the program is stopping");
      signal.throwIfAborted();
      const from = running();
      const turn = ++turns;
      const over = new AbortController();
      drawing += 1;
      try {
        return await new Promise<Buffer>((resolve, reject) => {
          const lost = () => reject(new Error("the process that draws has ended"));
          const hear = ({ turn: of, png, failure }: Answer) => {
            if (of !== turn) return;
            if (png) resolve(Buffer.from(png));
            else reject(new Error(failure));
          };
          const giveUp = () => {
            reject(signal.reason);
            end(from, "SIGKILL");
          };
          from.on("message", hear).once("exit", lost).once("error", reject);
          signal.addEventListener("abort", giveUp, { signal: over.signal });
          over.signal.addEventListener("abort", () =>
            from.off("message", hear).off("exit", lost).off("error", reject),
          );
          from.send({ turn, picture }, (error) => {
            if (error) reject(error);
          });
        });
      } finally {
        over.abort();
        drawing -= 1;
        if (drawing === 0) endIdle();
      }
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
