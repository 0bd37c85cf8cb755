import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Fault } from "../kit/fault.ts";

interface Holder {
  pid: number;
  /** When the process began: tells it from a later process with the same process id. */
  began: string;
  host: string;
}

/** A lock held on another host (a shared volume) is dead if its holder has not touched it for this long. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;

/**
 * Locks the embedded database's folder for this process; two processes would lose rows without an error.
 * The lock of a process that was killed counts as free.
 * Throws `configuration` with a sentence if another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "lock");
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const me: Holder = { pid: process.pid, began: began(process.pid) ?? "", host: hostname() };
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, path); // atomic: only one process can create the name
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = readHolder(path);
        if (attempt > 3 || (holder && alive(holder, path)))
          throw new Fault(
            "configuration",
            `the embedded database in ${folder} is open in another process` +
              (holder ? ` (${holder.pid} on ${holder.host})` : "") +
              "; stop that one, or set DATA_DIR to another folder",
          );
        removeIfStill(path, holder);
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const touching = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The folder is gone: nothing is left to protect.
    }
  }, TOUCH_MS);
  touching.unref();
  return () => {
    clearInterval(touching);
    rmSync(path, { force: true });
  };
}

/** Moves a dead lock away; if another process has replaced it in the meantime, puts that lock back. */
function removeIfStill(path: string, dead: Holder | null) {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (JSON.stringify(moved) !== JSON.stringify(dead)) linkSync(aside, path);
  } catch {
    // Another process moved it: the next attempt checks again.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function alive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs < STALE_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return (began(holder.pid) ?? "") === holder.began;
}

/** Clock ticks from boot to the start of a process; unknown except on Linux. */
function began(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}
