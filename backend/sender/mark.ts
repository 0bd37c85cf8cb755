import { createHash } from "node:crypto";
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { type Opened, type Place, START } from "./records.ts";

export interface Counts {
  accepted: number;
  duplicate: number;
  rejected: number;
}

/** How far a file has been sent; stored next to it in `FILE.sent` until the whole file has been sent. */
export interface Mark {
  url: string;
  /** What the file was taken for (opening.ts). */
  as: string;
  /** Hash of the first bytes of the file: a file that has only grown still matches, a different file does not. */
  head: { bytes: number; sha256: string };
  place: Place;
  counts: Counts;
  /** Size of `FILE.rejected.ndjson` at this point: what lies beyond it will be written again. */
  rejectedBytes: number;
}

export function markFile(file: string): string {
  return `${file}.sent`;
}

export async function freshMark(file: string, url: string, { as, head }: Opened): Promise<Mark> {
  const counts = { accepted: 0, duplicate: 0, rejected: 0 };
  return { url, as, head: await headOf(file, head), place: START, counts, rejectedBytes: 0 };
}

export type Found =
  | { mark: Mark }
  | { none: "no mark" | "another war room" | "another file" | "read otherwise" };

/** The mark of an interrupted run, if it belongs to this file, read in the same way, and this war room. */
export async function findMark(file: string, url: string, { as }: Opened): Promise<Found> {
  const text = await readFile(markFile(file), "utf8").catch(() => null);
  if (text === null) return { none: "no mark" };
  let mark: Mark;
  try {
    mark = JSON.parse(text) as Mark;
    if (mark.url !== url) return { none: "another war room" };
    const head = await headOf(file, mark.head.bytes);
    if (head.sha256 !== mark.head.sha256) return { none: "another file" };
    if (mark.as !== as) return { none: "read otherwise" };
  } catch {
    return { none: "no mark" };
  }
  return { mark };
}

/** Replaces the mark atomically: if the process is killed in between, the previous mark remains. */
export async function keepMark(file: string, mark: Mark): Promise<void> {
  await writeFile(`${markFile(file)}.new`, `${JSON.stringify(mark)}\n`);
  await rename(`${markFile(file)}.new`, markFile(file));
}

export async function dropMark(file: string): Promise<void> {
  await rm(markFile(file), { force: true });
}

async function headOf(file: string, bytes: number): Promise<Mark["head"]> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return {
      bytes: bytesRead,
      sha256: createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex"),
    };
  } finally {
    await handle.close();
  }
}
