import { randomBytes } from "node:crypto";
import pg from "pg";

/** A TimescaleDB server to make throw-away databases on; without one, tests that need it are skipped. */
export const SERVER = process.env.TEST_DATABASE_URL;

export interface Database {
  url: string;
  /** A connection to it that is not the program's. */
  admin: pg.Client;
  /** Ends all other connections to it. */
  cutOff(): Promise<void>;
  /** Ends them, and lets nobody in until it is unlocked. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  drop(): Promise<void>;
}

export async function makeDatabase(): Promise<Database> {
  const name = `war_room_${randomBytes(6).toString("hex")}`;
  const maker = new pg.Client({ connectionString: SERVER });
  await maker.connect();
  await maker.query(`create database ${name}`);
  const url = new URL(`/${name}`, SERVER).href;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const pidOf = await admin.query("select pg_backend_pid() as pid");
  const cutOff = async () => {
    await maker.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> $2",
      [name, pidOf.rows[0].pid],
    );
  };
  const allow = (whether: boolean) => maker.query(`alter database ${name} allow_connections ${whether}`);
  return {
    url,
    admin,
    cutOff,
    async lock() {
      await allow(false);
      await cutOff();
    },
    unlock: async () => void (await allow(true)),
    async drop() {
      await admin.end();
      await maker.query(`drop database if exists ${name} with (force)`);
      await maker.end();
    },
  };
}
