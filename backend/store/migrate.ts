import type pg from "pg";
import { Fault } from "../kit/fault.ts";
import type { Migration } from "./statements.ts";

/** Any number that no other program takes on the same database. */
const MIGRATION_LOCK = 1441_000;

/**
 * Applies what is missing, each migration in a transaction of its own, under a lock: of two processes that
 * start together one applies, the other waits and finds it done. Refuses a database of a newer program.
 */
export async function migrate(pool: pg.Pool, migrations: Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(
      "create table if not exists migrations (number int primary key, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<{ newest: number }>(
      "select coalesce(max(number), 0) as newest from migrations",
    );
    const newest = rows[0]!.newest;
    if (newest > migrations.length)
      throw new Fault(
        "configuration",
        `the database has migration ${newest}, this program knows ${migrations.length}: a newer program made it. Start that one, or restore a backup from before`,
      );
    for (const migration of migrations.slice(newest)) {
      await client.query("begin");
      try {
        await client.query(migration.text);
        await client.query("insert into migrations (number) values ($1)", [migration.number]);
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
    client.release();
  }
}

/** A server must answer and have TimescaleDB; both are said in a sentence, without the password. */
export async function requireTimescale(pool: pg.Pool, url: string): Promise<void> {
  const shown = url.replace(/\/\/([^:@/]*):[^@/]*@/, "//$1:…@");
  let available: { installed: string | null; major: number }[];
  try {
    const result = await pool.query<{ installed: string | null; major: number }>(
      `select installed_version as installed, split_part(default_version, '.', 1)::int as major
       from pg_available_extensions where name = 'timescaledb'`,
    );
    available = result.rows;
  } catch (cause) {
    throw new Fault(
      "configuration",
      `the database ${shown} (DATABASE_URL) cannot be reached: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  const [timescale] = available;
  if (!timescale)
    throw new Fault(
      "configuration",
      `the database ${shown} (DATABASE_URL) has no TimescaleDB; this program needs 2.23 or newer (docker-compose.yml has one)`,
    );
  if (!timescale.installed) await pool.query("create extension if not exists timescaledb cascade");
}
