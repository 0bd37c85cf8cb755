import type { IncomingMessage, ServerResponse } from "node:http";
import { Fault } from "../kit/fault.ts";
import type { Reply } from "./route.ts";

/**
 * An answer of this size fits into a socket's send buffer (Linux' default): if it is not read, it costs nothing here, and
 * it is always sent. Of larger ones only so many bytes may wait to be read.
 */
const BUFFERED = 16 * 1024;
const MOST_UNSENT = 64 * 1024 * 1024;
/** A client that does not read its answer is disconnected after this. */
const UNREAD_MS = 30_000;
/**
 * An answer in pieces holds what it is made from until it is read. For so long in all its client may let it wait, and
 * again so long for each 25 MB that it has read: a line of 1.7 Mbit/s is enough.
 */
const LONGEST_MS = 120_000;
const READ_IN_MS = LONGEST_MS / (25 * 1024 * 1024);
const LOOK_MS = 1_000;

/** How long data that follows an answer is read and dropped: nginx' lingering_timeout. */
const LINGER_MS = 5_000;

export interface Limits {
  /**
   * Sends an answer. Throws `busy` when too many bytes wait for clients that do not read.
   * @param body a buffer: the same one is sent to everybody, so it does not count
   */
  send(
    response: ServerResponse,
    status: number,
    headers: Record<string, string>,
    body: string | Buffer,
  ): void;
  /** The same; a body in pieces is made as the client reads it. Resolves when it has been written or nobody reads it. */
  reply(response: ServerResponse, reply: Reply): Promise<void>;
}

/** Limits what anybody may ask for: large answers, and clients that never read them. */
export function openLimits(): Limits {
  let unsent = 0;

  function hold(response: ServerResponse, bytes: number) {
    if (unsent + bytes > MOST_UNSENT)
      throw new Fault("busy", "too many large answers wait to be read; ask for less, or later", {
        retryAfter: 5,
      });
    unsent += bytes;
    response.once("close", () => {
      unsent -= bytes;
    });
  }

  const limits: Limits = {
    async reply(response, { status, headers, body }) {
      if (typeof body === "string") return limits.send(response, status, headers, body);
      if (Buffer.isBuffer(body)) {
        if (body.length > BUFFERED && !response.destroyed) hold(response, body.length);
        return limits.send(response, status, headers, body);
      }
      const pieces = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
      const first = await pieces.next();
      const second = first.done ? first : await pieces.next();
      if (second.done) {
        const whole = first.value ?? "";
        return limits.send(response, status, headers, typeof whole === "string" ? whole : Buffer.from(whole));
      }
      if (response.destroyed) return void (await pieces.return?.());
      response.writeHead(status, headers);
      response.setTimeout(UNREAD_MS, () => response.destroy());
      const write = openWriting(response);
      await write(first.value);
      await write(second.value);
      for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
        if (response.destroyed) return void (await pieces.return?.());
        await write(piece.value);
      }
      response.end();
    },
    send(response, status, headers, body) {
      // The client has gone meanwhile.
      if (response.destroyed) return;
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      if (bytes.length > BUFFERED) {
        if (bytes !== body) hold(response, bytes.length);
        response.setTimeout(UNREAD_MS, () => response.destroy());
      }
      // Not by express: for one event, its `json` is a tenth of the request.
      response.writeHead(status, { ...headers, "Content-Length": bytes.length });
      response.end(bytes);
    },
  };
  return limits;
}

/**
 * Writes pieces, each when there is room for it, until nobody reads any more. Others have the thread in between: to a
 * client that reads fast, Node says within the same turn of the event loop that there is room again.
 */
function openWriting(response: ServerResponse): (piece: string | Uint8Array) => Promise<void> {
  let left = LONGEST_MS;
  let isWaiting = false;
  const looking = setInterval(() => {
    if (isWaiting) left -= LOOK_MS;
    if (left <= 0) response.destroy();
  }, LOOK_MS);
  response.once("close", () => clearInterval(looking));
  return async (piece) => {
    if (!response.destroyed && !response.write(piece)) {
      isWaiting = true;
      await room(response);
      isWaiting = false;
    }
    left = Math.min(LONGEST_MS, left + piece.length * READ_IN_MS);
    await new Promise(setImmediate);
  };
}

function room(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

/**
 * Lets the answer to a request that is still being sent arrive. A connection that is closed while its client sends is
 * reset, and the answer may be lost (RFC 9112, 9.6): only the server's direction ends with the answer.
 */
export function linger(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Connection", "close");
  const { socket } = request;
  // What Node calls after such an answer.
  socket.destroySoon = () => {
    socket.end();
    request.resume();
    const late = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(late));
  };
}
