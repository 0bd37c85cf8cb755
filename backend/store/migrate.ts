import type pg from "pg";
import { Fault } from "../kit/fault.ts";
import { redactor, secretsOf, shownAddress } from "./redact.ts";
import type { Migration } from "./statements.ts";

/** Advisory lock id: any number that no other program uses on the same database. */
const MIGRATION_LOCK = 1441_000;

/**
 * Applies missing migrations, each in its own transaction, under a lock: if two processes start together, one applies
 * them and the other waits. Refuses a database that was migrated by a newer program, or by migrations that were edited
 * since: its tables would not be those that the statements expect.
 */
export async function migrate(pool: pg.Pool, migrations: Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    // A migration, in this process or in the one that holds the lock, may take minutes.
    await client.query("set statement_timeout = 0; set lock_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await addTimescale(client);
    const applied = await appliedChecksums(client);
    requireSame(applied, migrations);
    for (const migration of migrations.slice(applied.length)) {
      await client.query("begin");
      try {
        await client.query(migration.text);
        await client.query("insert into migrations (number, checksum) values ($1, $2)", [
          migration.number,
          migration.checksum,
        ]);
        await client.query("commit");
      } catch (cause) {
        await client.query("rollback");
        throw new Fault("configuration", `migration ${migration.file} failed: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
  } finally {
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => {});
    client.release(true); // drop this session: its limits are off
  }
}

/** The checksums of the migrations that the database has, in order. */
async function appliedChecksums(client: pg.PoolClient): Promise<string[]> {
  await client.query(
    `create table if not exists migrations
      (number int primary key, applied_at timestamptz not null default now(), checksum text not null)`,
  );
  const { rows } = await client.query<{ number: number; checksum?: string }>(
    "select * from migrations order by number",
  );
  return rows.map(({ checksum }) => {
    if (checksum !== undefined) return checksum;
    throw new Fault(
      "configuration",
      "the database is of the format before the first release: its migrations were still edited. Start with an empty one (DATA_DIR or DATABASE_URL) and send the events again",
    );
  });
}

function requireSame(applied: readonly string[], migrations: readonly Migration[]) {
  if (applied.length > migrations.length)
    throw new Fault(
      "configuration",
      `the database has migration ${applied.length}, this program knows ${migrations.length}: a newer program made it. Start that one, or restore a backup from before`,
    );
  const edited = migrations.find(
    ({ number, checksum }) => number <= applied.length && checksum !== applied[number - 1],
  );
  if (edited)
    throw new Fault(
      "configuration",
      `sql/migrations/${edited.file} is not what was applied to the database: it was edited since. Restore it, and make the change in a new migration`,
    );
}

async function addTimescale(client: pg.PoolClient) {
  try {
    await client.query("create extension if not exists timescaledb cascade");
  } catch (cause) {
    throw new Fault(
      "configuration",
      `TimescaleDB cannot be switched on in the database: ${(cause as Error).message}`,
      { cause },
    );
  }
}

interface Server {
  postgres: number;
  timescale: string | null;
}

/** Checks that the server answers and has TimescaleDB; the error message leaves out the password. */
export async function requireTimescale(pool: pg.Pool, url: string): Promise<void> {
  const shown = `the database ${shownAddress(url)} (DATABASE_URL)`;
  let server: Server;
  try {
    const { rows } = await pool.query<Server>(
      `select current_setting('server_version_num')::int / 10000 as postgres, (
         select coalesce(installed_version, default_version)
         from pg_available_extensions where name = 'timescaledb') as timescale`,
    );
    server = rows[0]!;
  } catch (cause) {
    throw new Fault(
      "configuration",
      `${shown} cannot be reached: ${redactor(secretsOf(url))(sentenceOf(cause))}`,
      { cause },
    );
  }
  const { postgres, timescale } = server;
  const found = timescale === null ? "no TimescaleDB" : `TimescaleDB ${timescale} on PostgreSQL ${postgres}`;
  if (timescale === null || isOlder(timescale) || postgres < 15)
    throw new Fault(
      "configuration",
      `${shown} has ${found}; this program needs TimescaleDB ${LEAST.join(".")} on PostgreSQL 15, or newer (docker-compose.yml has them)`,
    );
}

const LEAST = [2, 23] as const;

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
}

/** For a host with several addresses Node throws an AggregateError that has no message of its own. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join(", ");
  return (error as Error).message || String(error);
}
