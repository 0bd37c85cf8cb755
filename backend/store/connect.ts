import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { openClosers } from "../kit/closers.ts";
import { Fault } from "../kit/fault.ts";
import { type Engine, openEngine } from "./engine.ts";
import { lockFolder } from "./lock.ts";
import { requireSpaceToStart } from "./space.ts";
import { MOST_WAITING, type Places } from "./turns.ts";

export interface Connections {
  pool: pg.Pool;
  /** How work of each class shares the pool's connections. */
  turns: Places;
  /** Null: a server. */
  engine: Engine | null;
  close(): Promise<void>;
}

// A generic plan from the first run on: the ingest statement takes longer to plan than to run for one event.
// Times leave as UTC, whatever the server's zone is.
const SESSION = "set plan_cache_mode = force_generic_plan; set jit = off; set timezone = 'UTC'";

/**
 * A session on a server has limits besides:
 * - `statement_timeout` 60 s: proxies and clients give up on a request by then (nginx' own default is 60 s);
 * - `lock_timeout` 15 s: a writer waits for the batches before it, a few hundred ms each; a DDL statement that waits
 *   for a long reading must not hold up everybody behind it;
 * - `idle_in_transaction_session_timeout` 10 s: a process that was stopped in the middle of a write holds the locks
 *   of its kinds, and every other backend waits; between two statements of ours lie milliseconds;
 * - `tcp_keepalives_*`: a machine that vanished is noticed within 30 s instead of hours, and its locks are released.
 */
export const SERVER_SESSION = `${SESSION}; set statement_timeout = '60s'; set lock_timeout = '15s';
  set idle_in_transaction_session_timeout = '10s'; set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3`;

/** Most connections of one backend to a server: PostgreSQL's own default allows 100 in all. */
const CONNECTIONS = 8;

export function connectServer(url: string): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    pipeline: true,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    onConnect: async (client) => void (await client.query(SERVER_SESSION)),
  });
  // Half of the connections are always left to live work; maintenance may hold one for minutes.
  const most = { live: CONNECTIONS, pages: 2, background: 2 };
  const turns = { places: CONNECTIONS, most, mostWaiting: MOST_WAITING };
  return { pool, turns, engine: null, close: () => pool.end() };
}

/** Not `recursive`: where a folder cannot be made though its parent is there (/proc), Node tries for ever. */
function makeFolder(folder: string) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** The embedded database below `dataDir`. Throws `configuration` when the folder is not writable, or in use. */
export async function connectEmbedded(options: {
  dataDir: string;
  template: string | null;
  onTrouble: (what: string) => void;
}): Promise<Connections> {
  const { dataDir, onTrouble } = options;
  try {
    makeFolder(dataDir);
    accessSync(`${dataDir}/.`, constants.W_OK); // the dot: a file has none
  } catch (cause) {
    throw new Fault("configuration", `the folder ${dataDir} (DATA_DIR) cannot be written`, { cause });
  }
  const folder = join(dataDir, "pg");
  requireSpaceToStart(dataDir, !existsSync(folder));
  const { add: onClose, close } = openClosers();
  onClose(await lockFolder(dataDir));
  try {
    const template = options.template && existsSync(options.template) ? options.template : null;
    const engine = await openEngine({ folder, template, onTrouble });
    onClose(() =>
      engine.close().catch((error: Error) => {
        // What was acknowledged is in its log: a close that fails, as on a full disk, loses nothing.
        onTrouble(
          `the embedded database was not closed cleanly (${error.message}); the next start replays its log`,
        );
      }),
    );
    // One session for all, so one connection. A new one finds the state that the last one left.
    const pool = new pg.Pool({
      pipeline: true,
      max: 1,
      idleTimeoutMillis: 0,
      stream: () => engine.connect() as never,
      onConnect: async (client) => void (await client.query(`rollback; deallocate all; ${SESSION}`)),
      // Said here so that no PG… variable or password file of the machine is asked.
      host: "localhost",
      user: "postgres",
      password: "embedded",
      database: "postgres",
      ssl: false,
    });
    onClose(() => pool.end());
    return {
      pool,
      turns: {
        places: 1,
        most: { live: 1, pages: 1, background: 1 },
        mostWaiting: MOST_WAITING,
        // Beside higher ones questions about the present have half of the time at most, those about the past a quarter.
        pauses: { live: 0, pages: 1, background: 3 },
      },
      engine,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
