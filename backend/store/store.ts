import { join } from "node:path";
import type pg from "pg";
import { type Clock, realClock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { turnOfAsker } from "./asker.ts";
import { type Cells, type Kind, lockOf } from "./cells.ts";
import { connectEmbedded, connectServer } from "./connect.ts";
import { migrate, requireTimescale } from "./migrate.ts";
import { openMoments } from "./moments.ts";
import { NO_SPACE, openSpace, type Space } from "./space.ts";
import { type Migration, readMigrations, readStatements } from "./statements.ts";
import { openTransactions, type Run, type Session } from "./transactions.ts";
import { type Class, openTurns, type Turn } from "./turns.ts";

export type { Run };

/**
 * None of these may be called inside another's `deed`: it would wait for a connection that its caller holds. That is
 * an error at once, on a server too; inside, use the `run` that is given.
 * All of them wait for their turn on the database, and throw `unavailable` when too much waits.
 */
export interface Store {
  readonly kind: "embedded" | "server";
  /**
   * The same store for work of another class; without it, work is `live`. When `signal` aborts, what waits leaves the
   * queue, a transaction ends at its next statement (on a server the running one is cancelled), and the signal's reason
   * is thrown. Without one, what is only read has the signal of whoever asks (`askingFor`).
   */
  inClass(of: Class, signal?: AbortSignal): Store;
  run: Run;
  /**
   * One transaction on one connection. Rolled back when `deed` throws. Statements that it runs together are
   * pipelined.
   */
  transaction<T>(deed: (run: Run) => Promise<T>): Promise<T>;
  /**
   * One transaction that sees all that was written before `moment` (epoch ms), and nothing of what is written later,
   * which is recorded at a later moment: for ever, whatever the clocks say. Writers wait only while it opens.
   */
  read<T>(deed: (run: Run, moment: number) => Promise<T>): Promise<T>;
  /**
   * One transaction under the locks of `kinds`; `moment` (epoch ms) is when all of it is recorded. All that `deed` runs
   * is pipelined, the commit with it: no statement may need another's answer. When one fails, nothing is written and
   * its error is thrown.
   */
  write(kinds: Kind[], deed: (run: Run, moment: number) => Promise<unknown>[]): Promise<void>;
  /**
   * One transaction, all of which is recorded at `moment` (epoch ms), and whose statements may need each other's
   * answers. Rolled back when `deed` throws. Not for events: it takes no locks of kinds.
   */
  change<T>(deed: (run: Run, moment: number) => Promise<T>): Promise<T>;
  /**
   * Does `deed` if nobody else, in any process, is at the deed of this name; else false. What it runs goes over the
   * connection that holds the lock: whoever loses it can write nothing more.
   */
  exclusively(name: string, deed: (run: Run) => Promise<unknown>): Promise<boolean>;
  /** How far the last moment lay ahead of this process's clock, in milliseconds: after the clock was set back. */
  readonly ahead: number;
  /**
   * The disk of the embedded database, in bytes. That of a server is not known (null), but that it was found full, until a
   * write succeeds.
   */
  space(): Space | null;
  /** Throws `disk-full` if the embedded database has no room for a batch of events. */
  requireSpace(): void;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A server's address; without it the embedded database under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  sqlFolder: string;
  /** A folder that a first embedded start copies instead of making a database. */
  template: string | null;
  clock: Clock;
  onTrouble: (what: string) => void;
  /** Only the migrations up to here; a test of the newer-database message. */
  migrations?: Migration[];
  /** Other kinds and columns than those of the program; a test of a new column. */
  cells?: Readonly<Record<string, Cells>>;
}

/** Opens and migrates the store. Throws `configuration` with a sentence for what a person must mend. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, sqlFolder, clock } = options;
  const statements = readStatements(sqlFolder, options.cells);
  const migrations = options.migrations ?? readMigrations(join(sqlFolder, "migrations"));
  const connections = databaseUrl ? connectServer(databaseUrl) : await connectEmbedded(options);
  const { pool } = connections;
  pool.on("error", (error) => options.onTrouble(error.message));
  // The query that is running on it reports the error; without a listener the process would end.
  pool.on("connect", (client) => client.on("error", () => {}));
  const transactions = openTransactions(pool, connections.engine === null, statements);
  // The database takes real time, also where a test turns the clock by hand.
  const turns = openTurns(connections.turns, realClock);
  const moments = await opened();
  const space = databaseUrl ? null : openSpace(options.dataDir, clock);
  /** Did the last write find the disk of the server full? */
  let isServerFull = false;
  async function watchingDisk(write: Promise<void>): Promise<void> {
    try {
      await write;
      isServerFull = false;
    } catch (error) {
      // Only a write that succeeds shows that there is room again.
      if (error instanceof Fault && error.code === "disk-full") isServerFull = databaseUrl !== undefined;
      throw error;
    }
  }
  /** By how much the last moment of a server was ahead. */
  let serverAhead = 0;
  function heard(moment: number): number {
    serverAhead = moment - clock.now();
    return moment;
  }

  async function opened() {
    try {
      if (databaseUrl) await requireTimescale(pool, databaseUrl);
      await migrate(pool, migrations);
      return connections.engine && (await openMoments(pool, clock));
    } catch (error) {
      await connections.close();
      throw error;
    }
  }

  /** Holds a place for as long as `deed` takes. */
  async function inTurn<T>(turn: Turn, deed: () => Promise<T>): Promise<T> {
    const end = await turns.take(turn);
    try {
      return await deed();
    } finally {
      end();
    }
  }

  async function inTransaction<T>(
    what: string,
    turn: Turn,
    begin: string,
    deed: (session: Session) => Promise<T>,
  ): Promise<T> {
    transactions.refuseNested(what);
    return inTurn(turn, () => transactions.transact(turn.signal, begin, deed));
  }

  /** On the embedded database, whose one connection is the lock: the moment is counted here. */
  async function atMoment<T>(
    { query }: Session,
    deed: (moment: number, commit: () => Promise<unknown>[]) => Promise<T>,
  ): Promise<T> {
    const { at, ceiling } = moments!.take();
    const result = await deed(at, () => [
      ...(ceiling === null ? [] : [query("update moments set ceiling = $1", [ceiling])]),
      query("commit"),
    ]);
    if (ceiling !== null) moments!.keep(ceiling);
    return result;
  }

  /** What `deed` runs is answered before it is committed. */
  const answered = <T>(session: Session, deed: (run: Run, moment: number) => Promise<T>): Promise<T> =>
    atMoment(session, async (moment, commit) => {
      const result = await deed(session.run, moment);
      await Promise.all(commit());
      return result;
    });

  async function writeAll(
    { run }: Session,
    moment: number,
    deed: Parameters<Store["write"]>[1],
    commit: () => Promise<unknown>[],
  ) {
    // After a statement that failed, the database takes a commit for a rollback.
    const answers = await Promise.allSettled([...deed(run, moment), ...commit()]);
    // The first that failed is what was wrong: all after it fail because of it.
    for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
  }

  const underWay = new Set<string>();
  const storeFor = (turn: Turn): Store => ({
    kind: connections.engine ? "embedded" : "server",
    inClass: (of, signal) => storeFor({ class: of, signal }),
    async run(name, values) {
      transactions.refuseNested(name);
      return inTurn(transactions.reads(name) ? turnOfAsker(turn) : turn, () =>
        transactions.run(name, values),
      );
    },
    transaction: (deed) =>
      inTransaction("transaction", turn, "begin", async ({ run, query }) => {
        const result = await deed(run);
        await query("commit");
        return result;
      }),
    read: (deed) =>
      moments
        ? inTransaction("read", turnOfAsker(turn), "begin", (session) => answered(session, deed))
        : inTransaction(
            "read",
            turnOfAsker(turn),
            openReading(clock.now()),
            async ({ run, query, begun }) => {
              const [, opening] = (await begun) as pg.QueryResult<{ moment: string }>[];
              const result = await deed(run, heard(Number(opening!.rows[0]!.moment)));
              await query("commit");
              return result;
            },
          ),
    write: (kinds, deed) =>
      watchingDisk(
        inTransaction("write", { ...turn, isWrite: true }, "begin", async (session) => {
          if (moments) return atMoment(session, (moment, commit) => writeAll(session, moment, deed, commit));
          const { rows } = await session.query("select open_write($1, $2) as moment", [
            kinds.map(lockOf),
            clock.now(),
          ]);
          await writeAll(session, heard(Number(rows[0].moment)), deed, () => [session.query("commit")]);
        }),
      ),
    change: (deed) =>
      inTransaction("change", turn, "begin", async (session) => {
        if (moments) return answered(session, deed);
        const { rows } = await session.query("select open_write($1, $2) as moment", [[], clock.now()]);
        const result = await deed(session.run, heard(Number(rows[0].moment)));
        await session.query("commit");
        return result;
      }),
    async exclusively(name, deed) {
      transactions.refuseNested(name);
      if (connections.engine) {
        // The one process of this database.
        if (underWay.has(name)) return false;
        underWay.add(name);
        // Statement by statement, so that others come in between.
        await deed((statement, values) => inTurn(turn, () => transactions.run(statement, values))).finally(
          () => underWay.delete(name),
        );
        return true;
      }
      return inTurn(turn, () => transactions.underLock(turn.signal, name, deed));
    },
    get ahead() {
      return moments ? moments.last - clock.now() : serverAhead;
    },
    space: () => space?.read() ?? (isServerFull ? NO_SPACE : null),
    requireSpace: () => space?.requireForWriting(),
    async close() {
      if (moments) await pool.query("update moments set ceiling = $1", [moments.last]).catch(() => {});
      await connections.close();
    },
  });

  return storeFor({ class: "live" });
}

/**
 * One message, so that no client can stop or vanish between taking the lock and letting it go. The snapshot is taken
 * by the first statement of the second transaction, which is the one that lets the writers go on.
 */
const openReading = (now: number) => `begin; select open_reading(${now}) as moment; commit;
  begin isolation level repeatable read read only; select pg_advisory_unlock(1441, -1)`;
