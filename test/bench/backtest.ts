import { bodyOf, cut, sendAll } from "./lanes.ts";
import type { Looked } from "./lookBack.ts";
import { type Bench, type Measured, median, ms, type Row, seconds, share } from "./row.ts";
import { openServer } from "./server.ts";
import { pastDay, story } from "./story.ts";

const YEAR = 365;

export const backtest: Row = {
  name: "backtest",
  what: "one rule over a year of minutes, on what is stored",
  toReach: "≤ 5 s",
  anywhere: false,
  run: measure,
};

/** One day of the simulated centre is ingested; its calls and freezes are then copied in SQL to each earlier day. */
async function measure(bench: Bench): Promise<Measured> {
  const folder = bench.scope.folder();
  const day = pastDay(0);
  const server = await openServer(bench.scope, folder);
  await sendAll(server, "batch", 4, cut([...story(1441, 1, day.from, day.to)], 1_000).map(bodyOf));
  await server.stop();
  const days = share(bench, YEAR, 10);
  const helper = bench.scope.helper("lookBack.ts");
  const looked = await helper.ask<Looked[]>({ folder, days, until: day.to, rounds: share(bench, 3, 1) });
  await helper.stop();
  const slowest = Math.max(...looked.map(({ took }) => median(took)));
  return {
    reached: seconds(slowest),
    ok: slowest <= 5_000,
    remarks: looked.map(
      ({ rule, took, entities, fired, longest }) =>
        `${rule}: p50 ${seconds(median(took))} of ${took.length}, ${days} days (${(days * 1_440).toLocaleString("en")} minutes), ${entities.toLocaleString("en")} entities stored, fired ${fired} times; the thread was never held for more than ${ms(longest)}`,
    ),
    numbers: { slowestMs: slowest, days, longestMs: Math.max(...looked.map(({ longest }) => longest)) },
  };
}
