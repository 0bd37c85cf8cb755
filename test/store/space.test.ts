import { once } from "node:events";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Space, type SpaceState, spaceStateOf, spaceWarnings } from "../../backend/store/space.ts";
import { asNobody, cookieFor } from "../credentials.ts";
import { type Running, startProcess } from "../process.ts";
import { event, type FiguresAnswer } from "../program.ts";
import { mountSmallDisk } from "../smallDisk.ts";

const MB = 2 ** 20;
const GB = 1024 * MB;

describe("a disk", () => {
  it.each<[string, Space, SpaceState, number | null]>([
    ["of 1 TB has enough with a tenth", { free: 100 * GB, size: 1_000 * GB }, "enough", null],
    ["of 1 TB is low below a tenth", { free: 100 * GB - 1, size: 1_000 * GB }, "low", 9],
    ["of 20 GB has enough with a tenth", { free: 2 * GB, size: 20 * GB }, "enough", null],
    ["of 20 GB is low below a tenth", { free: 2 * GB - 1, size: 20 * GB }, "low", 9],
    ["of 300 MB is low below 256 MB", { free: 255 * MB, size: 300 * MB }, "low", 85],
    ["takes events with 64 MB", { free: 64 * MB, size: 20 * GB }, "low", 0],
    ["takes none with less", { free: 64 * MB - 1, size: 20 * GB }, "full", 0],
    ["takes none with nothing", { free: 0, size: 20 * GB }, "full", 0],
  ])("%s", (_, space, state, percent) => {
    expect(spaceStateOf(space)).toBe(state);
    expect(spaceWarnings(space)).toEqual(percent === null ? [] : [{ kind: `disk-${state}`, percent }]);
  });
  it("of a server is not known", () => {
    expect(spaceWarnings(null)).toEqual([]);
  });
});

const disk = mountSmallDisk(160);
if (!disk) console.warn("SKIPPED: this user may not mount a tmpfs, so no disk is filled");
afterAll(() => disk?.close());

describe.runIf(disk)("the program on a disk of 160 MB", () => {
  const KEY = "the-key-of-the-first-source";
  const DATA_DIR = join(disk?.folder ?? "", "data");
  const start = (dataDir = DATA_DIR) =>
    startProcess({ BOOTSTRAP_SOURCE_KEY: KEY, DATA_DIR: dataDir, DATABASE_URL: "" });
  const at = Date.parse("2026-11-01T10:00:00+07:00");
  let count = 0;
  async function send({ url }: Running): Promise<Response> {
    const call = event("call.offered", at, { callId: `space-${++count}`, queue: "report" });
    return fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/cloudevents+json" },
      body: JSON.stringify(call),
    });
  }
  const ready = ({ url }: Running) => fetch(`${url}/readyz`);
  async function warned({ url }: Running): Promise<string[]> {
    const health = (await (await fetch(`${url}/v1/health`)).json()) as { warnings: { kind: string }[] };
    return health.warnings.map(({ kind }) => kind);
  }
  const offered = async ({ url }: Running) => {
    const response = await fetch(`${url}/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02`);
    return ((await response.json()) as FiguresAnswer).rows[0]?.value;
  };

  it("warns, refuses events before the engine breaks, stops clean when it is full, and says so at a start", async () => {
    const running = await start();
    // On a full disk nobody signs in: a session is a row.
    await cookieFor(running.url);
    expect(await (await ready(running)).json()).toEqual({ ok: true });
    expect(await warned(running)).toEqual(["disk-low"]);
    expect((await send(running)).status).toBe(200);

    disk!.fillTo(40 * MB);
    await expect.poll(async () => (await ready(running)).status, { timeout: 10_000 }).toBe(503);
    // To whoever asks, and without an account.
    expect(((await (await asNobody(`${running.url}/readyz`)).json()) as { detail: string }).detail).toBe(
      "it is not ready: disk-full",
    );
    expect(await warned(running)).toEqual(["disk-full"]);
    const said = /the disk of the database is full: \d+ MB are free, 64 MB are needed to write events/;
    const refused = await send(running);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([507, "30"]);
    expect(await refused.json()).toMatchObject({ title: "disk-full", detail: expect.stringMatching(said) });
    expect(await offered(running)).toBe(1);
    // The log is looked after once a second.
    await expect.poll(() => running.output(), { timeout: 10_000 }).toMatch(said);

    // Somebody else takes the rest, and what is written all the same may end the engine.
    disk!.fillTo(0);
    for (let n = 0; n < 20; n++)
      await fetch(`${running.url}/v1/screens/hall-${n}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ scene: "calls" }),
      });
    expect(await warned(running)).toEqual(["disk-full"]);
    const gone = once(running.child, "exit");
    running.child.kill("SIGTERM");
    expect(await gone).toEqual([0, null]);
    // Once in the log, however often it was asked.
    expect(running.output().match(/the disk of the database is full/g)).toHaveLength(1);

    const full =
      /^it ended with 1: war-room-1441: the disk of .* is full: 0 MB are free, the embedded database needs/;
    for (const [dataDir, needed] of [
      [DATA_DIR, "8 MB to start"],
      [`${DATA_DIR}-2`, "48 MB to start"],
    ] as const) {
      const refusal = await start(dataDir).catch((error: Error) => error.message);
      expect(refusal).toMatch(full);
      expect(refusal).toContain(needed);
    }

    disk!.empty();
    const next = await start();
    expect(await offered(next)).toBe(1);
    expect((await send(next)).status).toBe(200);
    expect(await offered(next)).toBe(2);
    await next.kill();
  }, 180_000);
});
