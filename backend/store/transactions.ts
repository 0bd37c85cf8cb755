import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import { cancelOn } from "./cancel.ts";
import { SERVER_SESSION } from "./connect.ts";
import type { Statement } from "./expand.ts";
import { rethrow } from "./lost.ts";

/** Runs one named statement of `sql/`; rows as the database gives them (int8 and numeric as strings). */
export type Run = <Row>(name: string, values?: unknown[]) => Promise<Row[]>;

/** What a transaction may run. */
export interface Session {
  run: Run;
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>;
  /** The answer of what began the transaction. */
  begun: Promise<unknown>;
}

/** The connections of a pool, with the named statements. When a `signal` aborts, its reason is thrown. */
export interface Transactions {
  run: Run;
  /** Whether a statement changes nothing. */
  reads(name: string): boolean;
  /** Throws inside a transaction: what follows would wait for a connection that the caller holds. */
  refuseNested(what: string): void;
  /** Rolled back when `deed` throws; the connection is free again when all that it ran has been answered. */
  transact<T>(
    signal: AbortSignal | undefined,
    begin: string,
    deed: (session: Session) => Promise<T>,
  ): Promise<T>;
  /** On a server: over the connection that holds the lock of this name. False: another one holds it. */
  underLock(
    signal: AbortSignal | undefined,
    name: string,
    deed: (run: Run) => Promise<unknown>,
  ): Promise<boolean>;
}

/** A query that no `insert`, `update`, `delete` or `merge` is part of, nor a lock of rows. */
const READS = /^(--.*\n)*\s*(select|with)\b(?![\s\S]*\b(insert|update|delete|merge)\b)/;

/** After an error nothing may stay locked: `open_reading` and `take_moment` take locks of the session. */
const ABANDON = "rollback; select pg_advisory_unlock_all()";

/**
 * The transaction that the caller is in, if it is in one. Once for all stores of the process: until Node 24 each storage
 * costs every promise.
 */
const scopes = new AsyncLocalStorage<{ pool: pg.Pool; isOpen: boolean }>();

export function openTransactions(
  pool: pg.Pool,
  isServer: boolean,
  statements: ReadonlyMap<string, Statement>,
): Transactions {
  function runOn(connection: pg.Pool | pg.PoolClient): Run {
    return async <Row>(name: string, values: unknown[] = []) => {
      const statement = statements.get(name);
      if (!statement) throw new Error(`no statement ${name} in sql/`);
      const result = await connection.query({ ...statement, values }).catch(rethrow);
      return result.rows as Row[];
    };
  }

  return {
    run: runOn(pool),
    reads: (name) => READS.test(statements.get(name)?.text ?? ""),
    refuseNested(what) {
      // What a transaction has set off and left behind may go on when it is over.
      const scope = scopes.getStore();
      if (scope?.isOpen && scope.pool === pool)
        throw new Error(
          `${what} inside a transaction waits for its own connection: use the transaction's run`,
        );
    },
    async transact(signal, begin, deed) {
      const client = await pool.connect().catch(rethrow);
      let broken: Error | undefined;
      const scope = { pool, isOpen: true };
      const runHere = runOn(client);
      // The embedded database cannot cancel what runs.
      const cancelling = isServer ? cancelOn(signal, client, pool) : null;
      const session: Session = {
        async run(name, values) {
          signal?.throwIfAborted();
          // One of several that were pipelined has failed: the connection is another's by now.
          if (!scope.isOpen) throw new Error(`${name} came after the end of its transaction`);
          return runHere(name, values);
        },
        query: (text, values) => client.query(text, values).catch(rethrow),
        // Not waited for here: it goes out with the first statement.
        begun: client.query(begin).catch(rethrow),
      };
      try {
        const [result] = await Promise.all([scopes.run(scope, deed, session), session.begun]);
        return result;
      } catch (error) {
        scope.isOpen = false;
        await client.query(isServer ? ABANDON : "rollback").catch((failure: Error) => {
          broken = failure;
        });
        throw signal?.aborted ? signal.reason : error;
      } finally {
        scope.isOpen = false;
        broken ??= await cancelling?.end();
        client.release(broken);
      }
    },
    async underLock(signal, name, deed) {
      const client = await pool.connect().catch(rethrow);
      const runHere = runOn(client);
      const cancelling = cancelOn(signal, client, pool);
      let isFree = false;
      try {
        const { rows } = await client
          .query<{ taken: boolean }>("select pg_try_advisory_lock(1442, hashtext($1)) as taken", [name])
          .catch(rethrow);
        if (rows[0]!.taken) {
          await deed(async (statement, values) => {
            signal?.throwIfAborted();
            return runHere(statement, values);
          });
          await client.query(`select pg_advisory_unlock_all(); ${SERVER_SESSION}`);
        }
        isFree = true;
        return rows[0]!.taken;
      } finally {
        client.release((await cancelling.end()) ?? !isFree);
      }
    },
  };
}
