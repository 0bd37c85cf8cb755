import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import { fillAudit } from "../attack/fillAudit.ts";
import { fortnight, sendFortnight } from "../attack/fortnight.ts";
import { cookieFor } from "../credentials.ts";
import { bodyOf, cut, openLane } from "./lanes.ts";
import { type Bench, type Measured, ms, type Row, share, sleep } from "./row.ts";
import { openServer, type Server } from "./server.ts";
import { filedNow, recentStory } from "./story.ts";

const MOST_MS = 50;
/** As many as an answer may have: 1,045,440 rows. */
const METRICS = ["calls.offered", "calls.answered", "calls.abandoned"];
const DAYS = 242;
/** The longest report. */
const REPORT_DAYS = 1_096;
const CHANGES = 5_000;
/** As many as are kept of one source. */
const REJECTED = 2_000;

export const loop: Row = {
  name: "loop",
  what: "the server's event loop while it writes the largest answers, held at the longest",
  toReach: `≤ ${MOST_MS} ms`,
  anywhere: false,
  run: measure,
};

/** The environment of a server that says how long its loop is held. */
export const holding = () => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "hold.mjs")).href}`,
});

async function measure(bench: Bench): Promise<Measured> {
  const server = await openServer(bench.scope, undefined, holding());
  const cookie = await cookieFor(server.url);
  bench.say("fills");
  await sendFortnight(server);
  await fillAudit({ url: server.url, cookie }, share(bench, CHANGES, 500));
  await reject(server, share(bench, REJECTED, 200));
  // Rejected events are written a second later.
  await sleep(3_000);

  const { until } = fortnight();
  const window = {
    from: new Date(until - share(bench, DAYS, 14) * DAY).toISOString(),
    to: new Date(until).toISOString(),
  };
  const figures = `/v1/figures?${new URLSearchParams({ metric: METRICS.join(), step: "minute", ...window })}`;
  const [first, last] = [until - REPORT_DAYS * DAY, until - DAY].map((at) => isoDate(dayOf(at)));
  const draft = `/v1/reports/draft?kind=custom&from=${first}&to=${last}`;
  const answers: [string, string][] = [
    ["nothing", "/healthz"],
    ["a million rows as JSON", figures],
    ["as CSV", `${figures}&format=csv`],
    ["as XLSX", `${figures}&format=xlsx`],
    ["the audit as CSV", "/v1/audit?format=csv"],
    ["the quarantine as CSV", "/v1/quarantine?format=csv"],
    [`a draft of ${REPORT_DAYS} days`, draft],
    ["as CSV", `${draft}&format=csv`],
  ];
  const remarks: string[] = [];
  let most = 0;
  for (const [what, path] of answers) {
    await held(server);
    const events = sendBeside(server);
    const began = performance.now();
    const response = await fetch(server.url + path, { headers: { cookie } });
    const bytes = (await response.arrayBuffer()).byteLength;
    const took = performance.now() - began;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const { most: longest, p99 } = await held(server);
    const slowest = await events.end();
    most = Math.max(most, longest);
    remarks.push(
      `${what}: ${ms(longest)}, 99 of 100 ${ms(p99)} (${(bytes / 1e6).toFixed(1)} MB in ${ms(took)}, an event beside it in ${ms(slowest)} at most)`,
    );
    bench.say(remarks.at(-1)!);
  }
  return { reached: ms(most), ok: most <= MOST_MS, remarks, numbers: { most } };
}

/** How long the loop was held since this was asked last, in milliseconds. Of a server with `holding`. */
export async function held({ pid, output }: Server): Promise<{ most: number; p99: number }> {
  const before = output().length;
  process.kill(pid, "SIGUSR2");
  for (;;) {
    const said = /held ([\d.]+) ms, 99 of 100 ([\d.]+) ms/.exec(output().slice(before));
    if (said) return { most: Number(said[1]), p99: Number(said[2]) };
    await sleep(20);
  }
}

/** Sends one event after another. Gives how long the slowest took: what holds the database holds it up too. */
function sendBeside(server: Server): { end(): Promise<number> } {
  let isOver = false;
  let slowest = 0;
  const sending = (async () => {
    const lane = await openLane(server, "batch");
    for (let n = 0; !isOver; n++) {
      const body = bodyOf([filedNow(`beside-${n}-${Date.now()}`, 100)]);
      const began = performance.now();
      await lane.post(body);
      slowest = Math.max(slowest, performance.now() - began);
      await sleep(20);
    }
    lane.close();
  })();
  return {
    async end() {
      isOver = true;
      await sending;
      return slowest;
    },
  };
}

/** Sends so many events of the future, in batches of which nothing is taken. */
async function reject({ url, key }: Server, count: number): Promise<void> {
  const time = "2100-01-01T00:00:00Z";
  const events = recentStory(1441, 1, 6).slice(0, count);
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/cloudevents-batch+json",
  };
  for (const some of cut(events, 200)) {
    const body = JSON.stringify(some.map((event) => ({ ...event, time })));
    await (await fetch(`${url}/v1/events`, { method: "POST", headers, body })).arrayBuffer();
  }
}
