/** The program as a role of its own that is no superuser, made by the script of docker-compose.yml. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import { root } from "../../backend/build/root.ts";
import { readConfig } from "../../backend/config.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { startMaintenance } from "../../backend/store/maintenance.ts";
import { event, type Program, startProgram } from "../program.ts";
import { SERVER } from "./database.ts";

const PASSWORD = "s3cr/t p@ss:w%rd?'\"\\";
const hasPsql = spawnSync("psql", ["--version"]).status === 0;

describe.skipIf(!SERVER || !hasPsql)("a role that is no superuser", () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const file = join(folder, "password");
  const name = `war_room_${randomBytes(6).toString("hex")}`;
  const maker = new pg.Client({ connectionString: SERVER });
  const programs: Program[] = [];

  beforeAll(async () => {
    await maker.connect();
    await maker.query(`create database ${name}`);
    writeFileSync(file, `${PASSWORD}\n`);
    const { hostname, port, username, password } = new URL(SERVER!);
    const made = spawnSync("sh", [join(root, "backend", "store", "role.sh")], {
      env: {
        ...process.env,
        PGHOST: hostname,
        PGPORT: port,
        PGPASSWORD: decodeURIComponent(password),
        PASSWORD_FILE: file,
        POSTGRES_USER: decodeURIComponent(username),
        POSTGRES_DB: name,
      },
      encoding: "utf8",
    });
    expect(made.stderr + made.stdout).toBe("");
    const { databaseUrl } = readConfig({
      DATABASE_URL: `postgres://${name}@${hostname}:${port}/${name}`,
      DATABASE_PASSWORD_FILE: file,
    });
    for (let n = 0; n < 2; n++) programs.push(await startProgram({ config: { databaseUrl } }));
  });
  afterAll(async () => {
    for (const program of programs) await program.close();
    await maker.query(`drop database if exists ${name} with (force)`);
    await maker.query(`drop role if exists ${name}`);
    await maker.end();
    rmSync(folder, { recursive: true });
  });

  it("may do nothing but what is its own", async () => {
    const { rows } = await maker.query(
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (select rolname from pg_database join pg_roles as owner on owner.oid = datdba where datname = $1) as owner,
         (select count(*)::int from pg_auth_members where member = role.oid) as memberships
       from pg_roles as role where rolname = $1`,
      [name],
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        owner: name,
        memberships: 0,
      },
    ]);
  });

  it("makes the tables, takes events through two backends, and answers as of a moment", async () => {
    const at = Date.now() - 60_000;
    for (const [n, program] of programs.entries())
      await program.tell(event("call.offered", at, { callId: `role-${n}`, queue: "report" }));
    const [from, to] = [at, at + HOUR].map((ms) => `${new Date(ms).toISOString().slice(0, 16)}:00Z`);
    const question = `metric=calls.offered&from=${from}&to=${to}&step=total`;
    const { rows, asOf } = await programs[0]!.figures(question);
    expect(rows[0]!.value).toBe(2);
    expect((await programs[1]!.figures(`${question}&asOf=${asOf}`)).rows[0]!.value).toBe(2);
  });

  it("compresses and drops old events, and rebuilds cells", async () => {
    const [program] = programs;
    const store = program!.store;
    await program!.tell(
      ...[30, 60].map((days) =>
        event("call.offered", Date.now() - days * DAY, { callId: `old-${days}`, queue: "report" }),
      ),
    );
    const troubles: unknown[] = [];
    const maintenance = startMaintenance({
      store,
      clock: realClock,
      retentionDays: 45,
      quarantineDays: 30,
      isClockRight: () => true,
      onTrouble: (...trouble) => troubles.push(trouble),
    });
    await maintenance.run();
    await maintenance.stop();
    expect(troubles).toEqual([]);
    const owner = new pg.Client({ connectionString: new URL(`/${name}`, SERVER).href });
    await owner.connect();
    const { rows } = await owner.query(
      "select count(*) filter (where is_compressed)::int as compressed, (select count(*)::int from events) as events from timescaledb_information.chunks where hypertable_name = 'events'",
    );
    await owner.end();
    expect(rows).toEqual([{ compressed: 1, events: 3 }]);
    const rebuilt = await rebuildCells({
      store,
      now: Date.now(),
      restart: false,
      onNote: () => {},
      onProgress: () => {},
      asked: { since: null, until: null },
    });
    expect(rebuilt).toMatchObject({ entities: 0, cells: 0 });
  });
});
