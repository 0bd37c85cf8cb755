import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../backend/build/root.ts";
import { inColumns, machineLine } from "../bench/table.ts";
import { killAtRandom } from "./kills.ts";
import { cutPower } from "./power.ts";
import { MOST_GAP_MS, stepClock } from "./steps.ts";

const HELP = `Kills the program at random moments, cuts its power, and sets its clock, and counts what is lost, doubled,
refused or wrong. It prints one table and ends with code 1 if any of that is not 0, or if beats are
10 s apart. About ten minutes.

npm run durability
  -- --only NAME[,NAME]    kills, power, steps
  -- --times 10            instead of 100 kills, 10 power cuts and 20 steps
  -- --seed 7              other moments
  -- --help`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "kills,power,steps" },
    times: { type: "string" },
    seed: { type: "string", default: "1441" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const seed = Number(values.seed);
const times = (otherwise: number) => (values.times === undefined ? otherwise : Number(values.times));
const isWanted = (name: string) => values.only.split(",").includes(name);
execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { cwd: root, stdio: "inherit" });

const rows = [["what", "times", "acknowledged", "lost", "doubled", "refused starts", "wrong figures"]];
const remarks: string[] = [];
let bad = 0;
function note(
  what: string,
  done: { times: number; acknowledged: number; lost: number; doubled: number; wrongFigures: number },
  refused: number,
) {
  const { lost, doubled, wrongFigures } = done;
  rows.push([what, ...[done.times, done.acknowledged, lost, doubled, refused, wrongFigures].map(String)]);
  bad += lost + Math.abs(doubled) + refused + wrongFigures;
}

if (isWanted("kills")) {
  const folder = mkdtempSync(join(tmpdir(), "war-room-kills-"));
  const killed = await killAtRandom(join(folder, "data"), times(100), seed);
  rmSync(folder, { recursive: true });
  const { during, groups } = killed;
  note("kills", killed, killed.refusedStarts);
  remarks.push(
    `kills: ${during.start} while it started, ${during.load} under load, ${during.stop} while it stopped; ${groups} of the group`,
    ...killed.refusals,
  );
}
if (isWanted("power")) {
  const cuts = await cutPower(times(10), seed);
  if (cuts === null) remarks.push("power: SKIPPED, this user may not mount an image");
  else {
    note("power cuts", cuts, cuts.refusedStarts);
    remarks.push(...cuts.refusals);
  }
}
if (isWanted("steps")) {
  const steps = await stepClock(times(20), seed);
  note("clock steps", steps, 0);
  bad += steps.unnoticed + steps.refusedEvents + (steps.longestGap > MOST_GAP_MS ? 1 : 0);
  remarks.push(
    `steps: ${steps.ahead} ahead, ${steps.back} back; ${steps.unnoticed} unnoticed, ${steps.refusedEvents} true events refused, wall after ${Math.round(steps.latestFrame)} ms at the most, beats ${Math.round(steps.longestGap)} ms apart at the most`,
  );
}
console.log(`\n${inColumns(rows)}\n\n${remarks.join("\n")}\n\n${machineLine()}`);
process.exit(bad === 0 ? 0 : 1);
