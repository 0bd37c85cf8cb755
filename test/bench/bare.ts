// The baseline of the ingest row: only the INSERT of raw events, in a separate process with its own embedded database,
// the same migrations and the same access (`pg`, a named prepared statement).
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";
import { answer } from "./scope.ts";

const COLUMNS = "place, sender, time, source, id, type, entity, revision, cohort_at, data";
const BARE = `-- name: bare
insert into events (recorded_at, ${COLUMNS})
select $2, ${COLUMNS} from json_to_recordset($1) as event (
  place int, sender int, time timestamptz, source text, id text, type text, entity text, revision int,
  cohort_at timestamptz, data jsonb)
on conflict do nothing
`;

let store: Store | null = null;

answer(async (question: { open: string } | { insert: string[] }) => {
  if ("open" in question) {
    const sqlFolder = join(question.open, "sql");
    mkdirSync(sqlFolder, { recursive: true });
    cpSync(join(root, "sql", "migrations"), join(sqlFolder, "migrations"), { recursive: true });
    writeFileSync(join(sqlFolder, "bare.sql"), BARE);
    store = await openStore({
      databaseUrl: undefined,
      dataDir: question.open,
      sqlFolder,
      template: join(root, "dist", "template"),
      clock: realClock,
      onTrouble: (what) => console.error(what),
    });
    return null;
  }
  const started = performance.now();
  for (const batch of question.insert) await store!.run("bare", [batch, new Date().toISOString()]);
  return performance.now() - started;
});
