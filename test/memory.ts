import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of Linux whose files lie in memory. */
const MEMORY = "/dev/shm";
const NAME = /^war-room-tests-(\d+)$/;
/** Two databases and two browsers at a time need a tenth of it; containers have 64 MB unless they are told otherwise. */
const NEEDED_BYTES = 4 * 2 ** 30;

const free = () => {
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize;
};
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

/**
 * From now on what is temporary lies in memory, where there is room: each database of a test is a copy of 1,400 files, and
 * each of its commits is flushed. Tests of what a disk keeps mount one of their own.
 * @returns what removes it again
 */
export function moveToMemory(): () => void {
  if (process.env.TMPDIR || !existsSync(MEMORY) || free() < NEEDED_BYTES) return () => {};
  // A run that was killed could not remove its own.
  for (const name of readdirSync(MEMORY)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
  const folder = join(MEMORY, `war-room-tests-${process.pid}`);
  mkdirSync(folder);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The folder of temporary files that lies on the disk: what is kept from run to run, and what is run. */
export const onDisk = (): string => (process.env.TMPDIR?.startsWith(MEMORY) ? "/tmp" : tmpdir());
