import type { IncomingMessage } from "node:http";
import { type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault } from "../kit/fault.ts";

/** One event of a request body, not validated yet, or the reason why it could not be read. */
export type Found = { index: number; line?: number } & (
  | { event: unknown }
  | { code: string; detail: string }
);

/** Limit in bytes for a single event or an array, which are buffered whole, and for one line of NDJSON. */
const MOST_BODY = 8 * 1024 * 1024;
/** Limit in bytes for all requests together, so that many large bodies at once cannot exhaust memory. */
const MOST_HELD = 128 * 1024 * 1024;
/** Events in one array: it is parsed in one go, which blocks the event loop. */
const MOST_BATCH = 20_000;
const MOST_LINE = 256 * 1024;
/** JSON of events compresses 5 to 20 times. A higher ratio than this is a decompression bomb. */
const MOST_GROWTH = 200;

const NEWLINE = 10;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The bytes of the body, decompressed if it is gzip; fails if it expands too far. */
export function openBody(request: IncomingMessage): Readable {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity") return request;
  if (encoding !== "gzip")
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

/** A reader that stops early still has to send a response: keep the connection, stop only the decompression. */
const chunksOf = (body: Readable): AsyncIterable<Buffer> =>
  body.iterator({ destroyOnReturn: body instanceof Transform });

/** One event, or an array of them. */
export async function* readWhole(body: Readable, isArray: boolean): AsyncGenerator<Found> {
  const parsed = parse(await readAll(body));
  if ("code" in parsed) throw new Fault("bad-request", `the body: ${parsed.detail}`);
  if (!isArray) {
    yield { index: 0, event: parsed.event };
    return;
  }
  if (!Array.isArray(parsed.event))
    throw new Fault("bad-request", "the body: a batch is a JSON array of events");
  if (parsed.event.length > MOST_BATCH)
    throw new Fault("too-large", `the array has over ${MOST_BATCH} events; ${SEND_LINES}`);
  for (const [index, event] of parsed.event.entries()) yield { index, event };
}

const SEND_LINES = "send NDJSON, which may have any length";
let heldByAll = 0;

/** With stream events: an async iterator over the one chunk of a small body costs a tenth of the whole request. */
function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise<Buffer>((resolve, reject) => {
    function stop(fault: Fault) {
      body.off("data", hold).pause();
      if (body instanceof Transform) body.destroy();
      reject(fault);
    }
    function hold(chunk: Buffer) {
      size += chunk.length;
      heldByAll += chunk.length;
      chunks.push(chunk);
      if (size > MOST_BODY)
        stop(new Fault("too-large", `the body is over ${MOST_BODY >> 20} MiB; ${SEND_LINES}`));
      else if (heldByAll > MOST_HELD)
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
    heldByAll -= size;
  });
}

/** NDJSON: one event per line, any number of lines; empty lines are skipped. Buffers one line at a time. */
export async function* readLines(body: Readable): AsyncGenerator<Found> {
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
    if (bytes.every((byte) => byte === 32 || byte === 9 || byte === 13)) return;
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

  for await (const chunk of chunksOf(body)) {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      hold(rest.subarray(0, end));
      yield* endLine();
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) hold(rest);
  }
  if (size > 0) yield* endLine();
}

function parse(bytes: Buffer): { event: unknown } | { code: string; detail: string } {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { code: "not-json", detail: "not UTF-8" };
  }
  try {
    return { event: JSON.parse(text) };
  } catch (error) {
    return { code: "not-json", detail: `not JSON: ${(error as Error).message}` };
  }
}
