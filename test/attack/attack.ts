import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../backend/build/root.ts";
import { openScope } from "../bench/scope.ts";
import { inColumns, machine, machineLine } from "../bench/table.ts";
import { ATTACKS } from "./attacks.ts";
import { measure, type Outcome, openRoom, type Room, WALLS } from "./measure.ts";
import { message, openSocket } from "./screenSocket.ts";
import { exitCode, HEAD, MOST_STOP_MS, rowOf } from "./targets.ts";

const SECONDS = 60;
const REST_SECONDS = 60;

const HELP = `What attackers reach against a server that it starts itself, on loopback only, while 100 walls watch and
50 events a second come from other sources. It prints one table, writes test-results/attack.json, and ends with
code 1 if a target is missed. About two minutes for each attack.

npm run attack
  -- --only NAME[,NAME]    single attacks: ${ATTACKS.map(({ name }) => name).join(", ")}
  -- --part 0.1            a tenth of each attack and of the rest after it
  -- --help`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
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
const unknown = names?.filter((name) => !ATTACKS.some((attack) => attack.name === name)) ?? [];
if (unknown.length > 0)
  stop(`no attack ${unknown.join(", ")}; there is ${ATTACKS.map(({ name }) => name).join(", ")}`);
if (!(part > 0 && part <= 1)) stop(`--part must lie between 0 and 1, not ${values.part}`);
execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { cwd: root, stdio: "inherit" });

const began = performance.now();
const say = (line: string) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
const wanted = ATTACKS.filter(({ name }) => names?.includes(name) ?? true);
const outcomes: { name: string; what: string; outcome: Outcome }[] = [];
let scope = openScope();
let room = await openRoom(scope, wanted);
for (const [place, attack] of wanted.entries()) {
  const { name, what } = attack;
  say(`${name}: ${what}`);
  const times = { seconds: SECONDS * part, restSeconds: REST_SECONDS * part, seed: 1442 + place };
  const outcome = await measure(attack, room, scope, times);
  outcomes.push({ name, what, outcome });
  for (const line of [...outcome.remarks, ...outcome.failures]) say(`  ${line}`);
  if (outcome.exits === 0) continue;
  await scope.end();
  scope = openScope();
  room = await openRoom(scope, wanted.slice(place + 1));
}
say("stop: 100 walls and a socket that neither reads nor closes");
const stopMs = await stopTime(room);
await scope.end();

const rows = outcomes.map(({ name, outcome }) => rowOf(name, outcome));
console.log(`\n${inColumns([HEAD, ...rows])}\n`);
for (const { name, what, outcome } of outcomes) {
  console.log([`${name}: ${what}`, ...outcome.remarks, ...outcome.failures].join("; "));
}
console.log(
  `stop: ${(stopMs / 1_000).toFixed(1)} s with 100 walls and a deaf socket, to reach ≤ ${MOST_STOP_MS / 1_000} s`,
);
console.log(`\n${machineLine()}`);
mkdirSync(join(root, "test-results"), { recursive: true });
const report = { at: new Date().toISOString(), machine: machine(), part, attacks: outcomes, stopMs };
writeFileSync(join(root, "test-results", "attack.json"), `${JSON.stringify(report, null, 2)}\n`);
process.exit(
  exitCode(
    outcomes.map(({ outcome }) => outcome),
    stopMs,
  ),
);

async function stopTime({ server, walls }: Room): Promise<number> {
  await walls.ask({ open: { url: server.url, sockets: WALLS, greet: true, key: server.key } });
  const deaf = await openSocket(server);
  deaf.send(message("join", { scene: "overview", epoch: null, seq: 0 }));
  deaf.pause();
  const started = performance.now();
  await server.stop();
  deaf.terminate();
  return performance.now() - started;
}

function stop(sentence: string): never {
  console.error(`attack: ${sentence}`);
  process.exit(2);
}
