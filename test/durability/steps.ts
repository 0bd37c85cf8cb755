import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { fromSnapshot, withFrame } from "../../dashboard/live/reception.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";

export interface Steps {
  times: number;
  ahead: number;
  back: number;
  acknowledged: number;
  lost: number;
  doubled: number;
  /** A wall that has another number than the API, or a freeze or a source that is judged by the wrong clock. */
  wrongFigures: number;
  /** True events that were rejected. */
  refusedEvents: number;
  unnoticed: number;
  /** Milliseconds, at the most: from an event to the wall's new number, and between two beats. */
  latestFrame: number;
  longestGap: number;
}

const SIZES = [3 * SECOND, MINUTE, 10 * MINUTE, HOUR, 3 * HOUR];
/** Between two beats, on a machine that does other things too. */
export const MOST_GAP_MS = 10_000;
/** How long a wall may take to have the API's number, on a machine that does other things too. */
const FRAME_MS = 5_000;
const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/** Sets the clock of a running program so many times, by seconds to hours, ahead and back, while events come. */
export async function stepClock(times: number, seed: number): Promise<Steps> {
  const random = chance("steps", seed);
  const clock = movedClock();
  const program = await startProgram({ clock });
  const wall = await openScreen(program.url, { scene: "freezes", epoch: null, seq: 0 });
  const steps: Steps = {
    times,
    ahead: 0,
    back: 0,
    acknowledged: 0,
    lost: 0,
    doubled: 0,
    wrongFigures: 0,
    refusedEvents: 0,
    unnoticed: 0,
    latestFrame: 0,
    longestGap: 0,
  };
  let beaten = performance.now();
  wall.socket.on("beat", () => {
    const now = performance.now();
    steps.longestGap = Math.max(steps.longestGap, now - beaten);
    beaten = now;
  });
  try {
    for (let n = 0; n < times; n++) {
      const size = SIZES[Math.floor(random() * SIZES.length)]!;
      // Every second one brings it back to the truth, as a glitch does.
      const off = n % 2 === 1 ? 0 : random() < 0.5 ? size : -size;
      const by = off - clock.off;
      clock.off = off;
      steps[by > 0 ? "ahead" : "back"]++;
      await oneStep(program, wall, clock.now() - clock.off, n, steps);
      await sleep(1_500);
      const [noticed] = (await answer(program, "/v1/screens")).warnings as { byMs?: number }[];
      if (Math.abs((noticed?.byMs ?? 0) - by) > 100) steps.unnoticed++;
      const truth = Date.now();
      for (const { heard } of off === 0 ? await program.sources.list() : [])
        if (heard !== null && heard > truth + 1_000) steps.wrongFigures++;
      if (off === 0 && shown(wall).overdue !== 0) steps.wrongFigures++;
    }
    const { rows } = await program.figures(
      "metric=freezes.requested&from=2020-01-01&to=2035-01-01&step=total",
    );
    const count = Number(rows[0]?.value ?? 0);
    steps.lost = Math.max(0, steps.acknowledged - count);
    steps.doubled = Math.max(0, count - steps.acknowledged);
  } finally {
    wall.socket.close();
    await program.close();
  }
  return steps;
}

/** Sends a freeze that was requested a minute ago by the true time, and waits for the wall to count it. */
async function oneStep(program: Program, wall: Screen, truth: number, n: number, steps: Steps) {
  const freeze = { freezeId: `step-${n}`, reportId: "r", bank: "KBANK", hop: 1 };
  const sent = performance.now();
  const response = await program.send([
    event("freeze.requested", truth - MINUTE, { ...freeze, amountSatang: 100, accountToken: "t" }),
    event("source.beat", truth, { through: new Date(truth).toISOString() }),
  ]);
  const { accepted, rejected } = (await response.json()) as { accepted: number; rejected: unknown[] };
  steps.acknowledged += accepted > 0 ? 1 : 0;
  steps.refusedEvents += rejected.length;
  while (wall.snapshots.length === 0 || shown(wall).open !== steps.acknowledged) {
    if (performance.now() - sent > FRAME_MS) {
      steps.wrongFigures++;
      break;
    }
    await sleep(20);
  }
  steps.latestFrame = Math.max(steps.latestFrame, performance.now() - sent);
}

const shown = ({ snapshots, frames }: Screen) =>
  frames.reduce(withFrame, fromSnapshot(snapshots.at(-1)!)).scenery!;
const answer = async ({ url }: Program, path: string) =>
  (await (await fetch(url + path)).json()) as { warnings: unknown[] };
