import { createServer, IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Longer than clients keep idle connections: closing one just as a client reuses it looks like a failure. */
const KEEP_ALIVE_MS = 75_000;
/** How long requests in flight may take, and web sockets to say goodbye, when the program stops. */
const GRACE_MS = 3_000;

export interface HttpServer {
  /** For a development server that adds its own web sockets. */
  server: Server;
  /** Resolves with the port. */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections; those that are not idle are ended after a grace. */
  stop(): void;
  /** Resolves when all connections have ended; at once if it never listened. */
  ended(): Promise<void>;
}

export function openServer(): HttpServer {
  // Without `requestTimeout`: a stream of events may last for days.
  const server = createServer({
    IncomingMessage: Request,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const ended = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    stop() {
      server.close();
      server.closeIdleConnections();
      // Also clients that still send or do not read, and web sockets, which Node no longer counts as connections.
      setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, GRACE_MS).unref();
    },
    ended: async () => {
      if (server.listening || sockets.size > 0) await ended;
    },
  };
}

/**
 * A request of which `upgrade` says only that a web socket is asked for. When somebody listens for upgrades, Node
 * withholds requests with any other `Upgrade` from the request handlers; but Java's HTTP client offers `h2c` by
 * default, and a server may ignore what it does not know (RFC 9110, 7.8).
 */
class Request extends IncomingMessage {
  private asked = false;
  get upgrade(): boolean {
    return this.asked && this.headers.upgrade?.toLowerCase() === "websocket";
  }
  set upgrade(asked: boolean) {
    this.asked = asked;
  }
}
