/**
 * `npm run rebuild`: recomputes the cells from the raw events. Exit codes: 0 when all cells are right, 1 when it
 * failed, 2 when it was called wrongly, 130 when it was interrupted.
 */
import { realClock } from "../kit/clock.ts";
import { rebuildCells } from "../rebuild/cells.ts";
import { openProgress } from "../rebuild/progress.ts";
import { dayText } from "../rebuild/range.ts";
import { DAYS, readDays } from "./days.ts";
import { runOnStore } from "./onStore.ts";

const HELP = `Works the cells (minutes, hours, days of every figure) out again from the raw events.

  npm run rebuild -- [--from DAY] [--to DAY] [--restart]

  --from DAY   the first day, as 2026-11-01 (Bangkok)      (default: the first that has raw events)
  --to DAY     the day after the last one                  (default: tomorrow)
  --restart    begin anew, even if an earlier run got further

Run it after a migration that adds a column, which is 0 for the past until then, or when cells are in doubt. What is
right is not touched. Days whose raw events have been dropped (RETENTION_DAYS) stay as they are.

Interrupt it at any time: how far it got is kept in the database, and the same command goes on from there.
On a server (DATABASE_URL) the war room may run meanwhile, and events may come in. The embedded database (DATA_DIR)
is open in one process at a time: stop the war room first.

Exit code: 0 all cells are right, 1 it could not be done, 2 called wrongly, 130 interrupted.
`;

await runOnStore({
  name: "rebuild",
  help: HELP,
  options: { ...DAYS, restart: { type: "boolean" } },
  read: (values) => ({ asked: readDays(values), restart: values.restart === true }),
  interrupted: "interrupted; the same command goes on from here",
  async run({ store, given, interrupt }) {
    const progress = openProgress(realClock, (line) => console.log(line));
    const { since, until, entities, cells } = await rebuildCells({
      ...given,
      store,
      now: realClock.now(),
      onNote: (sentence) => console.log(sentence),
      onProgress(reached) {
        interrupt();
        progress(reached);
      },
    });
    console.log(
      `all cells from ${dayText(since)} to ${dayText(until)} are right: ${cells} were mended, and ${entities} entities`,
    );
    return 0;
  },
});
