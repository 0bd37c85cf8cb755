import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { openStore } from "../../backend/store/store.ts";
import { event, type Program, startProgram } from "../program.ts";

// A TimescaleDB server to make a throw-away database on; without one these are skipped.
const SERVER = process.env.TEST_DATABASE_URL;
const AT = Date.parse("2026-11-01T10:00:00+07:00");
const DAY = "metric=calls.offered&from=2026-11-01&to=2026-11-02";

describe.skipIf(!SERVER)("on a database server", () => {
  const name = `war_room_${randomBytes(6).toString("hex")}`;
  const url = SERVER ? new URL(`/${name}`, SERVER).href : "";
  let admin: pg.Client;
  let program: Program | undefined;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: SERVER });
    await admin.connect();
    await admin.query(`create database ${name}`);
  });
  afterAll(async () => {
    await program?.close();
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  });

  const open = () =>
    openStore({
      ...{ databaseUrl: url, dataDir: "", sqlFolder: join(root, "sql"), template: null },
      onTrouble: () => {},
    });
  let count = 0;
  const call = () => event("call.offered", AT, { callId: `server-${++count}`, queue: "report" });

  it("of several processes that start together one migrates, and the others find it done", async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    for (const store of stores) await store.run("ping");
    await Promise.all(stores.map((store) => store.close()));
  });

  it("events become figures, with nothing of an embedded database beside it", async () => {
    program = await startProgram({ config: { databaseUrl: url } });
    await program.tell(...Array.from({ length: 500 }, call));
    expect((await program.figures(DAY)).rows[0]?.value).toBe(500);
    const asOf = (await program.figures(DAY)).asOf;
    expect((await program.figures(`${DAY}&asOf=${asOf}`)).rows[0]?.value).toBe(500);
    expect(program.store.kind).toBe("server");
  });

  it("two programs count together, and the same event to both counts once", async () => {
    const other = await startProgram({ config: { databaseUrl: url } });
    expect(other.firstKey).toBe(null);
    const batches = Array.from({ length: 20 }, () => Array.from({ length: 50 }, call));
    const answers = await Promise.all(
      batches.flatMap((events) => [program!.tell(...events), other.tell(...[...events].reverse())]),
    );
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1_000);
    expect((await program!.figures(DAY)).rows[0]?.value).toBe(1_500);
    expect((await other.figures(DAY)).rows[0]?.value).toBe(1_500);
    await other.close();
  });

  it("connections that are cut off in the middle cost nobody an event", async () => {
    const sending = Array.from({ length: 20 }, () => program!.tell(...Array.from({ length: 50 }, call)));
    await Promise.race(sending);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    const answers = await Promise.all(sending);
    expect(answers.reduce((sum, { accepted, duplicate }) => sum + accepted + duplicate, 0)).toBe(1_000);
    expect((await program!.figures(DAY)).rows[0]?.value).toBe(2_500);
  });

  it("a server that lets nobody in is told as 503, and events get through when it does again", async () => {
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    const ready = await fetch(`${program!.url}/readyz`);
    expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "2"]);
    const sending = program!.tell(call());
    await admin.query(`alter database ${name} allow_connections true`);
    expect(await sending).toMatchObject({ accepted: 1 });
  });
});
