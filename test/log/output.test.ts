import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";

const LOGS = `
import { openLog } from ${JSON.stringify(join(root, "backend/log/log.ts"))};
const { log } = openLog({});
process.stdout.on("error", () => {});
for (let n = 0; n < 1000; n++) log.warn({ n }, "a line");
await new Promise((wake) => setTimeout(wake, 50));
process.exit(7);
`;

/** Runs a program that logs a thousand lines; resolves with its exit code. */
async function run(stdout: number | "pipe", onStart: (child: ReturnType<typeof spawn>) => void = () => {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", LOGS], {
    cwd: root,
    stdio: ["ignore", stdout, "inherit"],
  });
  onStart(child);
  const [code] = await once(child, "exit");
  return code;
}

const FULL = "/dev/full";
it.skipIf(!existsSync(FULL))("a log that goes to a full disk loses its lines and nothing else", async () => {
  const full = openSync(FULL, "w");
  expect(await run(full)).toBe(7);
  closeSync(full);
});

it("a log whose reader is gone loses its lines and nothing else", async () => {
  expect(await run("pipe", (child) => child.stdout!.destroy())).toBe(7);
});
