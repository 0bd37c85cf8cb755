import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

/**
 * Opens the store of a folder with these statements in place of the program's, after the same migrations. Nothing else may
 * have it open.
 */
export function openOwnStore(folder: string, statements: string): Promise<Store> {
  const sqlFolder = join(folder, "sql");
  mkdirSync(sqlFolder, { recursive: true });
  cpSync(join(root, "sql", "migrations"), join(sqlFolder, "migrations"), { recursive: true });
  writeFileSync(join(sqlFolder, "own.sql"), statements);
  return openStore({
    databaseUrl: undefined,
    dataDir: folder,
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
  });
}
