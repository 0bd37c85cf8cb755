import { cpSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
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
  what: "a year by day and bank through GET /v1/figures ÷ the same counted again from raw events",
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
 * take half an hour to tell. Both sides are asked over HTTP, for the same metrics; and the year once more as of a moment since
 * which nothing of it has changed.
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
  const values = ({ rows }: { rows: { value: unknown }[] }) => rows.map(({ value }) => value).join();
  // As of a moment, what the sources have told is known up to the whole minute before it.
  const known = Math.ceil(Date.now() / MINUTE) * MINUTE;
  await sleep(known - Date.now());
  const asOf = new Date(known).toISOString();
  const before = await time(raw.server, { ...asked, ...window(rawDays) });
  // What has changed since is counted again: that is all.
  const later = Array.from({ length: rawDays * 24 }, (_, n) =>
    requestedAt(`later-${n}`, cells.newest.to - (n + 1) * HOUR),
  );
  await sendAll(raw.server, "batch", 1, [bodyOf(later)]);
  const [fast, past, slow]: number[][] = [[], [], []];
  for (let n = 0; n < share(bench, 10, 2); n++) {
    const stored = await time(cells.server, { ...asked, ...window(days) });
    const same = await time(cells.server, { ...asked, ...window(days), asOf });
    const looked = await time(raw.server, { ...asked, ...window(rawDays), asOf });
    fast!.push(stored.took);
    past!.push(same.took);
    slow!.push((looked.took * days) / rawDays);
    if (values(before) !== values(looked) || values(stored) !== values(same))
      throw new Error("cells and raw events do not say the same");
  }
  const [fastMs, pastMs, slowMs] = [fast!, past!, slow!].map(median) as [number, number, number];
  return {
    reached: `1/${Math.round(slowMs / fastMs)} (${ms(fastMs)} ÷ ${seconds(slowMs)})`,
    ok: fastMs / slowMs <= 1 / 100,
    remarks: [
      `${days} days of cells; raw events of ${rawDays} days through asOf, each hour changed since, times ${days} ÷ ${rawDays}; the two say the same of those days`,
      `the same year of cells as of a moment since which nothing of it has changed: ${ms(pastMs)}`,
    ],
    numbers: { ratio: fastMs / slowMs, cellsMs: fastMs, pastMs, rawMs: slowMs },
  };
}

const requestedAt = (freezeId: string, at: number) =>
  ({
    specversion: "1.0",
    id: `${freezeId}.requested`,
    source: "bench",
    type: "th.aoc1441.freeze.requested",
    time: new Date(at).toISOString(),
    data: { freezeId, reportId: freezeId, bank: "KBANK", hop: 1, amountSatang: 100, accountToken: "t" },
  }) as CloudEvent;
