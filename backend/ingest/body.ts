import type { IncomingMessage } from "node:http";
import { type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import type { LineCode } from "#wire/events.ts";
import { withoutQuote } from "#writing/personal.ts";
import { Fault } from "../kit/fault.ts";

/** One event of a request body, not validated yet, or the reason why it could not be read. */
export type Found = { index: number; line?: number } & (
  | { event: unknown }
  | { code: LineCode; detail: string }
);

/** Limit in bytes for a single event or an array, which are buffered whole, and for one line of NDJSON. */
const MOST_BODY = 8 * 1024 * 1024;
/** Limit in bytes for all requests together, so that many large bodies at once cannot exhaust memory. */
const MOST_HELD = 128 * 1024 * 1024;
/** Limit in bytes for all requests of one source: four bodies of the largest size. */
const MOST_HELD_OF_ONE = 32 * 1024 * 1024;
/** So much of each body is held in any case: a source's event always gets through. */
const SMALL = 64 * 1024;
/** Events in one array: it is parsed in one go, which blocks the event loop. */
const MOST_BATCH = 20_000;
const MOST_LINE = 256 * 1024;
/** JSON of events compresses 5 to 20 times. A higher ratio than this is a decompression bomb. */
const MOST_GROWTH = 200;

const [TAB, NEWLINE, RETURN, SPACE] = [9, 10, 13, 32];

/** Who sends a body, and what he may. */
export interface Sending {
  sender: number;
  /** Throws when the source has used up its bytes, lines or events. */
  spend(of: "bytes" | "lines" | "events", count: number): void;
  /** Called when all lines that have come were read. */
  onWait(): void;
  /** Ends the reading of lines. */
  signal: AbortSignal;
}
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The bytes of the body, decompressed if it is gzip; fails if it expands too far.
 * Throws `too-large` for a body that is announced to be longer than `most` bytes.
 */
export function openBody(request: IncomingMessage, most: number): Readable {
  if (Number(request.headers["content-length"] ?? 0) > most) throw tooLong(most);
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity") return request;
  // The same under its old name (RFC 9110, 8.4.1.3).
  if (encoding !== "gzip" && encoding !== "x-gzip")
    throw new Fault("unsupported-media-type", `content-encoding ${encoding} is not known; gzip or none is`);
  const gunzip = createGunzip();
  let packed = 0;
  let unpacked = 0;
  request.on("data", (chunk: Buffer) => {
    packed += chunk.length;
  });
  gunzip.on("data", (chunk: Buffer) => {
    unpacked += chunk.length;
    if (unpacked > 1024 * 1024 && unpacked > packed * MOST_GROWTH)
      gunzip.destroy(new Fault("too-large", `the gzip body grows more than ${MOST_GROWTH} times`));
  });
  // A `data` listener switches a stream to flowing mode; the reader resumes it when it is ready.
  gunzip.pause();
  // The reader gets the error through the stream; without a listener, an error after it left would end the process.
  gunzip.on("error", () => {});
  request.on("error", (error) => gunzip.destroy(error));
  request.on("close", () => {
    if (!request.complete) gunzip.destroy(new Error("the body stopped half-way"));
  });
  return request.pipe(gunzip);
}

/**
 * The bytes as they come. Not by the stream's own iterator: that cannot be ended while it waits, and does not say that it
 * does. A reader that stops early still has to send a response: only the decompression is stopped, not the connection.
 */
async function* chunksOf(body: Readable, { onWait, signal }: Sending): AsyncGenerator<Buffer> {
  let isOver = false;
  let failure: unknown;
  let wake = () => {};
  const onEvent = () => wake();
  const onEnd = () => {
    isOver = true;
    wake();
  };
  const onFailure = (error: unknown = new Error("the body stopped half-way")) => {
    failure ??= error;
    wake();
  };
  const onClose = () => onFailure();
  body.on("readable", onEvent).on("end", onEnd).on("error", onFailure).on("close", onClose);
  signal.addEventListener("abort", onEvent);
  if (body.destroyed) onFailure(body.errored ?? undefined);
  try {
    while (!signal.aborted) {
      const chunk: Buffer | null = body.destroyed ? null : body.read();
      if (chunk) yield chunk;
      else if (isOver) return;
      else if (failure) throw failure;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        onWait();
        if (!signal.aborted) await woken;
      }
    }
  } finally {
    body.off("readable", onEvent).off("end", onEnd).off("error", onFailure).off("close", onClose);
    signal.removeEventListener("abort", onEvent);
    if (body instanceof Transform) body.destroy();
  }
}

/** One event, or an array of them. */
export async function* readWhole(body: Readable, sending: Sending, isArray: boolean): AsyncGenerator<Found> {
  const parsed = parse(await readAll(body, sending));
  if ("code" in parsed) throw new Fault("bad-request", `the body: ${parsed.detail}`);
  if (!isArray) {
    sending.spend("events", 1);
    yield { index: 0, event: parsed.event };
    return;
  }
  if (!Array.isArray(parsed.event))
    throw new Fault("bad-request", "the body: a batch is a JSON array of events");
  if (parsed.event.length > MOST_BATCH)
    throw new Fault("too-large", `the array has over ${MOST_BATCH} events; ${SEND_LINES}`);
  sending.spend("events", parsed.event.length);
  for (const [index, event] of parsed.event.entries()) yield { index, event };
}

const SEND_LINES = "send NDJSON, which may have any length";

export const tooLong = (most: number) =>
  new Fault("too-large", `this source may only send source.beat: a body of ${most >> 10} KiB at most`);

/** Counts what is held beyond the small part of each body, of one source and of all. */
const held = { byAll: 0, bySender: new Map<number, number>() };
function holdMore(sender: number, bytes: number): boolean {
  const own = (held.bySender.get(sender) ?? 0) + bytes;
  if (own > 0) held.bySender.set(sender, own);
  else held.bySender.delete(sender);
  held.byAll += bytes;
  return own <= MOST_HELD_OF_ONE && held.byAll <= MOST_HELD;
}

/** With stream events: an async iterator over the one chunk of a small body costs a tenth of the whole request. */
function readAll(body: Readable, { sender, spend }: Sending): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let charged = 0;
  return new Promise<Buffer>((resolve, reject) => {
    function stop(fault: unknown) {
      body.off("data", hold).pause();
      if (body instanceof Transform) body.destroy();
      reject(fault);
    }
    function hold(chunk: Buffer) {
      size += chunk.length;
      chunks.push(chunk);
      const more = Math.max(0, size - SMALL) - charged;
      charged += more;
      const isHeld = holdMore(sender, more);
      try {
        spend("bytes", chunk.length);
      } catch (busy) {
        return stop(busy);
      }
      if (size > MOST_BODY)
        stop(new Fault("too-large", `the body is over ${MOST_BODY >> 20} MiB; ${SEND_LINES}`));
      else if (more > 0 && !isHeld)
        stop(
          new Fault("busy", "too many large bodies are being sent; nothing of this one was taken", {
            retryAfter: 2,
          }),
        );
    }
    body.on("data", hold).resume();
    body.once("end", () => resolve(Buffer.concat(chunks)));
    body.once("error", reject);
    body.once("close", () => reject(new Error("the body stopped half-way")));
  }).finally(() => {
    holdMore(sender, -charged);
  });
}

/** NDJSON: one event per line, any number of lines; empty lines are skipped. Buffers one line at a time. */
export async function* readLines(body: Readable, sending: Sending): AsyncGenerator<Found> {
  const { spend, signal } = sending;
  let index = 0;
  let line = 0;
  let held: Buffer[] = [];
  let size = 0;

  function* endLine(): Generator<Found> {
    line++;
    const bytes = held.length === 1 ? held[0]! : Buffer.concat(held);
    const tooLong = size > MOST_LINE;
    held = [];
    size = 0;
    if (tooLong) {
      yield {
        index: index++,
        line,
        code: "too-large",
        detail: `line ${line}: an event is at most ${MOST_LINE >> 10} KiB`,
      };
      return;
    }
    const parsed = parse(bytes);
    if ("code" in parsed)
      yield { index: index++, line, code: parsed.code, detail: `line ${line}: ${parsed.detail}` };
    else yield { index: index++, line, event: parsed.event };
  }

  function hold(bytes: Buffer) {
    size += bytes.length;
    if (size <= MOST_LINE) held.push(bytes);
    else held = [];
  }

  for await (const chunk of chunksOf(body, sending)) {
    spend("bytes", chunk.length);
    const before = { line, index };
    for (let at = 0; at < chunk.length; ) {
      // Empty lines, of which a small gzip may have millions, cost no more than looking at their bytes.
      if (size === 0) {
        for (let byte = chunk[at]; isBlank(byte); byte = chunk[++at]) if (byte === NEWLINE) line++;
        if (at === chunk.length) break;
      }
      const end = chunk.indexOf(NEWLINE, at);
      hold(chunk.subarray(at, end < 0 ? chunk.length : end));
      if (end < 0) break;
      yield* endLine();
      at = end + 1;
    }
    spend("lines", line - before.line);
    if (index > before.index) spend("events", index - before.index);
  }
  if (size > 0 && !signal.aborted) yield* endLine();
}

const isBlank = (byte: number | undefined) =>
  byte === NEWLINE || byte === SPACE || byte === RETURN || byte === TAB;

function parse(bytes: Buffer): { event: unknown } | { code: "not-json"; detail: string } {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { code: "not-json", detail: "not UTF-8" };
  }
  try {
    return { event: JSON.parse(text) };
  } catch (error) {
    return { code: "not-json", detail: `not JSON: ${withoutQuote((error as Error).message)}` };
  }
}
