import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chance } from "../../backend/simulator/chance.ts";
import { launch } from "../process.ts";
import { KEY, openLedger } from "./ledger.ts";

export interface PowerCuts {
  /** How often it was done. */
  times: number;
  acknowledged: number;
  refusedStarts: number;
  lost: number;
  doubled: number;
  wrongFigures: number;
  refusals: string[];
}

const IMAGE_BYTES = 512 * 2 ** 20;
const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/**
 * Runs the program on a file system of its own in an image file and cuts the power: everything stops, and the next
 * start has the image as it is, without what lay in memory only. The journal is committed by flushes alone (`commit`),
 * so that the image does not change while it is copied. Null where this user may not mount an image.
 */
export async function cutPower(times: number, seed: number): Promise<PowerCuts | null> {
  const random = chance("power", seed);
  const folder = mkdtempSync(join(tmpdir(), "war-room-power-"));
  const [image, copy, disk] = ["image", "copy", "disk"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(image, "");
  truncateSync(image, IMAGE_BYTES);
  const mount = () => run("mount", "-o", "loop,commit=300", image, disk);
  const unmount = () => run("umount", disk);
  if (!run("mkfs.ext4", "-q", "-F", image) || !run("mkdir", disk) || !mount()) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ledger = openLedger();
  const cuts: PowerCuts = {
    times: 0,
    acknowledged: 0,
    refusedStarts: 0,
    lost: 0,
    doubled: 0,
    wrongFigures: 0,
    refusals: [],
  };
  const start = () =>
    launch({ DATA_DIR: join(disk, "data"), DATABASE_URL: "", BOOTSTRAP_SOURCE_KEY: KEY }).ready;
  try {
    for (let n = 0; n <= times; n++) {
      const running = await start().catch((error: Error) => {
        cuts.refusedStarts++;
        cuts.refusals.push(error.message.slice(0, 500));
        return null;
      });
      if (!running) break;
      if (!(await ledger.isPossible(running.url))) cuts.wrongFigures++;
      if (n === times) {
        Object.assign(cuts, { acknowledged: ledger.acknowledged }, await ledger.settle(running.url));
        await running.kill();
        break;
      }
      const { began, ended } = ledger.load(running.url);
      await began;
      await sleep(random() * 1_500);
      running.child.kill("SIGSTOP");
      await sleep(100); // a flush that is under way ends
      const isCopied = run("cp", "--sparse=always", image, copy);
      await running.kill("SIGKILL");
      await ended;
      while (!unmount()) await sleep(50);
      if (!isCopied) throw new Error(`no space for a copy of ${image}`);
      renameSync(copy, image);
      if (!mount()) throw new Error(`${image} cannot be mounted after the cut`);
      cuts.times++;
    }
  } finally {
    for (let attempt = 0; attempt < 100 && !unmount(); attempt++) await sleep(50);
    rmSync(folder, { recursive: true, force: true });
  }
  return cuts;
}
