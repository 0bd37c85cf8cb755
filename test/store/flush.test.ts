import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { startProcess } from "../process.ts";
import { event } from "../program.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true }));

// Linux alone says which file a flush is of.
it.runIf(existsSync("/proc/self/fd"))(
  "what is acknowledged is on the disk, not only with the system",
  async () => {
    const flushes = join(folder, "flushes");
    const key = "the-key-of-the-first-source";
    const { url, kill } = await startProcess({
      NODE_OPTIONS: `--import ${pathToFileURL(join(root, "test/store/flushes.mjs"))}`,
      FLUSHES: flushes,
      DATA_DIR: join(folder, "data"),
      DATABASE_URL: "",
      BOOTSTRAP_SOURCE_KEY: key,
    });
    const ofLog = () => readFileSync(flushes, "utf8").replaceAll("f", "").length;
    for (let n = 1; n <= 5; n++) {
      const before = ofLog();
      const told = event("call.offered", Date.now(), { callId: `flush-${n}`, queue: "report" });
      const response = await fetch(`${url}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
        body: JSON.stringify(told),
      });
      expect(await response.json()).toMatchObject({ accepted: 1 });
      expect(ofLog()).toBeGreaterThan(before);
    }
    await kill();
  },
);
