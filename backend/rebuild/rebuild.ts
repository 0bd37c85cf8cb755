/**
 * `npm run rebuild`: works the cells out again from the raw events. The exit code is 0 when all are right, 1 when it
 * could not be done, 2 when it was called wrongly, 130 when it was interrupted.
 */
import { join } from "node:path";
import { inspect, parseArgs } from "node:util";
import { root } from "../build/root.ts";
import { readDate, startOf } from "../calendar/days.ts";
import { buddhistYearIn } from "../calendar/era.ts";
import { readConfig } from "../config.ts";
import { realClock } from "../kit/clock.ts";
import { asFault } from "../kit/fault.ts";
import { redactor, secretsOf } from "../store/redact.ts";
import { openStore } from "../store/store.ts";
import { type Asked, dayText, rebuildCells } from "./cells.ts";
import { openProgress } from "./progress.ts";

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

/** What is written to standard error passes here: errors of the database may have its address. */
let redact = redactor([...secretsOf(process.env.DATABASE_URL), process.env.PGPASSWORD ?? ""]);
process.on("uncaughtException", (error) => process.exit(fail(error)));

class Usage extends Error {}
class Interrupted extends Error {}

function readArguments(): { asked: Asked; restart: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      restart: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const dayOf = (option: "from" | "to") => {
    const text = values[option];
    if (text === undefined) return null;
    const era = buddhistYearIn(text);
    if (era) throw new Usage(`--${option}: ${era}`);
    const day = readDate(text);
    if (day === null) throw new Usage(`--${option} must be a day such as 2026-11-01, not "${text}"`);
    return startOf(day);
  };
  const asked = { since: dayOf("from"), until: dayOf("to") };
  if (asked.since !== null && asked.until !== null && asked.since >= asked.until)
    throw new Usage("--from must lie before --to, the day after the last one");
  return { asked, restart: values.restart, help: values.help };
}

async function main(): Promise<number> {
  const { asked, restart, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { databaseUrl, dataDir } = readConfig(process.env);
  redact = redactor([...secretsOf(databaseUrl), process.env.PGPASSWORD ?? ""]);
  const store = await openStore({
    databaseUrl,
    dataDir,
    sqlFolder: join(root, "sql"),
    template: null,
    clock: realClock,
    onTrouble: (what) => console.error(redact(what)),
  });
  let isInterrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (isInterrupted) process.exit(130); // a second signal does not wait
      isInterrupted = true;
    });
  const progress = openProgress(realClock, (line) => console.log(line));
  try {
    const { since, until, entities, cells } = await rebuildCells({
      store,
      now: realClock.now(),
      asked,
      restart,
      onNote: (sentence) => console.log(sentence),
      onProgress(reached) {
        if (isInterrupted) throw new Interrupted();
        progress(reached);
      },
    });
    console.log(
      `all cells from ${dayText(since)} to ${dayText(until)} are right: ${cells} were mended, and ${entities} entities`,
    );
    return 0;
  } finally {
    await store.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(error);
}

function fail(error: unknown): number {
  if (error instanceof Interrupted) {
    console.log("interrupted; the same command goes on from here");
    return 130;
  }
  const isUsage =
    error instanceof Usage || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  const fault = asFault(error);
  console.error(
    redact(`rebuild: ${isUsage ? `${(error as Error).message}; --help says what there is` : fault.message}`),
  );
  if (!isUsage && fault.code === "internal") console.error(redact(inspect(error)));
  return isUsage ? 2 : 1;
}
