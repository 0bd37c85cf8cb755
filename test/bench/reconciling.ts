import { cpSync } from "node:fs";
import { join } from "node:path";
import { HOUR } from "#calendar/units.ts";
import type { Flooded } from "./counted.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import { type Bench, type Measured, median, ms, quantile, type Row, share, sleep } from "./row.ts";
import { openServer, type Server } from "./server.ts";
import { pastDay, story } from "./story.ts";

const ROUNDS = 5;
/** A round lasts a little longer than from one comparison to the next, so that one falls into it. */
const ROUND_SECONDS = { least: 30, most: 60 };
const LONGER = 1.25;
/** Some 60 requests a second of 1 to 5 events. */
const PER_SECOND = 180;
const SIZES = { least: 1, most: 5 };
/** A process that was stopped catches up with what its clocks have missed. */
const SETTLE_MS = 3_000;
/** The first comparison comes a minute after the start, the next after a hundred times as long as it took. */
const MOST_WAIT_MS = 180_000;
const MOST = 1.2;
/** Hours of the played day that are busy: those of the night would cost nearly nothing. */
const BUSY = { from: 9, until: 21 };

export const reconciling: Row = {
  name: "reconciling",
  what: "an ingest request's p99 while figures are compared with the raw events ÷ without",
  toReach: `≤ ${MOST}`,
  anywhere: false,
  run: measure,
};

/** One of the two servers, and what its rounds came to. */
interface Side {
  server: Server;
  p50: number[];
  p99: number[];
  /** Hours that were compared during its rounds. */
  compared: number;
}

/**
 * Two servers on the same two days of events get the same requests in turn; the other one is stopped meanwhile. In the one
 * all hours are marked as compared, in the other all but the busy ones.
 */
async function measure(bench: Bench): Promise<Measured> {
  const [withIt, without] = await openSides(bench);
  await nextCompared(withIt.server);
  const apart = await nextCompared(withIt.server);
  const { least, most } = ROUND_SECONDS;
  const seconds = share(bench, Math.min(most, Math.max(least, apart * LONGER)), 10);
  const sides = [withIt, without];
  for (const { server } of sides) process.kill(server.pid, "SIGSTOP");
  const rounds = share(bench, ROUNDS, 2);
  for (let round = 0; round < rounds; round++)
    // What is asked first in one round is asked last in the next.
    for (const side of round % 2 === 0 ? sides : [...sides].reverse())
      await flood(bench, side, { round, seconds });
  const { compared } = withIt;
  const ratios = withIt.p99.map((p99, round) => p99 / without.p99[round]!);
  // Not the median of the ratios: a round that the machine held up, on either side, would count twice.
  const ratio = median(withIt.p99) / median(without.p99);
  const noise = Math.max(...without.p99) / Math.min(...without.p99);
  const said = ({ p50, p99 }: Side) =>
    `p50 ${ms(median(p50))}, p99 ${p99.map((each) => each.toFixed(1)).join(", ")} ms`;
  return {
    reached: compared > 0 ? ratio.toFixed(2) : "nothing was compared",
    ok: compared > 0 && ratio <= MOST,
    remarks: [
      `while comparing: ${said(withIt)}; without: ${said(without)}; ratios ${ratios.map((each) => each.toFixed(2)).join(", ")}`,
      `the rounds without it differ by a factor of ${noise.toFixed(2)} among themselves: less than that is not seen`,
      `${compared} busy hours were compared during ${rounds} rounds of ${seconds} s, one each ${apart.toFixed(0)} s; ${PER_SECOND} events/s in requests of ${SIZES.least} to ${SIZES.most}, from their due time to their answer`,
    ],
    numbers: { ratio, noise, compared, p99: median(withIt.p99), p99Without: median(without.p99) },
  };
}

async function openSides(bench: Bench): Promise<[Side, Side]> {
  const [folder, copy] = [bench.scope.folder(), bench.scope.folder()];
  const [first, last] = [pastDay(1), pastDay(0)];
  const filling = await openServer(bench.scope, folder);
  await sendAll(filling, "batch", 4, cut([...story(1441, 1, first.from, last.to)], 1_000).map(bodyOf));
  await filling.stop();
  cpSync(join(folder, "pg"), join(copy, "pg"), { recursive: true });
  const hours: number[] = [];
  for (let hour = first.from - HOUR; hour < Date.now() + HOUR; hour += HOUR) hours.push(hour);
  const isBusy = (hour: number) => {
    const ofDay = ((hour - first.from) % (24 * HOUR)) / HOUR;
    return hour < last.to && ofDay >= BUSY.from && ofDay < BUSY.until;
  };
  const side = async (of: string, marked: number[]): Promise<Side> => {
    const helper = bench.scope.helper("compared.ts");
    await helper.ask({ folder: of, hours: marked });
    await helper.stop();
    return { server: await openServer(bench.scope, of), p50: [], p99: [], compared: 0 };
  };
  return [
    await side(
      folder,
      hours.filter((hour) => !isBusy(hour)),
    ),
    await side(copy, hours),
  ];
}

/** Waits until an hour was compared. @returns how many seconds that took */
async function nextCompared(server: Server): Promise<number> {
  const before = await comparedIn(server);
  const began = performance.now();
  while ((await comparedIn(server)) === before) {
    if (performance.now() - began > MOST_WAIT_MS) throw new Error("no hour was compared");
    await sleep(500);
  }
  return (performance.now() - began) / 1_000;
}

async function comparedIn({ url }: Server): Promise<number> {
  const health = (await (await fetch(`${url}/v1/health`)).json()) as {
    reconciliation: { compared: number } | null;
  };
  return health.reconciliation?.compared ?? 0;
}

async function flood(
  bench: Bench,
  side: Side,
  { round, seconds }: { round: number; seconds: number },
): Promise<void> {
  const { server, p50, p99 } = side;
  process.kill(server.pid, "SIGCONT");
  await sleep(SETTLE_MS);
  const flooding = bench.scope.helper("flood.ts");
  await flooding.ask({ prepare: { perSecond: PER_SECOND, seconds, seed: 1500 + round, sizes: SIZES } });
  const before = await comparedIn(server);
  await flooding.ask({ start: { url: server.url, key: server.key } });
  await sleep(seconds * 1_000);
  const { latencies, errors } = await flooding.ask<Flooded>({ stop: true });
  await flooding.stop();
  side.compared += (await comparedIn(server)) - before;
  process.kill(server.pid, "SIGSTOP");
  if (errors.length > 0) throw new Error(errors[0]);
  p50.push(median(latencies));
  p99.push(quantile(latencies, 0.99));
  bench.say(`round ${round + 1}: p99 ${ms(p99.at(-1)!)} of ${latencies.length} requests`);
}
