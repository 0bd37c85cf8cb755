import { appendFile, rm, truncate } from "node:fs/promises";
import { Fault } from "../kit/fault.ts";
import { type Counts, dropMark, findMark, freshMark, keepMark, type Mark } from "./mark.ts";
import { openRecords } from "./opening.ts";
import type { Post } from "./post.ts";
import type { FileRecord, Reading } from "./records.ts";

export interface Sending {
  file: string;
  /** URL of the war room. The progress of a file is kept separately for each URL. */
  url: string;
  key: string;
  post: Post;
  reading: Reading;
  restart: boolean;
  /** A dry run: the whole file is checked, nothing is stored, and no progress is kept. */
  isDryRun?: boolean;
  signal: AbortSignal;
  onStart?: (start: {
    line: number;
    because: "asked" | "resumed" | "no mark" | "another war room" | "another file" | "read otherwise";
    /** Says how the file is read: its sheet, its encoding. */
    notes: string[];
  }) => void;
  onProgress?: (progress: { bytes: number; size: number; line: number; counts: Counts }) => void;
}

/** A line that was rejected, and why. */
export interface RejectedLine {
  line: number;
  id: string | null;
  code: string;
  detail: string;
}

export interface Sent {
  counts: Counts;
  /** The first rejections of this run; the rejections of all runs are in `rejectedFile`. */
  first: RejectedLine[];
  /** False if it was aborted: the same call resumes from there. */
  complete: boolean;
  line: number;
}

/** Events per request; fewer if they are large. */
const CHUNK = 2_000;
const CHUNK_CHARACTERS = 4 * 1024 * 1024;
const SHOWN = 20;

/** A dry run has its own list of rejections, so that it does not touch that of an interrupted run. */
export function rejectedFile(file: string, isDryRun = false): string {
  return `${file}${isDryRun ? ".dry-run" : ""}.rejected.ndjson`;
}

/**
 * Sends a file in order, one chunk at a time, and saves its progress after each chunk.
 * Throws `bad-request` for a file that cannot be read or has no event.
 */
export async function sendFile(sending: Sending): Promise<Sent> {
  const { file, url, isDryRun = false, signal } = sending;
  const rejections = rejectedFile(file, isDryRun);
  const opened = await openRecords(file, sending.reading);
  const { size, notes } = opened;
  const found = sending.restart || isDryRun ? null : await findMark(file, url, opened);
  const mark = found && "mark" in found ? found.mark : await freshMark(file, url, opened);
  const because = found === null ? "asked" : "mark" in found ? "resumed" : found.none;
  if (mark.rejectedBytes === 0) await rm(rejections, { force: true });
  else await truncate(rejections, mark.rejectedBytes);
  sending.onStart?.({ line: mark.place.line, because, notes });

  const first: RejectedLine[] = [];
  try {
    for await (const chunk of chunksOf(opened.records(mark.place))) {
      const rejected = await sendChunk(sending, chunk, mark);
      first.push(...rejected.slice(0, SHOWN - first.length));
      if (!isDryRun) await keepMark(file, mark);
      sending.onProgress?.({ bytes: mark.place.bytes, size, line: mark.place.line, counts: mark.counts });
      signal.throwIfAborted();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return { counts: mark.counts, first, complete: false, line: mark.place.line };
  }
  if (!isDryRun) await dropMark(file);
  const { accepted, duplicate, rejected } = mark.counts;
  if (accepted + duplicate + rejected === 0)
    throw new Fault("bad-request", `${file} has no event: nothing was sent`);
  return { counts: mark.counts, first, complete: true, line: mark.place.line };
}

async function* chunksOf(records: AsyncIterable<FileRecord>): AsyncGenerator<FileRecord[]> {
  let chunk: FileRecord[] = [];
  let characters = 0;
  for await (const record of records) {
    chunk.push(record);
    characters += "ndjson" in record ? record.ndjson.length : 0;
    if (chunk.length < CHUNK && characters < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = [];
    characters = 0;
  }
  if (chunk.length > 0) yield chunk;
}

/** Sends one chunk, records the rejections and advances the mark past it. */
async function sendChunk(
  { file, key, post, isDryRun = false, signal }: Sending,
  chunk: FileRecord[],
  mark: Mark,
): Promise<RejectedLine[]> {
  const events = chunk.filter((record) => "ndjson" in record);
  const answer =
    events.length > 0
      ? await post(key, events.map((record) => record.ndjson).join("\n"), signal)
      : { accepted: 0, duplicate: 0, rejected: [] };

  const rejected: RejectedLine[] = answer.rejected.map(({ index, id, code, detail }) => {
    const line = events[index]?.line ?? 0;
    // The war room counts lines within its request; the user needs the line number within the file.
    return { line, id, code, detail: detail.replace(/^line \d+: /, "") };
  });
  for (const record of chunk) {
    if ("code" in record)
      rejected.push({ line: record.line, id: null, code: record.code, detail: record.detail });
  }
  rejected.sort((a, b) => a.line - b.line);
  if (rejected.length > 0) {
    const text = rejected.map((each) => `${JSON.stringify(each)}\n`).join("");
    await appendFile(rejectedFile(file, isDryRun), text);
    mark.rejectedBytes += Buffer.byteLength(text);
  }
  mark.counts.accepted += answer.accepted;
  mark.counts.duplicate += answer.duplicate;
  mark.counts.rejected += rejected.length;
  mark.place = chunk.at(-1)?.after ?? mark.place;
  return rejected;
}
