import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScreensAnswer } from "#wire/screens.ts";
import { root } from "../../backend/build/root.ts";
import { type Item, recordHeard } from "../../backend/ingest/queries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Run } from "../../backend/store/store.ts";
import { event, type Program, startProgram } from "../program.ts";
import { problemOf } from "../socket.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
const DAY = "metric=calls.offered&from=2026-11-01&to=2026-11-02";

describe.skipIf(!SERVER)("on a database server", () => {
  let database: Database;
  let program: Program | undefined;
  beforeAll(async () => {
    database = await makeDatabase();
  });
  afterAll(async () => {
    await program?.close();
    await database.drop();
  });

  const open = () =>
    openStore({
      databaseUrl: database.url,
      dataDir: "",
      sqlFolder: join(root, "sql"),
      template: null,
      clock: realClock,
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
    program = await startProgram({ config: { databaseUrl: database.url } });
    await program.tell(...Array.from({ length: 500 }, call));
    expect((await program.figures(DAY)).rows[0]?.value).toBe(500);
    const asOf = (await program.figures(DAY)).asOf;
    expect((await program.figures(`${DAY}&asOf=${asOf}`)).rows[0]?.value).toBe(500);
    expect(program.store.kind).toBe("server");
  });

  it("whose disk is full refuses events with 507 and says so on walls, and takes them when there is room again", async () => {
    // What PostgreSQL says when it cannot extend a file.
    await database.admin.query(`create function disk_full() returns trigger language plpgsql as $$ begin
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
      end $$;
      create trigger disk_full before insert on calls for each row execute function disk_full()`);
    const event = call();
    const refused = await program!.send([event]);
    expect(await problemOf(refused)).toMatchObject({ status: 507, code: "disk-full" });
    expect(refused.headers.get("retry-after")).toBe("30");
    const warned = async () => (await (await fetch(`${program!.url}/v1/health`)).json()).warnings;
    expect(await warned()).toEqual([{ kind: "disk-full", percent: 0 }]);
    const { warnings } = (await (await fetch(`${program!.url}/v1/screens`)).json()) as ScreensAnswer;
    expect(warnings).toEqual([{ kind: "disk-full", percent: 0 }]);
    await database.admin.query("drop trigger disk_full on calls");
    await program!.tell(event);
    expect(await warned()).toEqual([]);
    expect((await program!.figures(DAY)).rows[0]?.value).toBe(501);
  });

  it("two programs count together, and the same event to both counts once", async () => {
    const other = await startProgram({ config: { databaseUrl: database.url } });
    expect(other.firstKey).toBe(null);
    const batches = Array.from({ length: 20 }, () => Array.from({ length: 50 }, call));
    const answers = await Promise.all(
      batches.flatMap((events) => [program!.tell(...events), other.tell(...[...events].reverse())]),
    );
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1_000);
    expect((await program!.figures(DAY)).rows[0]?.value).toBe(1_501);
    expect((await other.figures(DAY)).rows[0]?.value).toBe(1_501);
    await other.close();
  });

  it("connections that are cut off in the middle cost nobody an event", async () => {
    const sending = Array.from({ length: 20 }, () => program!.tell(...Array.from({ length: 50 }, call)));
    await Promise.race(sending);
    await database.cutOff();
    const answers = await Promise.all(sending);
    expect(answers.reduce((sum, { accepted, duplicate }) => sum + accepted + duplicate, 0)).toBe(1_000);
    expect((await program!.figures(DAY)).rows[0]?.value).toBe(2_501);
  });

  it("two writers that name the same sources in different order do not lock each other out", async () => {
    const stores = await Promise.all([open(), open()]);
    const senders = [];
    for (const name of ["a", "b", "c", "d"]) {
      const source = {
        name,
        nameTh: name,
        types: ["source.beat"],
        banks: null,
        beatSeconds: 30,
        simulated: false,
      };
      senders.push((await program!.sources.register(source)).id);
    }
    const items = senders.map((sender) => ({
      sender,
      receivedAt: Date.now(),
      kept: false,
      refused: null,
      event: { time: AT, through: AT } as Item["event"],
    }));
    const kinds = ["calls", "freezes"] as const;
    await Promise.all(
      stores.map(async (store, place) => {
        const its = place === 0 ? items : [...items].reverse();
        for (let n = 0; n < 1_000; n++)
          await store.write([kinds[place]!], (run, moment) => [recordHeard(run, its, moment, moment)]);
      }),
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  it("of those that want to do the same deed at the same time one does it, in whichever process", async () => {
    const stores = await Promise.all([open(), open()]);
    let inside = 0;
    let most = 0;
    const deeds = await Promise.all(
      [...stores, ...stores, ...stores].map((store) =>
        store.exclusively("deed", async (run) => {
          most = Math.max(most, ++inside);
          await run("ping");
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(deeds.filter(Boolean).length).toBeGreaterThanOrEqual(1);
    await expect(
      stores[0]!.exclusively("deed", async () => Promise.reject(new Error("as planned"))),
    ).rejects.toThrow();
    expect(await stores[1]!.exclusively("deed", async () => {})).toBe(true);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("its sessions have limits, which a deed that takes long has not, and which come back after it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    cpSync(join(root, "sql"), folder, { recursive: true });
    const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
    const settings = names.map((name) => `current_setting('${name}') as ${name}`);
    writeFileSync(join(folder, "test.sql"), `-- name: limits\nselect ${settings.join(", ")}`);
    const store = await openStore({
      databaseUrl: database.url,
      dataDir: "",
      sqlFolder: folder,
      template: null,
      clock: realClock,
      onTrouble: () => {},
    });
    const limits = async (run: Run) => Object.values((await run<Record<string, string>>("limits"))[0]!);
    expect(await limits(store.run)).toEqual(["1min", "15s", "10s"]);
    await store.exclusively("deed", async (run) => {
      await run("takeLong");
      expect(await limits(run)).toEqual(["0", "15s", "10s"]);
    });
    expect(await limits(store.run)).toEqual(["1min", "15s", "10s"]);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("a server that lets nobody in is told as 503, and events get through when it does again", async () => {
    // Its key was looked up just now: that is trusted for two seconds, and only writing waits for the database.
    await program!.sources.bootstrap([], program!.key);
    await program!.tell(call());
    await database.lock();
    const ready = await fetch(`${program!.url}/readyz`);
    expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "2"]);
    const sending = program!.tell(call());
    await database.unlock();
    expect(await sending).toMatchObject({ accepted: 1 });
  });
});
