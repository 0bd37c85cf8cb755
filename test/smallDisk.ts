import { spawnSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, which a test can fill. */
export interface SmallDisk {
  folder: string;
  /** Bytes that are free. */
  free(): number;
  /** Fills it until only so many bytes are free. */
  fillTo(bytes: number): void;
  /** Frees what was filled. */
  empty(): void;
  close(): void;
}

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/**
 * From now on this process can write nothing to a file, as on a disk that is full (EFBIG): its limit of the size of files.
 * Any user may do it. False where there is no prlimit (util-linux).
 */
export const stopWriting = (pid: number) => run("prlimit", "--pid", String(pid), "--fsize=1:");

/** Null where this user may not mount: who tests must say so. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "war-room-disk-"));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const filler = join(folder, "filler");
  const free = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    free,
    fillTo(bytes) {
      const file = openSync(filler, "a");
      try {
        for (let left = free() - bytes; left > 0; left = free() - bytes)
          writeSync(file, Buffer.alloc(Math.min(left, 2 ** 20)));
        fsyncSync(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    close() {
      // Lazily: a process that has just ended may still hold it.
      run("umount", "-l", folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
