/**
 * `npm run audit`: compares the cells with the raw events. The exit code is 0 when all are equal, 1 when some differ or
 * it could not be done, 2 when it was called wrongly, 130 when it was interrupted.
 */
import { DAY } from "../calendar/units.ts";
import { realClock } from "../kit/clock.ts";
import { compare } from "../rebuild/queries.ts";
import { daysThere, dayText } from "../rebuild/range.ts";
import { KINDS } from "../store/cells.ts";
import { DAYS, readDays } from "./days.ts";
import { runOnStore } from "./onStore.ts";

const HELP = `Compares the cells (minutes, hours, days of every figure) with the raw events, to the satang, and prints what it compared.

  npm run audit -- [--from DAY] [--to DAY]

  --from DAY   the first day, as 2026-11-01 (Bangkok)      (default: the first that has raw events)
  --to DAY     the day after the last one                  (default: tomorrow)

It changes nothing; npm run rebuild mends what differs. The war room does the same by itself all the time, hour by hour,
and says on the walls and at /health what differs.

On a server (DATABASE_URL) the war room may run meanwhile, and events may come in. The embedded database (DATA_DIR)
is open in one process at a time: stop the war room first.

Exit code: 0 all are equal, 1 some differ, or it could not be done, 2 called wrongly, 130 interrupted.
`;

await runOnStore({
  name: "audit",
  help: HELP,
  options: DAYS,
  read: readDays,
  interrupted: "interrupted",
  async run({ store, given: asked, interrupt }) {
    const { since, until } = await daysThere(store.run, asked, realClock.now(), console.log);
    let wrong = 0;
    // The newest first: those are looked at.
    for (let day = until - DAY; day >= since; day -= DAY)
      for (const kind of KINDS) {
        interrupt();
        const { entities, compared, wanted, cells } = await compare(store.run, kind, day, day + DAY);
        wrong += wanted.length + cells.length;
        const [one, other] = kind === "lines" ? ["minutes of events", "samples"] : ["entities", "cells"];
        const differ =
          wanted.length + cells.length === 0
            ? "equal"
            : `DIFFERENT: ${wanted.length} ${kind === "lines" ? "samples" : "entities"}, ${cells.length} ${other}`;
        console.log(`${dayText(day)}  ${kind.padEnd(8)} ${entities} ${one}, ${compared} ${other}: ${differ}`);
      }
    const days = `${dayText(since)} to ${dayText(until)}`;
    console.log(
      wrong === 0
        ? `all cells from ${days} are what the raw events say`
        : `${wrong} from ${days} are not what the raw events say; npm run rebuild mends them`,
    );
    return wrong === 0 ? 0 : 1;
  },
});
