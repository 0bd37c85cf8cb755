import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Fault } from "../kit/fault.ts";

interface Holder {
  pid: number;
  /** When the process began: a number that comes round again does not look like the old process. */
  began: string;
  host: string;
}

/** A lock of another host (a shared volume) is dead when its holder has not touched it for this long. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;

/**
 * Takes the embedded database's folder for this process alone; two would lose rows without an error.
 * The dead do not hold it: a process that was killed frees it by having ended.
 * Throws `configuration` with a sentence when another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "lock");
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const me: Holder = { pid: process.pid, began: began(process.pid) ?? "", host: hostname() };
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, path); // atomic: only one process can make the name
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

/** Moves the dead lock away; if somebody was quicker and it is theirs by now, puts theirs back. */
function removeIfStill(path: string, dead: Holder | null) {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (JSON.stringify(moved) !== JSON.stringify(dead)) linkSync(aside, path);
  } catch {
    // Somebody else moved it: the next attempt looks again.
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

/** Clock ticks since boot at which a process began; unknown off Linux. */
function began(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}
