import type { CDPSession } from "playwright-core";
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";
import { openPage, watch } from "./browser.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { startFlood } from "./latency.ts";
import { type Bench, type Measured, ms, quantile, type Row, share, sleep } from "./row.ts";
import { openServer } from "./server.ts";
import { recentStory } from "./story.ts";

const PROBES = 100;
const BUSY = '[data-figure="lines.busy@2min"]';

export const pixels: Row = {
  name: "pixels",
  what: "event's POST → changed pixels of the wall, fully drawn, quiet",
  toReach: "p99 ≤ 300 ms",
  anywhere: true,
  run: (bench) => measure(bench, null, 300),
};

export const pixelsBusy: Row = {
  name: "pixels-busy",
  what: "the same under 1,000 events/s, every one counted",
  toReach: "p99 ≤ 600 ms",
  anywhere: true,
  run: (bench) => measure(bench, 1_000, 600),
};

/** Always two digits, so that their position is fixed. */
const linesOf = (n: number) => 10 + (n % 90);

/** A sample of the exchange with this many busy lines. No other event changes these digits. */
function sampledNow(id: string, busy: number): CloudEvent {
  const data = { lines: 100, busy, waiting: 0, longestWaitSeconds: 0, agentsReady: 0, agentsBusy: busy };
  return {
    specversion: "1.0",
    id,
    source: "bench",
    type: `${TYPE_PREFIX}lines.sampled`,
    time: new Date().toISOString(),
    data,
  } as CloudEvent;
}

async function measure(bench: Bench, flood: number | null, target: number): Promise<Measured> {
  const there = bench.there ?? (await openServer(bench.scope));
  // An empty wall would be faster than a real one.
  if (!bench.there) await sendAll(there, "batch", 1, cut(recentStory(1442, 1, 4), 1_000).map(bodyOf));
  const lane = await openLane(there, "one");
  bench.scope.onEnd(lane.close);
  const tag = `sample-${Date.now()}`;
  const tell = (n: number) => lane.post(Buffer.from(JSON.stringify(sampledNow(`${tag}-${n}`, linesOf(n)))));
  await tell(0);
  const page = await openPage(bench.scope);
  await page.goto(`${there.url}/wall/overview?still`);
  await page.waitForSelector(`${BUSY}[data-value="10"]`);
  await sleep(2_000);
  const devtools = await page.context().newCDPSession(page);
  const box = (await page.locator(BUSY).boundingBox())!;
  const sights = await watch(page, BUSY);
  bench.say("the wall stands");

  const probes = share(bench, PROBES, 10);
  const flooding = flood === null ? null : await startFlood(bench, there, flood, probes * 1.2 + 10, 0);
  const sent: { value: number; at: number }[] = [];
  let same = 0;
  let before = await pictureOf(devtools, box);
  for (let n = 1; n <= probes; n++) {
    await sleep(300 + Math.random() * 200);
    const value = linesOf(n);
    sent.push({ value, at: Date.now() });
    await tell(n);
    await page.waitForSelector(`${BUSY}[data-value="${value}"]`);
    await sleep(100);
    const after = await pictureOf(devtools, box);
    if (after === before) same++;
    before = after;
    if (n % 50 === 0) bench.say(`${n} sent`);
  }
  const flooded = flooding ? await flooding() : null;
  const counted = flooded === null || flooded.problem === null;
  const shown = await sights();
  const seen = sent.flatMap(({ value, at }) => {
    const sight = shown.find((sight) => Number(sight.value) === value && sight.inDom >= at);
    return sight && !Number.isNaN(sight.drawn) ? [sight.drawn - at] : [];
  });
  const missed = sent.length - seen.length + same;
  const [p50, p99] = [quantile(seen, 0.5), quantile(seen, 0.99)];
  return {
    reached: `p50 ${ms(p50)}, p99 ${ms(p99)}${counted ? "" : ", not all counted"}`,
    ok: missed === 0 && p99 <= target && counted,
    remarks: [
      `${seen.length} samples of the lines, each with other digits; from before the POST until the page begins the frame after the one that drew them (the second animation frame after the change in the DOM: a frame more than is needed); a tenth of a second later a picture of these digits must differ from the one before, which is proof that they were drawn, but takes too long to be the clock`,
      ...(missed > 0 ? [`${missed} were not seen`] : []),
      ...(flooded ? [flooded.remark] : []),
    ],
    numbers: { p50, p99, longest: quantile(seen, 1), missed },
  };
}

/** The pixels of that place, as an encoded picture: equal pixels are equal text. */
async function pictureOf(
  devtools: CDPSession,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): Promise<string> {
  const clip = { x, y, width, height, scale: 1 };
  return (await devtools.send("Page.captureScreenshot", { format: "png", clip, optimizeForSpeed: true }))
    .data;
}
