import { readFileSync, writeFileSync } from "node:fs";
import { DAY } from "#calendar/units.ts";
import { cookieFor } from "../credentials.ts";
import { openYear } from "./explore.ts";
import { held, holding } from "./loop.ts";
import { type Bench, type Measured, type Row, seconds, share, sleep } from "./row.ts";

const METRICS = ["calls.offered", "calls.answered", "calls.abandoned"];
/** Of minutes: 1,002,240 rows. */
const DAYS = 232;
const MOST_MB = 120;
const MOST_DELAY_MS = 50;
/** What the start has left is collected meanwhile. */
const QUIET_MS = 20_000;

export const million: Row = {
  name: "million",
  what: "XLSX of 1,000,000 rows: peak memory above idle / event loop's delay p99",
  toReach: `≤ ${MOST_MB} MB / ≤ ${MOST_DELAY_MS} ms`,
  anywhere: false,
  run: measure,
};

async function measure(bench: Bench): Promise<Measured> {
  const days = share(bench, DAYS, 30);
  const { server, newest } = await openYear(bench, 1, days, holding());
  const headers = { cookie: await cookieFor(server.url) };
  const [from, to] = [newest.to - days * DAY, newest.to].map((at) => new Date(at).toISOString());
  const path = `/v1/figures?${new URLSearchParams({ metric: METRICS.join(), step: "minute", from: from!, to: to! })}`;
  const memory = (name: "VmRSS" | "VmHWM") =>
    Number(
      new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))![1],
    ) / 1024;
  const ask = async (format: string) => {
    await sleep(share(bench, QUIET_MS, 1_000));
    const idleMb = memory("VmRSS");
    // The most is from here on (man 5 proc).
    writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
    await held(server);
    const began = performance.now();
    const answer = await fetch(`${server.url}${path}&format=${format}`, { headers });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const first = performance.now() - began;
    let bytes = 0;
    for await (const piece of answer.body!) bytes += piece.length;
    const took = performance.now() - began;
    const delay = await held(server);
    const aboveMb = memory("VmHWM") - idleMb;
    bench.say(`${format}: ${aboveMb.toFixed(0)} MB, ${delay.p99.toFixed(1)} ms`);
    return { format, first, took, mb: bytes / 2 ** 20, idleMb, aboveMb, delay };
  };
  const xlsx = await ask("xlsx");
  const others = [await ask("csv"), await ask("json")];
  const all = [xlsx, ...others];
  return {
    reached: `${Math.round(xlsx.aboveMb)} MB / ${xlsx.delay.p99.toFixed(1)} ms`,
    ok: all.every(({ aboveMb, delay }) => aboveMb <= MOST_MB && delay.p99 <= MOST_DELAY_MS),
    remarks: [
      `${(days * 1440 * METRICS.length).toLocaleString("en")} rows of GET /v1/figures over HTTP, a played day's cells on each day; VmHWM of the server above its VmRSS before, the embedded database in it`,
      ...all.map(
        ({ format, first, took, mb, idleMb, aboveMb, delay }) =>
          `${format}: ${mb.toFixed(1)} MB in ${seconds(took)}, the first of it after ${seconds(first)}; ${Math.round(aboveMb)} MB above ${Math.round(idleMb)}; delay p99 ${delay.p99.toFixed(1)} ms, longest ${delay.most.toFixed(0)} ms`,
      ),
    ],
    numbers: Object.fromEntries(
      all.flatMap(({ format, aboveMb, delay, took }) => [
        [`${format}AboveMb`, aboveMb],
        [`${format}DelayP99`, delay.p99],
        [`${format}Seconds`, took / 1_000],
      ]),
    ),
  };
}
