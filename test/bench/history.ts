import { cpSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "#calendar/units.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, type Measured, median, ms, type Row, seconds, share } from "./row.ts";
import { type FiguresRow, openServer, readFigures } from "./server.ts";
import { filedNow, pastDay, story } from "./story.ts";

const REQUESTS = 40;
const DAYS = { short: 14, long: 730 };

export const history: Row = {
  name: "history",
  what: "a day's figures by hour, with two years of history stored ÷ with two weeks",
  toReach: "≤ 1.5",
  anywhere: false,
  run: measure,
};

/**
 * One day of the simulated centre is ingested; its cells (minutes, hours, days) are then copied in SQL to each earlier
 * day, so the history is as dense as a real one. Raw events are not needed: the query is answered from the cells and
 * the open freezes, which are the same few in both.
 */
async function measure(bench: Bench): Promise<Measured> {
  const day = pastDay(0);
  const short = bench.scope.folder();
  const long = bench.scope.folder();
  const first = await openServer(bench.scope, short);
  await sendAll(first, "batch", 4, cut([...story(1441, 1, day.from, day.to)], 1_000).map(bodyOf));
  await first.stop();
  cpSync(join(short, "pg"), join(long, "pg"), { recursive: true });

  const days = { ...DAYS, long: share(bench, DAYS.long, 60) };
  const started = performance.now();
  const cells = {
    short: await copyDays(bench, short, days.short),
    long: await copyDays(bench, long, days.long),
  };
  bench.say(`${cells.short} and ${cells.long} cells are there after ${seconds(performance.now() - started)}`);

  const servers = [await openServer(bench.scope, short), await openServer(bench.scope, long)] as const;
  const query = await questionOf(servers[0].url, day.from - 7 * DAY);
  const took: [number[], number[]] = [[], []];
  const answered: FiguresRow[][] = [];
  for (const [i, server] of servers.entries()) {
    const lane = await openLane(server, "one");
    await lane.post(Buffer.from(JSON.stringify(filedNow("now", 100_000))));
    lane.close();
    for (let n = 0; n < 5; n++) answered[i] = await readFigures(server.url, query);
  }
  for (let n = 0; n < share(bench, REQUESTS, 10); n++)
    for (const i of n % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const asked = performance.now();
      await readFigures(servers[i].url, query);
      took[i].push(performance.now() - asked);
    }
  const value = (rows: FiguresRow[]) => rows.map((row) => row.value).join();
  if (value(answered[0]!) !== value(answered[1]!))
    throw new Error("the two histories do not answer the same");
  const there = answered[0]!.filter((row) => row.value !== null).length;
  const [weeks, years] = [median(took[0]), median(took[1])];
  return {
    reached: `${(years / weeks).toFixed(2)} (${ms(years)} ÷ ${ms(weeks)})`,
    ok: years / weeks <= 1.5,
    remarks: [
      `all figures of calls, freezes and reports of the day a week before, by hour, over HTTP: ${answered[0]!.length} rows (${there} with a value), the same in both; the median of ${took[0].length} each, in turn`,
      `${days.long} days (${cells.long.toLocaleString("en")} cells) ÷ ${days.short} days (${cells.short.toLocaleString("en")}): a played day's own cells, copied to each day before; no statistics were gathered, as nothing does it in the embedded database`,
    ],
    numbers: { ratio: years / weeks, yearsMs: years, weeksMs: weeks, cells: cells.long },
  };
}

/** In a separate process, which then releases the folder. Returns the number of cells afterwards. */
async function copyDays(bench: Bench, folder: string, days: number): Promise<number> {
  const helper = bench.scope.helper("cells.ts");
  const cells = await helper.ask<number>({ folder, days });
  await helper.stop();
  return cells;
}

async function questionOf(url: string, from: number): Promise<Record<string, string>> {
  const metrics = (await (await fetch(`${url}/v1/metrics`)).json()) as { id: string }[];
  const metric = metrics
    .map(({ id }) => id)
    .filter((id) => /^(calls|freezes|reports)\./.test(id))
    .join();
  return {
    metric,
    from: new Date(from).toISOString(),
    to: new Date(from + DAY).toISOString(),
    step: "hour",
  };
}
