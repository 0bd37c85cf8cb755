import { chance } from "../../backend/simulator/chance.ts";
import { launch } from "../process.ts";
import { KEY, openLedger } from "./ledger.ts";

export interface Killed {
  times: number;
  /** By when they came: while it started, took events, or stopped. */
  during: Record<When, number>;
  /** Kills of the whole process group, the others of the process alone. */
  groups: number;
  acknowledged: number;
  refusedStarts: number;
  lost: number;
  doubled: number;
  wrongFigures: number;
  /** What a start said that ended by itself. */
  refusals: string[];
}

export const WHENS = ["start", "load", "stop"] as const;
type When = (typeof WHENS)[number];

const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/**
 * Starts the program in `folder` again and again, at once after each death, and kills it at random moments: the process
 * or its group; while it starts, takes events, or stops. Then counts what is there.
 */
export async function killAtRandom(folder: string, times: number, seed: number): Promise<Killed> {
  const random = chance("kills", seed);
  const between = (least: number, most: number) => least + random() * (most - least);
  const ledger = openLedger();
  const killed: Killed = {
    times,
    during: { start: 0, load: 0, stop: 0 },
    groups: 0,
    acknowledged: 0,
    refusedStarts: 0,
    lost: 0,
    doubled: 0,
    wrongFigures: 0,
    refusals: [],
  };
  const environment = { DATA_DIR: folder, DATABASE_URL: "", BOOTSTRAP_SOURCE_KEY: KEY };
  const refused = (error: Error) => {
    killed.refusedStarts++;
    killed.refusals.push(error.message.slice(0, 500));
    return null;
  };
  /** How long a start takes, by the last that was not killed. */
  let startMs = 2_000;

  async function live(when: When, isGroup: boolean) {
    const began = performance.now();
    const { child, ready } = launch(environment, { isGroup });
    const kill = (signal: NodeJS.Signals) => {
      try {
        if (isGroup) process.kill(-child.pid!, signal);
        else child.kill(signal);
      } catch {
        // It has ended by itself, which is counted.
      }
    };
    let isKilled = false;
    const up = ready.catch((error: Error) => (isKilled ? null : refused(error)));
    if (when === "start") {
      await Promise.race([sleep(between(0, startMs)), up]);
      isKilled = true;
      kill("SIGKILL");
      return;
    }
    const running = await up;
    if (!running) return;
    startMs = performance.now() - began;
    if (!(await ledger.isPossible(running.url))) killed.wrongFigures++;
    const { began: loaded, ended } = ledger.load(running.url);
    await loaded;
    await sleep(between(0, 300));
    if (when === "stop") {
      kill("SIGTERM");
      await sleep(between(0, 300));
    }
    kill("SIGKILL");
    await ended;
  }

  for (let n = 0; n < times; n++) {
    const when = WHENS[n % WHENS.length]!;
    const isGroup = n % 2 === 1;
    killed.during[when]++;
    if (isGroup) killed.groups++;
    await live(when, isGroup);
  }
  const last = await launch(environment).ready;
  if (!(await ledger.isPossible(last.url))) killed.wrongFigures++;
  Object.assign(killed, { acknowledged: ledger.acknowledged }, await ledger.settle(last.url));
  await last.kill();
  return killed;
}
