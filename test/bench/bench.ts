import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../backend/build/root.ts";
import { giveCredentials } from "../credentials.ts";
import { alert, deadline } from "./alert.ts";
import { backtest } from "./backtest.ts";
import { checks } from "./checks.ts";
import { displays } from "./displays.ts";
import { episodes } from "./episodes.ts";
import { explore, fromCells } from "./explore.ts";
import { foretold } from "./foretold.ts";
import { history } from "./history.ts";
import { ingest } from "./ingest.ts";
import { judging } from "./judging.ts";
import { busy, quiet } from "./latency.ts";
import { cold, weight } from "./load.ts";
import { loop } from "./loop.ts";
import { memory } from "./memory.ts";
import { million } from "./million.ts";
import { monthly } from "./monthly.ts";
import { pixels, pixelsBusy } from "./pixels.ts";
import { reconciling } from "./reconciling.ts";
import type { Row } from "./row.ts";
import { openScope } from "./scope.ts";
import { guessing, signing } from "./signing.ts";
import { single } from "./single.ts";
import { soak } from "./soak.ts";
import { sockets } from "./sockets.ts";
import { start } from "./start.ts";
import { type Line, machine, tableOf } from "./table.ts";
import { thread } from "./thread.ts";

const ROWS: Row[] = [
  ...[ingest, single, quiet, busy, sockets, displays, start, history, memory],
  ...[alert, deadline, judging, episodes, backtest],
  ...[
    weight,
    cold,
    thread,
    loop,
    pixels,
    pixelsBusy,
    explore,
    fromCells,
    signing,
    guessing,
    checks,
    foretold,
    soak,
  ],
  ...[monthly, million, reconciling],
];
/** The soak's whole day is twenty-four times its default length. */
const LONGEST = 24;

const HELP = `What the war room reaches, against what it has to reach: one table, and test-results/bench.json.
Ratios are taken within one run, the two sides in turn. About forty-five minutes.

npm run bench
  -- --only NAME[,NAME]    single rows: ${ROWS.map(({ name }) => name).join(", ")}
  -- --url URL --key KEY   against a server that runs (${ROWS.filter(({ anywhere }) => anywhere)
    .map(({ name }) => name)
    .join(", ")}); the key of a source that may
                           send and read everything. It writes a played centre's events there: not for one in use
  -- --cookie COOKIE       of a person who is signed in there, for the rows with a browser: war-room-session=…
  -- --part 0.1            a tenth of each measurement, to see that it runs; 24, of the soak alone, is its whole day
  -- --help`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    url: { type: "string" },
    key: { type: "string", default: process.env.BOOTSTRAP_SOURCE_KEY ?? "" },
    cookie: { type: "string", default: "" },
    part: { type: "string", default: "1" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const part = Number(values.part);
const names = values.only?.split(",");
const unknown = names?.filter((name) => !ROWS.some((row) => row.name === name)) ?? [];
if (unknown.length > 0)
  give(`no row ${unknown.join(", ")}; there is ${ROWS.map(({ name }) => name).join(", ")}`);
if (!(part > 0 && part <= LONGEST)) give(`--part must lie between 0 and ${LONGEST}, not ${values.part}`);
if (values.url && !URL.canParse(values.url)) give(`--url ${values.url} is not an address`);
if (values.url && !values.key)
  give("--url needs --key, the key of a source that may send and read everything");

const there = values.url ? { url: values.url.replace(/\/$/, ""), key: values.key } : null;
if (there) void giveCredentials(there.url, { key: there.key, cookie: async () => values.cookie });
const wanted = ROWS.filter((row) => (names?.includes(row.name) ?? true) && (!there || row.anywhere));
if (!there)
  execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { cwd: root, stdio: "inherit" });

const began = performance.now();
const say = (line: string) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
const lines: Line[] = [];
for (const row of wanted) {
  say(`${row.name}: ${row.what}`);
  const scope = openScope();
  const started = performance.now();
  let line: Line;
  try {
    const running = row.run({ scope, say: (text) => say(`  ${row.name}: ${text}`), there, part });
    const measured = await Promise.race([running, tooLong()]);
    line = { ...row, ...measured };
  } catch (error) {
    say(`  ${row.name}: ${(error as Error).stack}`);
    line = { ...row, reached: "failed", ok: false, remarks: [(error as Error).message], numbers: {} };
  }
  await scope.end().catch((error: unknown) => say(`  ${row.name} did not end cleanly: ${error}`));
  say(`${row.name}: ${line.reached}`);
  lines.push({ ...line, seconds: Math.round((performance.now() - started) / 1000) });
}

console.log(tableOf(lines));
const report = {
  at: new Date().toISOString(),
  machine: machine(),
  part,
  ...(there ? { url: there.url } : {}),
  rows: lines.map(({ name, what, toReach, reached, ok, remarks, numbers, seconds }) => {
    return { name, what, toReach, reached, ok, seconds, numbers, remarks };
  }),
};
mkdirSync(join(root, "test-results"), { recursive: true });
writeFileSync(join(root, "test-results", "bench.json"), `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);

/** A row that hangs must not stop the others. */
function tooLong(): Promise<never> {
  const minutes = 20 * Math.max(1, part);
  return new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`given up after ${minutes} minutes`)), minutes * 60_000).unref(),
  );
}

function give(sentence: string): never {
  console.error(`bench: ${sentence}`);
  process.exit(1);
}
