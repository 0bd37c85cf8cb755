import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Socket as Connection, Server as Engine } from "engine.io";
import type { WebSocket } from "ws";
import { MINUTE } from "#calendar/units.ts";
import type { ScreenToServer } from "#wire/live.ts";
import type { Clock } from "../kit/clock.ts";
import { openArrivals } from "./arrivals.ts";
import { type Bucket, type Budget, openBucket } from "./budget.ts";
import { openPlaces, type Party } from "./places.ts";

/** Bytes that lie unsent: for one connection, before it is ended (some ten snapshots), and for all together. */
export const MOST_UNSENT = 1024 * 1024;
const MOST_UNSENT_IN_ALL = 64 * 1024 * 1024;
/** Until a connection joins. A wall joins at once; its own time-out for connecting, 15 s, is for the line before it. */
const JOIN_WITHIN_MS = 10_000;
/** For the closing handshake; ws would wait 30 s for a client that does not answer, and hold what lies unsent. */
const GOODBYE_MS = 1_000;
const LOG_EVERY_MS = MINUTE;

/**
 * What a connection may send. Of any kind: a screen confirms each of at most ten frames a second. A join is answered by
 * a snapshot, and a wall joins when it connects and after missed frames. The others follow a person's tap.
 */
const ANYTHING: Budget = { perSecond: 40, atOnce: 200 };
const BUDGETS: Partial<Record<keyof ScreenToServer, Budget>> = {
  join: { perSecond: 1, atOnce: 10 },
  acknowledge: { perSecond: 1, atOnce: 10 },
  audioReady: { perSecond: 1, atOnce: 10 },
  failed: { perSecond: 1, atOnce: 10 },
};

export interface Connections {
  engine: Engine;
  /** Takes over a request for a web socket, now or in its turn. @param refuse there are too many, or too many at once */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer, refuse: () => void): void;
  /** Takes over a request of long polling, for which a wall without web sockets falls back. False: as above. */
  poll(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Whether the connection may send one more of these. If not, it is ended. */
  allows(connection: Connection, message: keyof ScreenToServer): boolean;
  /** It has joined: it may stay. */
  joined(connection: Connection): void;
  /** It has been sent what it asked for when it joined. */
  settled(connection: Connection): void;
  /** Ends a connection at once: a closing handshake would wait for the other side, for up to 30 s. */
  end(connection: Connection, why: string): void;
  /** Ends the connections that do not read what they are sent, and those that never joined. */
  sweep(): void;
}

interface Known {
  since: number;
  hasJoined: boolean;
  anything: Bucket;
  buckets: Map<string, Bucket>;
}

/** The connections of screens, and the limits that hold for each and for all of them. */
export function openConnections(deps: {
  clock: Clock;
  displayOf: Parameters<typeof openPlaces>[0]["displayOf"];
  /** The address, person or key on whose share of the places a request counts. */
  partyOf: (request: IncomingMessage) => Promise<Party>;
  onTrouble: (what: string, error?: unknown) => void;
}): Connections {
  const { clock } = deps;
  /** Requests that have a place among the connections: no other one opens a new one, whatever the engine takes it for. */
  const placed = new WeakSet<IncomingMessage>();
  const engine = new Engine({
    allowRequest: (request, done) =>
      done(placed.has(request) ? null : "it has no place", placed.has(request)),
    transports: ["polling", "websocket"],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
  });
  const places = openPlaces(deps);
  const arrivals = openArrivals(clock);
  const known = new Map<Connection, Known>();
  const byId = new Map<string, Connection>();
  /** Why connections were ended since that was last logged, and how many. */
  const ended = new Map<string, number>();
  let loggedAt = Number.NEGATIVE_INFINITY;

  engine.on("connection", (connection: Connection) => {
    const since = clock.ticks();
    const anything = openBucket(ANYTHING, since);
    byId.set(idOf(connection), connection);
    known.set(connection, { since, hasJoined: false, anything, buckets: new Map() });
    const closed = places.opened(connection.request);
    connection.on("packet", () => {
      if (!anything.take(clock.ticks())) end(connection, "it sent too many messages");
    });
    connection.once("close", () => {
      known.delete(connection);
      byId.delete(idOf(connection));
      closed();
      const { transport } = connection;
      void clock.sleep(GOODBYE_MS).then(() => cut(transport));
    });
  });

  function end(connection: Connection, why: string) {
    if (!known.delete(connection)) return;
    ended.set(why, (ended.get(why) ?? 0) + 1);
    const { transport } = connection;
    connection.close(true);
    cut(transport);
  }

  /** The connection that a request says that it belongs to; undefined: it opens a new one. */
  function openedOf({ url }: IncomingMessage): Connection | null | undefined {
    const query = url?.slice(url.indexOf("?")) ?? "";
    // As the engine reads it: the last one counts, and an empty one is none.
    const sid = new URLSearchParams(query).getAll("sid").at(-1);
    return sid ? (byId.get(sid) ?? null) : undefined;
  }

  function log(now: number) {
    if (ended.size === 0 || now - loggedAt < LOG_EVERY_MS) return;
    const reasons = [...ended].map(([why, count]) => `${count}: ${why}`).join("; ");
    deps.onTrouble(`connections of screens were ended (${reasons})`);
    ended.clear();
    loggedAt = now;
  }

  return {
    engine,
    connect(request, socket, head, refuse) {
      if (openedOf(request) !== undefined) return engine.handleUpgrade(request, socket, head);
      const enter = () => {
        placed.add(request);
        engine.handleUpgrade(request, socket, head);
      };
      const place = places.takeDisplay(request, socket);
      if (place === "taken") arrivals.add(socket, enter, refuse);
      else if (place === "full") refuse();
      else
        void deps.partyOf(request).then((party) => {
          if (socket.destroyed) return;
          if (places.takeOther(request, party)) enter();
          else refuse();
        });
    },
    async poll(request, response) {
      const connection = openedOf(request);
      if (connection === undefined) {
        if (!places.takeOther(request, await deps.partyOf(request))) return false;
        placed.add(request);
      }
      if (connection && request.method === "GET") {
        const { transport } = connection;
        // A client asks again when it has read the answer: whoever does so earlier piles up answers.
        if (unreadOf(transport)) {
          end(connection, "it did not read what it was sent");
          request.socket.destroy();
          return true;
        }
        answers.set(transport, response);
      }
      engine.handleRequest(request as Parameters<Engine["handleRequest"]>[0], response);
      return true;
    },
    allows(connection, message) {
      const budget = BUDGETS[message];
      const of = known.get(connection);
      if (!of) return false;
      if (!budget) return true;
      const bucket = of.buckets.get(message) ?? openBucket(budget, of.since);
      of.buckets.set(message, bucket);
      if (bucket.take(clock.ticks())) return true;
      end(connection, `it sent ${message} too often`);
      return false;
    },
    joined(connection) {
      const of = known.get(connection);
      if (of) of.hasJoined = true;
    },
    settled: ({ request }) => arrivals.settled(request.socket),
    end,
    sweep() {
      const now = clock.ticks();
      places.sweep();
      arrivals.sweep();
      const unsent: { connection: Connection; bytes: number }[] = [];
      let all = 0;
      for (const [connection, { since, hasJoined }] of known) {
        const bytes = unsentOf(connection);
        if (!hasJoined && now - since > JOIN_WITHIN_MS) end(connection, "it did not join");
        else if (bytes > MOST_UNSENT) end(connection, "it did not read what it was sent");
        else if (bytes > 0) {
          unsent.push({ connection, bytes });
          all += bytes;
        }
      }
      unsent.sort((a, b) => a.bytes - b.bytes);
      while (all > MOST_UNSENT_IN_ALL) {
        const { connection, bytes } = unsent.pop()!;
        end(connection, "too much lay unsent for all together");
        all -= bytes;
      }
      log(now);
    },
  };
}

/** The name under which a polling client comes back. */
const idOf = (connection: Connection) => (connection as unknown as { id: string }).id;

type Transport = Connection["transport"];
/** The last answer to each that polls. */
const answers = new WeakMap<Transport, ServerResponse>();

/** The answer that a polling client was sent and has not read, if there is one. */
function unreadOf(transport: Transport): ServerResponse | undefined {
  const answer = answers.get(transport);
  return answer?.writableEnded && !answer.writableFinished && !answer.destroyed ? answer : undefined;
}

/** The web socket of a transport; undefined: it polls. */
const lineOf = (transport: Transport) => (transport as unknown as { socket?: WebSocket }).socket;

/** Ends what a transport still sends. A connection over which a client polls may be a proxy's, and stays. */
function cut(transport: Transport) {
  lineOf(transport)?.terminate();
  unreadOf(transport)?.destroy();
}

/** Bytes that lie unsent for a connection, in its socket or its answer, and in the engine's queue before it. */
export function unsentOf(connection: Connection): number {
  const { transport, writeBuffer } = connection as unknown as {
    transport: Transport;
    writeBuffer: { data?: string }[];
  };
  const queued = writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  const sent = lineOf(transport)?.bufferedAmount ?? unreadOf(transport)?.writableLength ?? 0;
  return sent + queued;
}
