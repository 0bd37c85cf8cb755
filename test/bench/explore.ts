import { cpSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { LinesElement } from "../../dashboard/chart/lines.ts";
import { openPage } from "./browser.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import { type Bench, type Measured, median, ms, quantile, type Row, seconds, share } from "./row.ts";
import { openServer, readFigures, type Server } from "./server.ts";
import { pastDay, story } from "./story.ts";

const YEAR = 365;
const ASKED = 20;

export const explore: Row = {
  name: "explore",
  what: "/explore: a year by hour, from the press to its first picture",
  toReach: "p50 ≤ 500 ms",
  anywhere: false,
  run: measurePicture,
};

export const fromCells: Row = {
  name: "from-cells",
  what: "a year by day and bank through GET /v1/figures ÷ the same from raw events",
  toReach: "≤ 1/100",
  anywhere: false,
  run: measureRatio,
};

/** A played day, and `copies` of its cells, a year of them; or `days` of raw events, the newest ones. */
export async function openYear(
  bench: Bench,
  days: number,
  copies = share(bench, YEAR, 30),
  environment: Record<string, string> = {},
): Promise<{ server: Server; newest: ReturnType<typeof pastDay> }> {
  const folder = bench.scope.folder();
  const first = await openServer(bench.scope, folder);
  const newest = pastDay(0);
  const from = newest.from - (days - 1) * DAY;
  await sendAll(first, "batch", 4, cut([...story(1441, 1, from, newest.to)], 1_000).map(bodyOf));
  await first.stop();
  const year = bench.scope.folder();
  cpSync(join(folder, "pg"), join(year, "pg"), { recursive: true });
  if (days === 1) {
    const helper = bench.scope.helper("cells.ts");
    const cells = await helper.ask<number>({ folder: year, days: copies });
    await helper.stop();
    bench.say(`${cells} cells are there`);
  }
  return { server: await openServer(bench.scope, year, environment), newest };
}

async function measurePicture(bench: Bench): Promise<Measured> {
  const days = share(bench, YEAR, 30);
  const { server, newest } = await openYear(bench, 1);
  const page = await openPage(bench.scope, [], { viewport: { width: 1440, height: 900 } });
  const [from, to] = [newest.to - days * DAY, newest.to].map((at) => isoDate(dayOf(at)));
  const took = new Map<string, { first: number; whole: number }[]>();
  for (const metric of ["freezes.sla_60m", "calls.offered"]) {
    const own: { first: number; whole: number }[] = [];
    took.set(metric, own);
    await page.goto(`${server.url}/explore?metric=${metric}&from=${from}&to=${to}&step=day`);
    await page.locator("tbody tr").first().waitFor();
    for (let n = 0; n < share(bench, ASKED, 3); n++) {
      own.push(await pictureAfter(page, metric, "hour", days * 24));
      await pictureAfter(page, metric, "day", days);
    }
  }
  const firsts = [...took.values()].flat().map(({ first }) => first);
  const p50 = median(firsts);
  return {
    reached: ms(p50),
    ok: p50 <= 500,
    remarks: [
      ...[...took].map(([metric, each]) => {
        const [first, whole] = [each.map(({ first }) => first), each.map(({ whole }) => whole)];
        return `${metric}: first picture p50 ${ms(median(first))}, p95 ${ms(quantile(first, 0.95))}; the whole year p50 ${ms(median(whole))}; of ${each.length}`;
      }),
      `${days} days by hour (${days * 24} buckets), from the change of the step to the animation frame after the chart has its newest month, and all; embedded database, a played day's cells on each day`,
    ],
    numbers: { p50, buckets: days * 24 },
  };
}

/** Chooses a step on the page; how long until its chart is drawn of such buckets, and until it has all points. */
function pictureAfter(
  page: Awaited<ReturnType<typeof openPage>>,
  metric: string,
  step: string,
  points: number,
) {
  return page.evaluate(
    ([id, wanted, count, bucket]) =>
      new Promise<{ first: number; whole: number }>((done) => {
        const select = [...document.querySelectorAll("select")].find((each) =>
          [...each.options].some(({ value }) => value === "total"),
        )!;
        select.value = wanted;
        const began = performance.now();
        select.dispatchEvent(new Event("change", { bubbles: true }));
        let first = 0;
        const look = () => {
          const chart = document.querySelector(
            `[data-lines="${id}"] [data-chart="${id}"]`,
          ) as unknown as LinesElement | null;
          const drawn = chart?.drawn().lines[0]?.points;
          // The picture before has another length of its buckets.
          const length = drawn && drawn.length > 1 ? drawn[1]!.at - drawn[0]!.at : 0;
          if (first === 0 && length === bucket)
            requestAnimationFrame(() => (first ||= performance.now() - began));
          if (first === 0 || length !== bucket || drawn!.length !== count)
            return void requestAnimationFrame(look);
          requestAnimationFrame(() => done({ first, whole: performance.now() - began }));
        };
        look();
      }),
    [metric, step, points, step === "day" ? DAY : HOUR] as const,
  );
}

/**
 * The cells of a whole year against the raw events of some days, which cost as much for each day: a year of them would
 * take half an hour to tell. Both sides are asked over HTTP, for the same metrics.
 */
async function measureRatio(bench: Bench): Promise<Measured> {
  const days = share(bench, YEAR, 30);
  const rawDays = share(bench, 14, 2);
  const cells = await openYear(bench, 1);
  const raw = await openYear(bench, rawDays);
  const asked = { metric: "freezes.sla_60m,freezes.held_satang", step: "day", by: "bank" };
  const window = (length: number) => ({
    from: new Date(cells.newest.to - length * DAY).toISOString(),
    to: new Date(cells.newest.to).toISOString(),
  });
  const time = async (server: Server, query: Record<string, string>) => {
    const began = performance.now();
    const rows = await readFigures(server.url, query);
    return { took: performance.now() - began, rows };
  };
  const fast: number[] = [];
  const slow: number[] = [];
  // As of a moment, what the sources have told is known up to the whole minute before it.
  const known = Math.ceil(Date.now() / MINUTE) * MINUTE;
  await sleep(known - Date.now());
  const asOf = new Date(known).toISOString();
  for (let n = 0; n < share(bench, 10, 2); n++) {
    fast.push((await time(cells.server, { ...asked, ...window(days) })).took);
    const looked = await time(raw.server, { ...asked, ...window(rawDays), asOf });
    slow.push((looked.took * days) / rawDays);
    if (n > 0) continue;
    const now = await time(raw.server, { ...asked, ...window(rawDays) });
    const values = (rows: typeof now.rows) => rows.map(({ value }) => value).join();
    if (values(now.rows) !== values(looked.rows)) throw new Error("cells and raw events do not say the same");
  }
  const ratio = median(fast) / median(slow);
  return {
    reached: `1/${Math.round(1 / ratio)} (${ms(median(fast))} ÷ ${seconds(median(slow))})`,
    ok: ratio <= 1 / 100,
    remarks: [
      `${days} days of cells; raw events of ${rawDays} days through asOf, times ${days} ÷ ${rawDays}; the two say the same of those days`,
    ],
    numbers: { ratio, cellsMs: median(fast), rawMs: median(slow) },
  };
}
