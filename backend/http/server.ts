import { readFileSync } from "node:fs";
import { createServer, IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { withoutBase } from "./base.ts";
import type { Pair } from "./certificate.ts";

export interface ServerLimits {
  /** Connections at the same time, those of web sockets included. */
  mostConnections: number;
  /** Of those, the ones that have not sent a whole request yet. */
  mostFresh: number;
  /** From connecting to the last byte of a request's head; a TLS handshake has as long again before it. */
  headMs: number;
  /** Between two requests. */
  keepAliveMs: number;
  /** Without a byte in either direction during a request. */
  silentMs: number;
  /** Requests of one connection that may wait for the one before them. */
  mostWaiting: number;
  /** How long requests in flight may take, and web sockets to say goodbye, when the program stops. */
  graceMs: number;
}

export const LIMITS: ServerLimits = {
  // The screens that live serves, and a fifth more for requests. Each is a file, of which half are left for the rest: the
  // embedded database, which ends the process when it cannot open one, keeps fifty open (FD_MINFREE) whatever the limit.
  mostConnections: Math.min(12_000, Math.floor(openFiles() / 2)),
  // After a restart thousands come at once, but each is here for a round trip or two. One that says nothing costs 25 KB.
  mostFresh: 2_048,
  headMs: 20_000,
  // Longer than clients keep idle connections: closing one just as a client reuses it looks like a failure.
  keepAliveMs: 75_000,
  // Node's own limit for a whole request, which streams of events may exceed. A source sends beats far more often.
  silentMs: 300_000,
  // Browsers and the clients of most languages do not pipeline at all.
  mostWaiting: 16,
  graceMs: 3_000,
};

/**
 * With forward secrecy and authenticated encryption only: Mozilla's "intermediate" of its Server Side TLS 5.7, whose
 * browsers are older than those that can show a wall. Node's own list also has CBC and key exchange by RSA.
 */
const CIPHERS = [
  ...["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"],
  ...["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
  ...["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"],
  ...["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
].join(":");

/** How many files this process may open. */
function openFiles(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))![1]);
  } catch {
    // The usual limit of a shell.
    return 1_024;
  }
}

export interface HttpServer {
  /** For a development server that adds its own web sockets. */
  server: Server;
  /** Serves requests with `onRequest`, those of one connection one after the other. */
  serve(onRequest: RequestListener): void;
  /** New connections get this certificate; those that are open keep theirs. */
  renew(pair: Pair): void;
  /** Resolves with the port. */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections; those that are not idle are ended after a grace. */
  stop(): void;
  /** Resolves when all connections have ended; at once if it never listened. */
  ended(): Promise<void>;
}

interface Connection {
  /** It has a request in progress, or is a web socket. */
  isBusy: boolean;
  waiting: (() => void)[];
}

/**
 * Listens, and limits what each connection and all of them together may hold. Whoever serves its requests and upgrades
 * sees their addresses without `basePath`.
 * @param pair speaks TLS with this certificate
 */
export function openServer(limits: ServerLimits = LIMITS, basePath = "", pair?: Pair): HttpServer {
  const options = {
    IncomingMessage: Request,
    headersTimeout: limits.headMs,
    keepAliveTimeout: limits.keepAliveMs,
    // A stream of events may last for days.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(5_000, limits.headMs),
  };
  const secure =
    pair && createSecureServer({ ...options, ...pair, ciphers: CIPHERS, handshakeTimeout: limits.headMs });
  const server: Server = secure ?? createServer(options);
  server.setTimeout(limits.silentMs);
  const connections = new Map<Socket, Connection>();
  /** Of those, the ones that have not sent a whole request yet, in the order in which they came. */
  const fresh = new Set<Socket>();
  /** And the ones that are between two requests, the longest idle first. */
  const idle = new Set<Socket>();
  function take(socket: Socket) {
    const connection: Connection = { isBusy: false, waiting: [] };
    connections.set(socket, connection);
    fresh.add(socket);
    if (fresh.size > limits.mostFresh) endFirst(fresh);
    socket.once("close", () => {
      forget(socket);
      connection.waiting = [];
    });
  }
  server.on("connection", (socket: Socket) => {
    if (connections.size >= limits.mostConnections && !endIdle()) return void socket.destroy();
    take(socket);
  });
  if (secure)
    followHandshakes(secure, (below, socket) => {
      // It had to make room while it shook hands.
      if (!connections.has(below)) return void socket.destroy();
      forget(below);
      take(socket);
    });
  server.on("upgrade", (request, socket: Socket) => {
    request.url = withoutBase(request.url ?? "", basePath);
    // Its own heartbeats tell whether it lives.
    socket.setTimeout(0);
    const connection = connections.get(socket);
    if (connection) work(socket, connection);
  });

  function forget(socket: Socket) {
    connections.delete(socket);
    fresh.delete(socket);
    idle.delete(socket);
  }

  function work(socket: Socket, connection: Connection) {
    connection.isBusy = true;
    fresh.delete(socket);
    idle.delete(socket);
  }

  /**
   * Makes room for a new connection: those that hold places and send nothing must not keep others out. One that has
   * been of use, as a source's between two events, is ended only when there is no other.
   */
  const endIdle = () => endFirst(fresh) || endFirst(idle);

  function endFirst([socket]: ReadonlySet<Socket>): boolean {
    if (!socket) return false;
    forget(socket);
    socket.destroy();
    return true;
  }

  function next(socket: Socket, connection: Connection) {
    const begin = connection.waiting.shift();
    if (begin) work(socket, connection);
    else {
      connection.isBusy = false;
      if (connections.has(socket)) idle.add(socket);
    }
    begin?.();
  }

  const ended = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    server,
    serve(onRequest) {
      server.on("request", (request, response) => {
        const connection = connections.get(request.socket);
        // It was ended.
        if (!connection) return;
        request.url = withoutBase(request.url ?? "", basePath);
        if (connection.waiting.length >= limits.mostWaiting) {
          forget(request.socket);
          return endCheaply(request.socket);
        }
        connection.waiting.push(() => {
          response.once("close", () => next(request.socket, connection));
          onRequest(request, response);
        });
        if (!connection.isBusy) next(request.socket, connection);
      });
    },
    renew: (pair) => secure?.setSecureContext({ ...pair, ciphers: CIPHERS }),
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        // As many as there may be come at once after a restart. What does not fit into the kernel's queue comes again
        // after 1, 3, 7 … s, whoever it is; Node's own 511 would be full. Linux has 4,096 at most (net.core.somaxconn).
        server.listen(port, host, limits.mostConnections, () =>
          resolve((server.address() as AddressInfo).port),
        );
      }),
    stop() {
      server.close();
      server.closeIdleConnections();
      // Also clients that still send or do not read, and web sockets, which Node no longer counts as connections.
      setTimeout(() => {
        for (const socket of connections.keys()) socket.destroy();
      }, limits.graceMs).unref();
    },
    ended: async () => {
      if (server.listening || connections.size > 0) await ended;
    },
  };
}

/** Calls `deed` with the socket of each connection of TLS, which is another one than that `below` it. */
function followHandshakes(server: Server, deed: (below: Socket, socket: Socket) => void) {
  // What both have in common is the client's end.
  const endOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  const sockets = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const end = endOf(socket);
    sockets.set(end, socket);
    socket.once("close", () => sockets.delete(end));
  });
  server.on("secureConnection", (socket: Socket) => {
    const below = sockets.get(endOf(socket));
    if (below) deed(below, socket);
    else socket.destroy();
  });
}

/**
 * Ends a connection of which many requests have been read: Node makes an error for each of them when it closes, and the
 * stacks of these errors would cost half a core (`npm run attack -- --only unread`).
 */
function endCheaply(socket: Socket) {
  const { stackTraceLimit } = Error;
  socket.prependOnceListener("close", () => {
    Error.stackTraceLimit = 0;
  });
  socket.once("close", () => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  socket.destroy();
}

/**
 * A request of which `upgrade` says only that a web socket is asked for. When somebody listens for upgrades, Node
 * withholds requests with any other `Upgrade` from the request handlers; but Java's HTTP client offers `h2c` by
 * default, and a server may ignore what it does not know (RFC 9110, 7.8).
 *
 * Also one of a connection that has been ended: after an upgrade Node parses no more of what was read. The hundreds of
 * pipelined requests that may lie behind it would each become an object and an error.
 */
class Request extends IncomingMessage {
  private asked = false;
  get upgrade(): boolean {
    return this.socket.destroyed || (this.asked && this.headers.upgrade?.toLowerCase() === "websocket");
  }
  set upgrade(asked: boolean) {
    this.asked = asked;
  }
}
