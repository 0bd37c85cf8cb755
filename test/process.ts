import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../backend/build/root.ts";

export interface Running {
  url: string;
  child: ChildProcess;
  /** Its output so far. */
  output(): string;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The file that `npm start` runs. */
const file = /&& node (\S+)$/.exec(scripts.start)![1]!;

/** Starts the built program as a separate process, as `npm start` does; resolves when it listens. */
export async function startProcess(
  environment: Record<string, string>,
  args: string[] = [],
  /** The folder of a release; default: this one. */
  folder = root,
): Promise<Running> {
  const child = spawn(process.execPath, [join(folder, file), ...args], {
    env: { ...process.env, PORT: "0", LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const running: Running = {
    url: "",
    child,
    output: () => output,
    async kill(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const url = /^wall +(http:\/\/\S+)\/$/m.exec(output)?.[1];
      if (!url) return;
      running.url = url;
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${output}`)));
  });
  return running;
}
