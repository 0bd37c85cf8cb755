import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a file for its owner only. It gets its name when all of it is on the disk: neither a kill nor a power cut leaves a
 * part of it. A file that is there stays as it is. Throws what the file system does.
 */
export function makeFile(path: string, text: string): void {
  const made = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    flushed(openSync(made, "wx", 0o600), (file) => writeFileSync(file, text));
    linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(made, { force: true });
  }
  flushed(openSync(dirname(path), "r"));
}

function flushed(file: number, deed: (file: number) => void = () => {}): void {
  try {
    deed(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
