import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { Fault } from "../kit/fault.ts";
import { type Cells, type Kind, lockOf } from "./cells.ts";
import { type Engine, openEngine } from "./engine.ts";
import type { Statement } from "./expand.ts";
import { lockFolder } from "./lock.ts";
import { rethrow } from "./lost.ts";
import { migrate, requireTimescale } from "./migrate.ts";
import { type Migration, readMigrations, readStatements } from "./statements.ts";

/** Runs one named statement of `sql/`; rows as the database gives them (int8 and numeric as strings). */
export type Run = <Row>(name: string, values?: unknown[]) => Promise<Row[]>;

export interface Store {
  readonly kind: "embedded" | "server";
  run: Run;
  /** One transaction on one connection. Rolled back when `deed` throws. What it runs side by side goes out together. */
  transaction<T>(deed: (run: Run) => Promise<T>): Promise<T>;
  /**
   * One transaction under the locks of `kinds`. Everything that `deed` runs goes out in one go, the commit with it:
   * no statement may need another's answer. When one fails, nothing is written and its error is thrown.
   */
  write(kinds: Kind[], deed: (run: Run) => Promise<unknown>[]): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A server's address; without it the embedded database under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  sqlFolder: string;
  /** A folder that a first embedded start copies instead of making a database. */
  template: string | null;
  onTrouble: (what: string) => void;
  /** Only the migrations up to here; a test of the newer-database message. */
  migrations?: Migration[];
  /** Other kinds and columns than those of the program; a test of a new column. */
  cells?: Readonly<Record<string, Cells>>;
}

/** Opens and migrates the store. Throws `configuration` with a sentence for what a person must mend. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const statements = readStatements(options.sqlFolder, options.cells);
  const migrations = options.migrations ?? readMigrations(join(options.sqlFolder, "migrations"));
  const { pool, engine, unlock } = options.databaseUrl
    ? { pool: openServer(options.databaseUrl), engine: null, unlock: () => {} }
    : await openEmbedded(options);
  pool.on("error", (error) => options.onTrouble(error.message));
  // Of one that is in use its own query tells; without a listener the process would end.
  pool.on("connect", (client) => client.on("error", () => {}));

  async function close() {
    await pool.end();
    await engine?.close();
    unlock();
  }
  try {
    if (options.databaseUrl) await requireTimescale(pool, options.databaseUrl);
    await migrate(pool, migrations);
  } catch (error) {
    await close();
    throw error;
  }

  function prepared(name: string): Statement {
    const statement = statements.get(name);
    if (!statement) throw new Error(`no statement ${name} in sql/`);
    return statement;
  }
  function runOn(connection: pg.Pool | pg.PoolClient): Run {
    return async <Row>(name: string, values: unknown[] = []) => {
      const result = await connection.query({ ...prepared(name), values }).catch(rethrow);
      return result.rows as Row[];
    };
  }

  /** Rolled back when `deed` throws; the connection is free again when all that it ran has been answered. */
  async function transaction<T>(deed: (run: Run, commit: () => Promise<unknown>) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch(rethrow);
    let broken: Error | undefined;
    let over = false;
    const runHere = runOn(client);
    const run: Run = async (name, values) => {
      // One of several that ran side by side has failed: the connection is another's by now.
      if (over) throw new Error(`${name} came after the end of its transaction`);
      return runHere(name, values);
    };
    try {
      // Not waited for: it goes out with the first statement.
      const begun = client.query("begin").catch(rethrow);
      const [result] = await Promise.all([deed(run, () => client.query("commit").catch(rethrow)), begun]);
      return result;
    } catch (error) {
      over = true;
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    kind: engine ? "embedded" : "server",
    run: runOn(pool),
    transaction: (deed) =>
      transaction(async (run, commit) => {
        const result = await deed(run);
        await commit();
        return result;
      }),
    write: (kinds, deed) =>
      transaction(async (run, commit) => {
        // The embedded database has one connection for all: who has that has the lock.
        if (!engine) await run("lockKinds", [kinds.map(lockOf)]);
        // After a statement that failed, the database takes a commit for a rollback.
        const answers = await Promise.allSettled([...deed(run), commit()]);
        // The first that failed is what was wrong: all after it fail because of it.
        for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
      }),
    close,
  };
}

// A generic plan from the first run on: the ingest statement takes longer to plan than to run for one event.
// Times leave as UTC, whatever the server's zone is.
const SESSION = "set plan_cache_mode = force_generic_plan; set jit = off; set timezone = 'UTC'";

function openServer(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    pipeline: true,
    max: 8,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    onConnect: async (client) => void (await client.query(SESSION)),
  });
  return pool;
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

async function openEmbedded(
  options: StoreOptions,
): Promise<{ pool: pg.Pool; engine: Engine; unlock: () => void }> {
  const { dataDir } = options;
  try {
    makeFolder(dataDir);
    accessSync(`${dataDir}/.`, constants.W_OK); // the dot: a file has none
  } catch (cause) {
    throw new Fault("configuration", `the folder ${dataDir} (DATA_DIR) cannot be written`, { cause });
  }
  const unlock = lockFolder(dataDir);
  try {
    const template = options.template && existsSync(options.template) ? options.template : null;
    const engine = await openEngine({ folder: join(dataDir, "pg"), template, onTrouble: options.onTrouble });
    // One session for all, so one connection. A new one finds the state that the last one left.
    const pool = new pg.Pool({
      pipeline: true,
      max: 1,
      idleTimeoutMillis: 0,
      stream: () => engine.connect() as never,
      onConnect: async (client) => void (await client.query(`rollback; deallocate all; ${SESSION}`)),
      // Said here so that no PG… variable or password file of the machine is asked.
      ...{ host: "localhost", user: "postgres", password: "embedded", database: "postgres", ssl: false },
    });
    return { pool, engine, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}
