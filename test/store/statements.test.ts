import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { readStatements } from "../../backend/store/statements.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

const statements = [...readStatements(join(root, "sql")).values()];
/** A command (VACUUM, CHECKPOINT) has no plan to prepare; maintenance runs it in its own test. */
const isQuery = ({ text }: { text: string }) => !/^(--.*\n)*(vacuum|checkpoint)\b/.test(text);
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;

beforeAll(async () => {
  // The same statements, each as its own PREPARE: the database parses and plans it against the real tables.
  const sqlFolder = join(folder, "sql");
  cpSync(join(root, "sql", "migrations"), join(sqlFolder, "migrations"), { recursive: true });
  const prepares = statements
    .filter(isQuery)
    .map(({ name, text }) => `-- name: ${name}\nprepare "check ${name}" as ${text}\n`);
  writeFileSync(join(sqlFolder, "all.sql"), prepares.join("\n"));
  store = await openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    onTrouble: console.error,
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe("every statement of sql/", () => {
  it.each(statements.filter(isQuery).map(({ name }) => name))("%s can be prepared", async (name) => {
    await store.run(name);
  });

  it("is used by the room whose file it stands in", () => {
    const used: Record<string, string[]> = {
      ingest: ["ingest/queries.ts"],
      figures: ["figures/queries.ts"],
      screens: ["screens/queries.ts"],
      sources: ["sources/queries.ts"],
      store: ["store/store.ts", "store/maintenance.ts", "http.ts"],
    };
    const unused: string[] = [];
    let count = 0;
    for (const [room, files] of Object.entries(used)) {
      const sources = files.map((file) => readFileSync(join(root, "backend", file), "utf8")).join("\n");
      for (const [, name] of readFileSync(join(root, "sql", `${room}.sql`), "utf8").matchAll(
        /^-- name: (\w+)/gm,
      )) {
        count++;
        // A reading as of a moment adds its ending to the name of the plain one.
        const names = [name!, name!.replace(/AsOf$/, "")];
        if (!names.some((known) => sources.includes(`"${known}"`))) unused.push(`${room}: ${name}`);
      }
    }
    expect(unused).toEqual([]);
    expect(count).toBe(statements.length);
  });
});
