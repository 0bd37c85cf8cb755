// Copies the newest day's cells to each earlier day, in the store of the given folder.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore } from "../../backend/store/store.ts";
import { answer } from "./scope.ts";

const TABLES = ["call_cells", "freeze_cells", "report_cells"] as const;

const KEYS: Record<(typeof TABLES)[number], string> = {
  call_cells: "tier, bucket, queue",
  freeze_cells: "tier, bucket, bank, hop",
  report_cells: "tier, bucket, scam_type, province, channel, agency",
};

/** The statement that copies the cells, with all other columns unchanged. */
const COPY = (table: string) => `-- name: ${table}
select format(
  'insert into ${table} (tier, bucket, %1$s) select tier, bucket - n * interval ''1 day'', %1$s
   from generate_series(%2$s, %3$s) as n,
     (select * from ${table} where bucket >= (select max(bucket) from ${table} where tier = 86400)) as day',
  string_agg(column_name, ', '), $1::int, $2::int) as text
from information_schema.columns where table_name = '${table}' and column_name not in ('tier', 'bucket')
`;

answer(async ({ folder, days }: { folder: string; days: number }) => {
  const sqlFolder = join(folder, "sql");
  mkdirSync(sqlFolder, { recursive: true });
  cpSync(join(root, "sql", "migrations"), join(sqlFolder, "migrations"), { recursive: true });
  const count = `-- name: count\nselect ${TABLES.map((table) => `(select count(*) from ${table})`).join(" + ")} as cells\n`;
  writeFileSync(join(sqlFolder, "cells.sql"), TABLES.map(COPY).join("\n") + count);
  const open = () =>
    openStore({
      databaseUrl: undefined,
      dataDir: folder,
      sqlFolder,
      template: null,
      clock: realClock,
      onTrouble: console.error,
    });
  const making = await open();
  const statements: string[] = [];
  for (const table of TABLES) {
    // The key is dropped meanwhile: building the index afterwards, sorted, takes a fraction of the time.
    statements.push(`alter table ${table} drop constraint ${table}_pkey`);
    for (let from = 1; from < days; from += 90) {
      const [row] = await making.run<{ text: string }>(table, [from, Math.min(days - 1, from + 89)]);
      statements.push(row!.text);
    }
    statements.push("set maintenance_work_mem = '256MB'");
    statements.push(`alter table ${table} add primary key (${KEYS[table]})`);
  }
  await making.close();
  // A store runs only statements from its folder, so this one is written there.
  writeFileSync(
    join(sqlFolder, "copy.sql"),
    statements.map((text, n) => `-- name: copy${n}\n${text}\n`).join("\n"),
  );
  const store = await open();
  for (const n of statements.keys()) await store.run(`copy${n}`);
  const [row] = await store.run<{ cells: string }>("count");
  await store.close();
  return Number(row!.cells);
});
