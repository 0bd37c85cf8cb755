// Copies the newest day's cells to each earlier day, in the store of the given folder.
import { openOwnStore } from "./ownStore.ts";
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

const COUNT = `-- name: count
select ${TABLES.map((table) => `(select count(*) from ${table})`).join(" + ")} as cells
`;

answer(async ({ folder, days }: { folder: string; days: number }) => {
  const making = await openOwnStore(folder, TABLES.map(COPY).join("\n"));
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
  const copies = statements.map((text, n) => `-- name: copy${n}\n${text}\n`);
  const store = await openOwnStore(folder, [...copies, COUNT].join("\n"));
  for (const n of statements.keys()) await store.run(`copy${n}`);
  const [row] = await store.run<{ cells: string }>("count");
  await store.close();
  return Number(row!.cells);
});
