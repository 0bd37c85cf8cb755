import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { KINDS, lockOf } from "../../backend/store/cells.ts";
import { readAt } from "../figures/readAt.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
const QUESTION = {
  metrics: ["calls.offered"],
  from: AT - HOUR,
  until: AT + HOUR,
  step: "total" as const,
};

describe.skipIf(!SERVER)("a long reading on a database server", () => {
  let database: Database;
  let program: Program;
  beforeAll(async () => {
    database = await makeDatabase();
    program = await startProgram({ config: { databaseUrl: database.url } });
    await tell();
  });
  afterAll(async () => {
    await program.close();
    await database.drop();
  });

  let count = 0;
  const tell = () =>
    program.tell(event("call.offered", AT, { callId: `reading-${++count}`, queue: "report" }));
  const locks = async () =>
    (
      await database.admin.query(
        "select * from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      )
    ).rows;

  it("is of its moment throughout, while writers are answered", async () => {
    const figures = openFigures({ ...program, clock: realClock, isRebuildDue: async () => false });
    const before = count;
    let began = (_: unknown) => {};
    let end = (_: unknown) => {};
    const beginning = new Promise((resolve) => {
      began = resolve;
    });
    const ending = new Promise((resolve) => {
      end = resolve;
    });
    const values: unknown[] = [];
    const reading = figures.read(EVERYTHING, { class: "live" }, async ({ ask, asOf }) => {
      began(null);
      for (let n = 0; n < 2; n++) {
        values.push((await ask(QUESTION))[0]?.value);
        await ending;
      }
      return asOf;
    });
    await beginning;
    for (let n = 0; n < 5; n++) await tell();
    end(null);
    const asOf = await reading;
    expect(values).toEqual([before, before]);
    const asKnown = await readAt(figures, EVERYTHING, asOf, ({ ask }) => ask(QUESTION));
    expect(asKnown[0]?.value).toBe(before);
    expect((await figures.read(EVERYTHING, { class: "live" }, ({ ask }) => ask(QUESTION)))[0]?.value).toBe(
      count,
    );
    expect(await locks()).toEqual([]);
  });

  it("that fails, or whose connection dies, holds up nobody", async () => {
    const failing = program.store.read(async () => {
      throw new Error("as planned");
    });
    await expect(failing).rejects.toThrow("as planned");
    const dying = program.store.read(async (run) => {
      await run("ping");
      await database.admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      );
      await run("ping");
    });
    await expect(dying).rejects.toMatchObject({ code: "unavailable" });
    await tell();
    expect(await locks()).toEqual([]);
  });

  it.each(KINDS)("waits for a writer of %s", async (kind) => {
    await database.admin.query("begin");
    await database.admin.query("select open_write($1, 0)", [[lockOf(kind)]]);
    let isRead = false;
    const reading = program.store.read(async () => {
      isRead = true;
    });
    const waits = async () => (await locks()).filter(({ granted }) => !granted).length;
    await expect.poll(waits).toBe(1);
    expect(isRead).toBe(false);
    await database.admin.query("commit");
    await reading;
  });

  it("waits for a writer, and gives up with what may be tried again when that does not end", async () => {
    await database.admin.query("begin; select pg_advisory_xact_lock_shared(1441, -1)");
    const reading = program.store.read(async () => "read");
    // Asked for now: it may be refused before the next answer comes.
    const refused = expect(reading).rejects.toMatchObject({ code: "unavailable" });
    const waits = async () => (await locks()).filter(({ granted }) => !granted).length;
    await expect.poll(waits).toBe(1);
    await database.admin.query(
      `select pg_cancel_backend(pid) from pg_locks join pg_database on pg_database.oid = database
       where datname = current_database() and locktype = 'advisory' and not granted`,
    );
    await refused;
    await database.admin.query("rollback");
    expect(await program.store.read(async () => "read")).toBe("read");
    expect(await locks()).toEqual([]);
  });
});
