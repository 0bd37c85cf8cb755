import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const sqlFolder = join(folder, "sql");
cpSync(join(root, "sql"), sqlFolder, { recursive: true });
writeFileSync(join(sqlFolder, "test.sql"), "-- name: sleep\nselect pg_sleep(60)");
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("work of several classes", () => {
    let database: Database | null = null;
    let store: Store;
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      store = await openStore({
        databaseUrl: database?.url,
        dataDir: join(folder, "data"),
        sqlFolder,
        template: join(root, "dist", "template"),
        clock: realClock,
        onTrouble: console.error,
      });
    });
    afterAll(async () => {
      await store.close();
      await database?.drop();
    });

    it.skipIf(kind === "server")(
      "a write and a wall's reading go before the questions that wait",
      async () => {
        const done: string[] = [];
        const ask = (of: "live" | "pages" | "background") =>
          store.inClass(of).read((run) => run("ping").then(() => done.push(of)));
        const questions = Array.from({ length: 40 }, (_, n) => ask(n % 2 ? "background" : "pages"));
        const write = store.write(["calls"], (run) => [run("ping").then(() => done.push("live"))]);
        await Promise.all([...questions, write, ask("live")]);
        // The first question had begun; it is not interrupted.
        expect(done.slice(0, 4)).toEqual(["pages", "live", "live", "pages"]);
        expect(done.length).toBe(42);
      },
    );

    it.skipIf(kind === "embedded")("questions never hold all connections", async () => {
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const questions = (["pages", "background"] as const).flatMap((of) =>
        Array.from({ length: 20 }, () => store.inClass(of).read(() => gate)),
      );
      await store.write(["calls"], (run) => [run("ping")]);
      await store.read((run) => run("ping"));
      letGo();
      await Promise.all(questions);
    });

    it("a question whose asker has gone while it waits never reaches the database", async () => {
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const pages = Array.from({ length: 2 }, () => store.inClass("pages").transaction(() => gate));
      const gone = new AbortController();
      let isRead = false;
      const question = store.inClass("pages", gone.signal).read(async () => {
        isRead = true;
      });
      gone.abort(new Error("gone"));
      await expect(question).rejects.toThrow("gone");
      letGo();
      await Promise.all(pages);
      await store.inClass("pages").read((run) => run("ping"));
      expect(isRead).toBe(false);
    });

    it("a question whose asker has gone while it runs asks nothing more", async () => {
      const gone = new AbortController();
      const answered: string[] = [];
      const question = store.inClass("background", gone.signal).read(async (run) => {
        await run("ping");
        answered.push("before");
        gone.abort(new Error("gone"));
        await run("ping");
        answered.push("after");
      });
      await expect(question).rejects.toThrow("gone");
      expect(answered).toEqual(["before"]);
      expect(await store.inClass("background").read((run) => run("ping"))).toEqual([{ one: 1 }]);
    });

    it.skipIf(kind === "embedded")("the statement that runs for it is cancelled on the server", async () => {
      const gone = new AbortController();
      const question = store.inClass("background", gone.signal).read((run) => run("sleep"));
      const sleeping = async () =>
        (
          await database!.admin.query(
            "select from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()",
          )
        ).rowCount;
      await expect.poll(sleeping).toBe(1);
      gone.abort(new Error("gone"));
      await expect(question).rejects.toThrow("gone");
      expect(await sleeping()).toBe(0);
      const locks = await database!.admin.query(
        "select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      );
      expect(locks.rowCount).toBe(0);
      await store.write(["calls"], (run) => [run("ping")]);
    });
  });
});
