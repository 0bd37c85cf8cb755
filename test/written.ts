/** All that a program has written, for tests that search it for what must stand nowhere. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../backend/build/root.ts";
import { realClock } from "../backend/kit/clock.ts";
import { openTestStore } from "./store.ts";

/** Every table that a migration has made. */
const TABLES = readdirSync(join(root, "sql", "migrations")).flatMap((file) =>
  [
    ...readFileSync(join(root, "sql", "migrations", file), "utf8").matchAll(
      /^create (?:unlogged )?table (\w+)/gm,
    ),
  ].map(([, name]) => name!),
);
const STATEMENTS = `-- name: tables
select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
-- name: chunks
select count(*)::int as count from timescaledb_information.chunks where is_compressed
${TABLES.map((table) => `-- name: rows of ${table}\nselect row_to_json(each)::text as row from ${table} as each`).join("\n")}`;

export interface Written {
  /** Every row as JSON, those of compressed chunks among them. */
  rows: { table: string; row: string }[];
  compressedChunks: number;
  /** Tables that exist and were not read. */
  unread: string[];
}

/** Reads the data of a program that was closed. */
export async function readWritten(dataDir: string, clock = realClock): Promise<Written> {
  const store = await openTestStore({ dataDir, clock, statements: STATEMENTS });
  try {
    const there = (await store.run<{ name: string }>("tables")).map(({ name }) => name);
    const rows = [];
    for (const table of TABLES.filter((name) => there.includes(name)))
      for (const { row } of await store.run<{ row: string }>(`rows of ${table}`)) rows.push({ table, row });
    const [chunks] = await store.run<{ count: number }>("chunks");
    return { rows, compressedChunks: chunks!.count, unread: there.filter((name) => !TABLES.includes(name)) };
  } finally {
    await store.close();
  }
}

export function filesBelow(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const file = join(path, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [file];
  });
}
