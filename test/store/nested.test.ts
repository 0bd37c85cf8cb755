import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Run, type Store } from "../../backend/store/store.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What takes a connection of its own: the embedded database has one for all. */
const INNER: [string, (store: Store) => Promise<unknown>][] = [
  ["run", (store) => store.run("ping")],
  ["transaction", (store) => store.transaction((run) => run("ping"))],
  ["read", (store) => store.read((run) => run("ping"))],
  ["write", (store) => store.write(["calls"], (run) => [run("ping")])],
];
const OUTER: [string, (store: Store, deed: (run: Run) => Promise<unknown>) => Promise<unknown>][] = [
  ["transaction", (store, deed) => store.transaction(deed)],
  ["read", (store, deed) => store.read(deed)],
  ["write", (store, deed) => store.write(["calls"], (run) => [deed(run)])],
];

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("inside one transaction", () => {
    let database: Database | null = null;
    let store: Store;
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      store = await openStore({
        databaseUrl: database?.url,
        dataDir: join(folder, "data"),
        sqlFolder: join(root, "sql"),
        template: join(root, "dist", "template"),
        clock: realClock,
        onTrouble: console.error,
      });
    });
    afterAll(async () => {
      await store.close();
      await database?.drop();
    });

    describe.each(OUTER)("%s", (_outer, outer) => {
      it.each(INNER)("another %s is an error at once, and no wait for ever", async (_inner, inner) => {
        const nested = outer(store, async (run) => {
          await run("ping");
          await inner(store);
        });
        await expect(nested).rejects.toThrow(/inside a transaction .*use the transaction's run/);
        await inner(store);
      });
    });

    it("what it sets off may use the store when it is over", async () => {
      let later: Promise<unknown> = Promise.resolve();
      let isOver = (_: unknown) => {};
      const over = new Promise((resolve) => {
        isOver = resolve;
      });
      await store.transaction(async (run) => {
        later = over.then(() => store.run("ping"));
        await run("ping");
      });
      isOver(null);
      expect(await later).toEqual([{ one: 1 }]);
    });
  });
});
