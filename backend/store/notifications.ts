import { once } from "node:events";
import { Socket } from "node:net";
import pg from "pg";
import { realClock } from "../kit/clock.ts";
import {
  CHANNEL,
  decode,
  EVERYTHING,
  encode,
  isNothing,
  join,
  NOTHING,
  type Notification,
} from "./notification.ts";

export interface Notifications {
  /** Tells the other backends at once; what is sent meanwhile goes with the next. Never fails, never blocks. */
  send(what: Partial<Notification>): void;
  /** Calls `deed` with what the others say, and with "everything" after this backend could not listen. */
  listen(deed: (said: Notification) => void): Promise<void>;
  close(): Promise<void>;
}

/** The first attempt to connect again, doubled each time up to the last one. */
const BACK_OFF_MS = { first: 100, last: 5_000 };
/** A peer that has vanished without a word is noticed after two of these. */
const PING_MS = 5_000;

/**
 * What backends on one database server tell one another: LISTEN and NOTIFY on a connection of its own, which waits
 * for no other query. A backend's own notifications come back and are ignored: what it commits it tells its own
 * screens by a direct call, without the way to the database. Nothing is sent inside the writing transaction: a commit
 * that notifies holds a lock of the whole database while it is flushed. A backend that dies in between tells nothing;
 * the others read everything once a second anyway. The embedded database has one backend: nothing is sent.
 */
export function openNotifications(options: {
  databaseUrl: string | undefined;
  onTrouble: (what: string, error?: unknown) => void;
}): Notifications {
  const { databaseUrl } = options;
  if (!databaseUrl) return { send() {}, async listen() {}, async close() {} };
  const closing = new AbortController();
  let line: Socket | null = null;
  let client: pg.Client | null = null;
  let pending = NOTHING;
  let isSending = false;
  let running: Promise<void> | null = null;

  function flush() {
    if (!client || isSending || isNothing(pending)) return;
    const payload = encode(pending);
    pending = NOTHING;
    isSending = true;
    client
      .query({ name: "notify", text: "select pg_notify($1, $2)", values: [CHANNEL, payload] })
      .catch(() => {
        // The next connection tells it, with all that was lost.
        client = null;
        pending = EVERYTHING;
        line?.destroy();
      })
      .finally(() => {
        isSending = false;
        flush();
      });
  }

  /** Listens until the connection ends. */
  async function connected(socket: Socket, deed: (said: Notification) => void, began: () => void) {
    const connecting = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 10_000,
      stream: () => socket,
    });
    connecting.on("error", () => {}); // it ends then
    const ended = once(connecting, "end");
    connecting.on("notification", ({ processId, payload }) => {
      if (processId !== own) deed(decode(payload ?? ""));
    });
    let own: number | null = null;
    await connecting.connect();
    const { rows } = await connecting.query<{ pid: number }>("select pg_backend_pid() as pid");
    own = rows[0]!.pid;
    await connecting.query(`listen ${CHANNEL}`);
    client = connecting;
    began();
    flush();
    let isAnswered = true;
    const stop = realClock.every(PING_MS, () => {
      if (!isAnswered) return void socket.destroy();
      isAnswered = false;
      connecting.query("select 1").then(
        () => {
          isAnswered = true;
        },
        () => {},
      );
    });
    // It rejects when the connection broke, instead of ending.
    await ended.finally(() => {
      stop();
      client = null;
    });
  }

  async function run(deed: (said: Notification) => void, tried: () => void) {
    let attempts = 0;
    let wasAway = false;
    while (!closing.signal.aborted) {
      const socket = new Socket();
      line = socket;
      const destroy = () => socket.destroy();
      closing.signal.addEventListener("abort", destroy);
      try {
        await connected(socket, deed, () => {
          attempts = 0;
          tried();
          if (!wasAway) return;
          pending = EVERYTHING;
          deed(EVERYTHING);
        });
      } catch (error) {
        if (attempts === 0 && !closing.signal.aborted)
          options.onTrouble("what other backends say cannot be heard; it is tried again", error);
      }
      socket.destroy();
      closing.signal.removeEventListener("abort", destroy);
      tried();
      wasAway = true;
      const pause = Math.min(BACK_OFF_MS.first * 2 ** attempts++, BACK_OFF_MS.last);
      // Jitter: all backends lose the same server at the same time.
      await realClock.sleep(pause * (0.5 + Math.random()), closing.signal);
    }
  }

  return {
    send(what) {
      pending = join(pending, { ...NOTHING, ...what });
      flush();
    },
    listen(deed) {
      return new Promise((tried) => {
        running = run(deed, tried);
      });
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
