import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../backend/build/root.ts";
import { type Clock, realClock } from "../backend/kit/clock.ts";
import { openStore, type Store } from "../backend/store/store.ts";

/** Opens the store as production does, on the embedded database. What it needed beside `dataDir` its close removes. */
export async function openTestStore(
  options: {
    /** The data of a program that was closed; without it the store is empty. */
    dataDir?: string;
    clock?: Clock;
    /** Statements of the test's own, beside those of sql/. */
    statements?: string;
  } = {},
): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  let sqlFolder = join(root, "sql");
  if (options.statements !== undefined) {
    const shipped = sqlFolder;
    sqlFolder = join(folder, "sql");
    cpSync(shipped, sqlFolder, { recursive: true });
    writeFileSync(join(sqlFolder, "test.sql"), options.statements);
  }
  const store = await openStore({
    databaseUrl: undefined,
    dataDir: options.dataDir ?? join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: options.clock ?? realClock,
    onTrouble: console.error,
  });
  return {
    ...store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
