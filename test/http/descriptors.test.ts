/** A machine that lets a process open few files. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, type Running } from "../process.ts";
import { event } from "../program.ts";
import { openScreen } from "../screen.ts";

const FILES = 512;
const KEY = "the-key-of-the-first-source-00000";
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const silent: Socket[] = [];
let running: Running;
beforeAll(async () => {
  const environment = { HOST: "127.0.0.1", DATABASE_URL: "", DATA_DIR: folder, BOOTSTRAP_SOURCE_KEY: KEY };
  running = await launch(environment, { files: FILES }).ready;
});
afterAll(async () => {
  for (const socket of silent) socket.destroy();
  await running.kill();
  rmSync(folder, { recursive: true, force: true });
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });

it.skipIf(process.platform !== "linux")(
  "more silent connections than it may open files end neither the program nor a wall, and an event comes through",
  async () => {
    const wall = await openScreen(running.url, { scene: "overview", epoch: null, seq: 0 });
    await until(() => wall.snapshots.length).toBe(1);
    const { hostname, port } = new URL(running.url);
    for (let n = 0; n < FILES + 100; n++)
      silent.push(
        connect(Number(port), hostname)
          .resume()
          .on("error", () => {}),
      );
    const open = () => readdirSync(`/proc/${running.child.pid}/fd`).length;
    // Half of them for connections.
    await until(open).toBeGreaterThan(FILES / 2);
    await until(() => silent.some(({ destroyed }) => destroyed)).toBe(true);
    expect(open()).toBeLessThan(FILES);
    const response = await fetch(`${running.url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/cloudevents+json" },
      body: JSON.stringify(event("call.offered", Date.now(), { callId: "few-files", queue: "report" })),
    });
    expect(await response.json()).toMatchObject({ accepted: 1 });
    await until(() => wall.frames.length).toBeGreaterThan(0);
    const beats = wall.beats.length;
    await until(() => wall.beats.length).toBeGreaterThan(beats);
    expect(running.output()).not.toMatch(/EMFILE|Aborted/);
    wall.socket.close();
  },
);
