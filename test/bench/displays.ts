import { hash } from "node:crypto";
import { DAY } from "#calendar/units.ts";
import { SCENES } from "#wire/scenery.ts";
import type { Flooded } from "./counted.ts";
import type { Displayed } from "./displayed.ts";
import type { Shown } from "./displayWalls.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import {
  type Bench,
  type Measured,
  median,
  ms,
  quantile,
  type Row,
  seconds,
  share,
  sleep,
  sum,
} from "./row.ts";
import { cpuSeconds, openServer, readFigures } from "./server.ts";
import { pastDay, recentStory } from "./story.ts";

const DISPLAYS = 5_000;
/** Several displays show one screen: a centre stores 200 at most. */
const SCREENS = 200;
/** The walls' side needs more than one core's thread. */
const PROCESSES = 2;
const MOST_MS = 15_000;
const MOST_OTHERS_MS = 1_000;
/** Given up after this. */
const PATIENCE_MS = 60_000;
/** Each of the two kinds of other clients asks so often, whether or not the last one was answered. */
const OTHERS_MS = 100;
/** At least so long, so that p99 is of enough. */
const OTHERS_FOR_MS = 10_000;

export const displays: Row = {
  name: "displays",
  what: "5,000 paired displays come back after a restart: the last one has its snapshot; others' p99 meanwhile",
  toReach: `≤ ${MOST_MS / 1_000} s, others ≤ ${MOST_OTHERS_MS / 1_000} s`,
  anywhere: false,
  run: measure,
};

/**
 * All displays are connected, each over a socket with its own credential; the server stops, and starts again under the same
 * address. From when it listens: how long until the last display has its snapshot, while others send an event and ask for
 * figures every 100 ms.
 */
async function measure(bench: Bench): Promise<Measured> {
  const folder = bench.scope.folder();
  const wanted = displaysOf(share(bench, DISPLAYS, 200));
  const first = await openServer(bench.scope, folder);
  await sendAll(first, "batch", 2, cut(recentStory(1442, 1, 4), 1_000).map(bodyOf));
  await first.stop();
  await bench.scope.helper("displayed.ts").ask({ folder, displays: wanted });
  const at = { PORT: new URL(first.url).port };

  const before = await openServer(bench.scope, folder, at);
  const walls = Array.from({ length: PROCESSES }, () => bench.scope.helper("displayWalls.ts"));
  for (const [place, helper] of walls.entries()) {
    const own = wanted.filter((_, n) => n % PROCESSES === place);
    await helper.ask({ open: { url: first.url, displays: own } });
  }
  async function shownSince(since: number): Promise<Shown> {
    const all = await Promise.all(walls.map((helper) => helper.ask<Shown>({ since })));
    return { at: all.flatMap(({ at }) => at), refused: all.reduce((sum, { refused }) => sum + refused, 0) };
  }
  async function waitForAll(since: number): Promise<Shown> {
    for (const began = Date.now(); ; await sleep(200)) {
      const shown = await shownSince(since);
      if (shown.at.length === wanted.length || Date.now() - began > PATIENCE_MS) return shown;
    }
  }
  const cold = await waitForAll(0);
  bench.say(`${cold.at.length} displays are connected`);
  await before.stop();
  const stopped = Date.now();

  const others = bench.scope.helper("flood.ts");
  const perSecond = 1_000 / OTHERS_MS;
  await others.ask({ prepare: { perSecond, seconds: 120, seed: 1443, sizes: { least: 1, most: 1 } } });
  const server = await openServer(bench.scope, folder, at);
  const listens = Date.now();
  const cpu = cpuSeconds(server.pid);
  const wallsCpu = () => sum(walls.map(({ pid }) => cpuSeconds(pid).whole));
  const wallsBefore = wallsCpu();
  await others.ask({ start: { url: server.url, key: server.key } });
  const asking = askFigures(server.url);
  const shown = await waitForAll(stopped);
  const used = cpuSeconds(server.pid);
  const wallsUsed = wallsCpu() - wallsBefore;
  const lasted = Date.now() - listens;
  await sleep(Math.max(0, OTHERS_FOR_MS - lasted));
  const asked = await asking.end();
  const flooded = await others.ask<Flooded>({ stop: true });

  const early = (await shownSince(listens)).refused;
  const took = shown.at.map((at) => at - listens);
  const last = took.length === wanted.length ? Math.max(...took) : Number.POSITIVE_INFINITY;
  const p99 = { events: quantile(flooded.latencies, 0.99), figures: quantile(asked.took, 0.99) };
  const failed = [...flooded.errors, ...asked.failed];
  const worst = Math.max(p99.events, p99.figures);
  return {
    reached: `${took.length === wanted.length ? seconds(last) : `${took.length} of ${wanted.length}`}, others ${ms(worst)}${failed.length > 0 ? `, ${failed.length} failed` : ""}`,
    ok: last <= MOST_MS && worst <= MOST_OTHERS_MS && failed.length === 0,
    remarks: [
      `${wanted.length} displays of ${SCREENS} screens that show all scenes, each over a web socket with its own credential, from ${PROCESSES} processes on the same machine, with the pauses that the page makes; from when the server listens again, ${seconds(listens - stopped)} after the old one had ended; half of them within ${seconds(median(took))}; ${early} attempts were too early and came again`,
      `others: ${flooded.latencies.length} events, one every ${OTHERS_MS} ms, p99 ${ms(p99.events)}, longest ${ms(Math.max(...flooded.latencies))}; ${asked.took.length} questions for a day's figures, p99 ${ms(p99.figures)}, longest ${ms(Math.max(...asked.took))}${failed[0] ? `; ${failed[0]}` : ""}`,
      `the server's main thread worked ${seconds((used.main - cpu.main) * 1_000)} of ${seconds(lasted)}, its whole process ${seconds((used.whole - cpu.whole) * 1_000)}; the walls, on the same cores, ${seconds(wallsUsed * 1_000)}`,
    ],
    numbers: { lastMs: last, eventsP99: p99.events, figuresP99: p99.figures, early },
  };
}

const displaysOf = (count: number): Displayed[] =>
  Array.from({ length: count }, (_, n) => ({
    screen: `hall ${n % SCREENS}`,
    scene: SCENES[(n % SCREENS) % SCENES.length]!,
    token: hash("sha256", `display ${n}`, "buffer").toString("base64url"),
  }));

/** Asks for a day's figures every 100 ms, whether or not the last question was answered. */
function askFigures(url: string) {
  const { from } = pastDay(0);
  const query = {
    metric: "calls.offered,calls.answered,reports.filed,freezes.requested",
    step: "hour",
    from: new Date(from).toISOString(),
    to: new Date(from + DAY).toISOString(),
  };
  const told = { took: [] as number[], failed: [] as string[] };
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const began = performance.now();
    const asking = readFigures(url, query)
      .then(
        () => void told.took.push(performance.now() - began),
        (error: Error) => void told.failed.push(error.message),
      )
      .finally(() => under.delete(asking));
    under.add(asking);
  }, OTHERS_MS);
  return {
    async end() {
      clearInterval(timer);
      await Promise.all(under);
      return told;
    },
  };
}
