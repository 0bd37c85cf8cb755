import {
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../kit/fault.ts";

interface Holder {
  pid: number;
  /** When the process began: tells it from a later process with the same process id. */
  began: string;
  host: string;
}

/** A lock held on another host (a shared volume) is dead if its holder has not written it for this long. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;
/** A killed process is waited for: the kernel takes milliseconds, on a loaded machine a second, to end its threads. */
const DYING_MS = 10_000;
const LOOK_MS = 20;

/**
 * Locks the embedded database's folder for this process; two processes would lose rows without an error.
 * The lock of a process that was killed counts as free as soon as none of its threads runs, reaped or not.
 * Throws `configuration` with a sentence if another process holds it.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const path = join(folder, "lock");
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const me: Holder = { pid: process.pid, began: readStat(process.pid)?.began ?? "", host: hostname() };
  writeFileSync(mine, JSON.stringify(me));
  try {
    let waited = 0;
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, path); // atomic: only one process can create the name
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = readHolder(path);
        const state = holder ? stateOf(holder, path, mine) : "dead";
        if (state === "dying" && waited < DYING_MS) {
          await sleep(LOOK_MS);
          waited += LOOK_MS;
          attempt = 0;
          continue;
        }
        if (attempt > 3 || state !== "dead")
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
  const touching = setInterval(() => touch(path, me), TOUCH_MS);
  touching.unref();
  return () => {
    clearInterval(touching);
    rmSync(path, { force: true });
  };
}

/** Writes the lock again, in place: the file system stamps it, whatever the clock of this process says. */
function touch(path: string, me: Holder) {
  try {
    const text = JSON.stringify(me);
    if (readFileSync(path, "utf8") !== text) return;
    const file = openSync(path, "r+");
    writeSync(file, text, 0);
    closeSync(file);
  } catch {
    // The folder is gone: nothing is left to protect.
  }
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

/** `dying`: it was killed, and the kernel is still ending its threads, one of which may be inside a write. */
function stateOf(holder: Holder, path: string, justWritten: string): "alive" | "dying" | "dead" {
  if (holder.host !== hostname())
    return statSync(justWritten).mtimeMs - statSync(path).mtimeMs < STALE_MS ? "alive" : "dead";
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "dead";
  }
  const stat = readStat(holder.pid);
  if ((stat?.began ?? "") !== holder.began) return "dead";
  if (!stat?.isEnding) return "alive";
  // A process that nobody has reaped keeps its number; of its threads only the first is left then.
  return stat.isZombie && stat.threads <= 1 ? "dead" : "dying";
}

interface Stat {
  /** Clock ticks from boot to its start. */
  began: string;
  isZombie: boolean;
  /** A zombie, or a process that the kernel is ending. */
  isEnding: boolean;
  threads: number;
}

/** PF_EXITING and the bit of SIGKILL (Linux' include/linux/sched.h and signal(7)). */
const EXITING = 0x4;
const KILLED = 1n << 8n;

/** What Linux says of a process (proc(5)); undefined elsewhere, and when there is none. */
function readStat(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    const pending = /^SigPnd:\s*(\w+)\nShdPnd:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    const isKilled = pending?.slice(1).some((bits) => BigInt(`0x${bits}`) & KILLED) ?? false;
    const isZombie = fields[0] === "Z" || fields[0] === "X";
    return {
      began: fields[19]!,
      isZombie,
      isEnding: isZombie || isKilled || (Number(fields[6]) & EXITING) !== 0,
      threads: readdirSync(`/proc/${pid}/task`).length,
    };
  } catch {
    return undefined;
  }
}
