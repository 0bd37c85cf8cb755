import { LOSS, openPage, type Sight, shownLoss, watch } from "./browser.ts";
import { countEntities, differenceOf, type Flooded } from "./counted.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, type Measured, ms, quantile, type Row, share, sleep } from "./row.ts";
import { openServer } from "./server.ts";
import { filedNow, LOSS_STEP, recentStory } from "./story.ts";

const PROBES = 200;
const EVERY = { least: 300, most: 500 };

export const quiet: Row = {
  name: "quiet",
  what: "event's POST → changed number in the DOM of a real browser, quiet",
  toReach: "p50 ≤ 25 ms, p99 ≤ 80 ms",
  anywhere: true,
  run: (bench) => measure(bench, null, { p50: 25, p99: 80 }),
};

export const busy: Row = {
  name: "busy",
  what: "the same under 1,000 events/s, every one counted",
  toReach: "p50 ≤ 100 ms, p99 ≤ 200 ms",
  anywhere: true,
  run: (bench) => measure(bench, 1_000, { p50: 100, p99: 200 }),
};

async function measure(
  bench: Bench,
  flood: number | null,
  target: { p50: number; p99: number },
): Promise<Measured> {
  const there = bench.there ?? (await openServer(bench.scope));
  if (!bench.there) {
    // An empty wall would be faster than a real one.
    const before = recentStory(1442, 1, 4);
    await sendAll(there, "batch", 1, cut(before, 1_000).map(bodyOf));
  }
  const send = await openProbes(bench, there);
  const probes = share(bench, PROBES, 20);
  const lasts = probes * ((EVERY.least + EVERY.most) / 2000 + 0.3) + 10;
  const flooding = flood === null ? null : await startFlood(bench, there, flood, lasts, probes);
  const latencies = await send(probes);
  const flooded = flooding ? await flooding() : null;
  const seen = latencies.filter(({ inDom }) => !Number.isNaN(inDom));
  const at = (share: number, of: "inDom" | "painted" | "answered") =>
    quantile(
      seen.map((latency) => latency[of]),
      share,
    );
  const missed = latencies.length - seen.length;
  const counted = flooded?.problem === null && missed === 0;
  return {
    reached: `p50 ${ms(at(0.5, "inDom"))}, p99 ${ms(at(0.99, "inDom"))}${flood === null || counted ? "" : ", not all counted"}`,
    ok:
      missed === 0 &&
      at(0.5, "inDom") <= target.p50 &&
      at(0.99, "inDom") <= target.p99 &&
      (flood === null || counted),
    remarks: [
      `${seen.length} reports of 1 satang, one every ${EVERY.least} to ${EVERY.most} ms; from before the POST to the page's own MutationObserver on the tile of the losses, one clock (Date.now on one machine)`,
      `painted (the task after the animation frame): p50 ${ms(at(0.5, "painted"))}, p99 ${ms(at(0.99, "painted"))}; answered (committed): p50 ${ms(at(0.5, "answered"))}, p99 ${ms(at(0.99, "answered"))}; longest in the DOM ${ms(at(1, "inDom"))}`,
      ...(missed > 0 ? [`${missed} never came to be seen`] : []),
      ...(flooded ? [flooded.remark] : []),
    ],
    numbers: {
      p50: at(0.5, "inDom"),
      p99: at(0.99, "inDom"),
      longest: at(1, "inDom"),
      paintedP50: at(0.5, "painted"),
      paintedP99: at(0.99, "painted"),
      answeredP50: at(0.5, "answered"),
      answeredP99: at(0.99, "answered"),
      missed,
    },
  };
}

interface Probe {
  at: number;
  answered: number;
}

/** Milliseconds from before the POST of a report; NaN: it never came to be seen. */
export interface Latency {
  answered: number;
  inDom: number;
  painted: number;
}

/** A wall in a real browser, and what sends so many reports of a satang and looks when each is on it. */
export async function openProbes(
  bench: Bench,
  there: { url: string; key: string },
): Promise<(probes: number) => Promise<Latency[]>> {
  const tag = `probe-${Date.now()}`;
  const lane = await openLane(there, "one");
  bench.scope.onEnd(lane.close);
  const probe = (n: number) => lane.post(Buffer.from(JSON.stringify(filedNow(`${tag}-${n}`, 1))));
  await probe(-1);
  const page = await openPage(bench.scope);
  await page.goto(`${there.url}/wall/overview`);
  await shownLoss(page);
  await sleep(2_000);
  bench.say("the wall stands");
  return async (probes) => {
    const sights = await watch(page, LOSS);
    const sent: Probe[] = [];
    for (let n = 0; n < probes; n++) {
      await sleep(EVERY.least + Math.random() * (EVERY.most - EVERY.least));
      const at = Date.now();
      await probe(n);
      sent.push({ at, answered: Date.now() - at });
      if (n % 50 === 49) bench.say(`${n + 1} sent`);
    }
    await sleep(3_000);
    return matched(sent, await sights());
  };
}

/** The n-th probe is on screen when the odd satang of the figure have grown by n: all other losses are whole steps. */
function matched(sent: Probe[], sights: Sight[]): Latency[] {
  const step = BigInt(LOSS_STEP);
  const odd = ({ value }: Sight) => Number(((BigInt(value) % step) + step) % step);
  const before = sights[0] ? odd(sights[0]) : 0;
  const counts = sights.map((sight) => ({ ...sight, count: (odd(sight) - before + LOSS_STEP) % LOSS_STEP }));
  return sent.map(({ at, answered }, n) => {
    const first = counts.find(({ count }) => count > n);
    return {
      answered,
      inDom: (first?.inDom ?? Number.NaN) - at,
      painted: (first?.painted ?? Number.NaN) - at,
    };
  });
}

/**
 * Starts the flood in a separate process; the returned function ends it and compares the figures with it.
 * @param reports filed meanwhile in addition
 */
export async function startFlood(
  bench: Bench,
  there: { url: string; key: string },
  perSecond: number,
  seconds: number,
  reports: number,
) {
  const helper = bench.scope.helper("flood.ts");
  await helper.ask({ prepare: { perSecond, seconds, seed: bench.there ? Date.now() : 1441 } });
  const before = await countEntities(there.url);
  await helper.ask({ start: there });
  await sleep(2_000);
  bench.say(`${perSecond} events/s flow in`);
  return async (): Promise<{ problem: string | null; remark: string }> => {
    const flooded = await helper.ask<Flooded>({ stop: true });
    return differenceOf(before, await countEntities(there.url), flooded, reports);
  };
}
