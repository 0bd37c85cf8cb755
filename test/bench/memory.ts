import { bodyOf, sendAll } from "./lanes.ts";
import { type Bench, type Measured, type Row, share } from "./row.ts";
import { openServer, residentMb } from "./server.ts";
import { pastDay, story } from "./story.ts";

const EVENTS = 720_000;
const SAMPLE_MS = 2_000;
const MOST_MB = 700;
/** The most megabytes that count as flat: the rise in the second half, by the line through its samples. */
const MOST_RISE_MB = 20;
/** Ten times the real size: some days of it have enough events. */
const SIZE = 10;

export const memory: Row = {
  name: "memory",
  what: "resident memory after 720,000 events, embedded database included",
  toReach: "≤ 700 MB and flat",
  anywhere: false,
  run: measure,
};

async function measure(bench: Bench): Promise<Measured> {
  const server = await openServer(bench.scope);
  const screens = bench.scope.helper("screens.ts");
  await screens.ask({ open: { url: server.url, sockets: 1, greet: true, key: server.key } });
  const wanted = share(bench, EVENTS, 20_000);
  const samples: { events: number; mb: number; at: number }[] = [];
  let taken = 0;
  const sample = () => samples.push({ events: taken, mb: residentMb(server.pid), at: performance.now() });
  sample();
  const sampling = setInterval(sample, SAMPLE_MS);
  const saying = setInterval(
    () => bench.say(`${taken} events, ${Math.round(samples.at(-1)!.mb)} MB`),
    20_000,
  );
  const started = performance.now();
  try {
    await sendAll(
      server,
      "batch",
      4,
      bodies(wanted, (events) => {
        taken += events;
      }),
    );
  } finally {
    clearInterval(sampling);
    clearInterval(saying);
  }
  sample();
  const lasted = (performance.now() - started) / 1000;

  const at = (share: number) => samples.find(({ events }) => events >= wanted * share)!.mb;
  const quarters = [0.25, 0.5, 0.75, 1].map(at);
  const second = samples.filter(({ events }) => events >= wanted / 2);
  const slope = slopeOf(second.map(({ events, mb }) => [events, mb]));
  const rise = (slope * wanted) / 2;
  const last = quarters.at(-1)!;
  const most = Math.max(...samples.map(({ mb }) => mb));
  return {
    reached: `${Math.round(last)} MB, ${rise >= 0 ? "+" : ""}${rise.toFixed(0)} MB in the second half`,
    ok: last <= MOST_MB && rise <= MOST_RISE_MB,
    remarks: [
      `${wanted.toLocaleString("en")} events as fast as they go (${Math.round(wanted / lasted)}/s, ${Math.round(lasted)} s), by 1,000 over 4 connections, one screen watching; VmRSS of the server, the database in its thread with it, every ${SAMPLE_MS / 1000} s`,
      `after 0/25/50/75/100 %: ${[samples[0]!.mb, ...quarters].map(Math.round).join(" / ")} MB, at most ${Math.round(most)}; flat means at most +${MOST_RISE_MB} MB over the second half, by the line through its samples (${(slope * 100_000).toFixed(1)} MB per 100,000 events)`,
    ],
    numbers: { lastMb: last, mostMb: most, riseMb: rise, mbPer100000: slope * 100_000 },
  };
}

/** Generated on demand: a whole day at once would fill this process's memory instead. */
function* bodies(wanted: number, onTake: (events: number) => void): Generator<Buffer> {
  const { to } = pastDay(1);
  const from = pastDay(10).from;
  let left = wanted;
  let batch: Parameters<typeof bodyOf>[0][number][] = [];
  for (const event of story(1441, SIZE, from, to)) {
    batch.push(event);
    if (batch.length < Math.min(1_000, left)) continue;
    left -= batch.length;
    onTake(batch.length);
    yield bodyOf(batch);
    batch = [];
    if (left === 0) return;
  }
}

/** Least squares. */
function slopeOf(points: [number, number][]): number {
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
