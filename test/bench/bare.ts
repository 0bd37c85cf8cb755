// The baseline of the ingest row: only the INSERT of raw events, in a separate process with its own embedded database,
// the same migrations and the same access (`pg`, a named prepared statement).
import type { Store } from "../../backend/store/store.ts";
import { openOwnStore } from "./ownStore.ts";
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
    store = await openOwnStore(question.open, BARE);
    return null;
  }
  const started = performance.now();
  for (const batch of question.insert) await store!.run("bare", [batch, new Date().toISOString()]);
  return performance.now() - started;
});
