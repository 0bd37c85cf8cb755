import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";
import { type Running, startProcess } from "../process.ts";
import { event, type FiguresAnswer } from "../program.ts";
import { head, openRaw } from "../socket.ts";

const KEY = "the-key-of-the-first-source";
const AT = Date.parse("2026-11-01T10:00:00+07:00");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (more: Record<string, string> = {}, args: string[] = []) =>
  startProcess({ BOOTSTRAP_SOURCE_KEY: KEY, DATA_DIR: join(folder, "data"), ...more }, args);

/** What it says when it does not start. */
async function refusal(more: Record<string, string>, args: string[] = []): Promise<string> {
  const running = await start(more, args).catch((error: Error) => error.message);
  if (typeof running === "string") return running;
  await running.kill();
  throw new Error(`it started: ${running.output()}`);
}

let count = 0;
const call = () => event("call.offered", AT, { callId: `life-${++count}`, queue: "report" });
async function send({ url }: Running, events: CloudEvent[]): Promise<IngestAnswer> {
  const response = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify(events),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as IngestAnswer;
}
async function offered({ url }: Running) {
  const response = await fetch(`${url}/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02`);
  return ((await response.json()) as FiguresAnswer).rows[0]?.value;
}

describe("a process", () => {
  it.each<[string, () => Record<string, string>, string[], RegExp]>([
    ["an option that there is not", () => ({}), ["--faster"], /1: war-room-1441: .*--faster.*--help lists/],
    [
      "a speed of nothing",
      () => ({}),
      ["--speed", "0"],
      /1: war-room-1441: --speed must lie between 0 and 100/,
    ],
    ["a port that is none", () => ({ PORT: "x" }), [], /1: war-room-1441: PORT must be a whole number/],
    [
      "a folder that is a file",
      () => ({ DATA_DIR: import.meta.filename }),
      [],
      /1: war-room-1441: .*\(DATA_DIR\) cannot be written/,
    ],
    [
      "a server that is none",
      () => ({ DATABASE_URL: "postgres://u:secret@127.0.0.1:1/x" }),
      [],
      /1: war-room-1441: .*cannot be reached/,
    ],
  ])("with %s ends with 1 and a sentence, not with a stack", async (_what, environment, args, expected) => {
    const said = await refusal(environment(), args);
    expect(said).toMatch(/^it ended with 1:/);
    expect(said).toMatch(expected);
    expect(said).not.toMatch(/secret|\n\s+at /);
  });

  it("whose port is taken says so, and leaves its database free", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const DATA_DIR = join(folder, "port");
    expect(await refusal({ PORT: String(port), DATA_DIR })).toMatch(
      /1: war-room-1441: the port is taken.*set PORT/,
    );
    expect(existsSync(join(DATA_DIR, "lock"))).toBe(false);
    other.close();
  });

  it("lists with --help what it takes", async () => {
    const said = await refusal({}, ["--help"]);
    expect(said).toMatch(/^it ended with 0: War Room 1441/);
    for (const word of ["--published", "PORT", "HOST", "DATABASE_URL", "DATA_DIR", "BOOTSTRAP_SOURCE_KEY"])
      expect(said).toContain(word);
  });

  it("that has the folder keeps another one out of it", async () => {
    const running = await start();
    expect(await refusal({})).toMatch(/is open in another process \(\d+ on .*stop that one, or set DATA_DIR/);
    await running.kill();
  });

  it("that is stopped answers what is under way, ends with 0, and does not wait for who never sends", async () => {
    const running = await start();
    const before = Number(await offered(running));
    const stuck = await openRaw(running.url);
    stuck.write(head(KEY, { "content-length": 1_000 }));
    const answers = Array.from({ length: 5 }, () => send(running, Array.from({ length: 500 }, call)));
    await expect.poll(async () => Number(await offered(running))).toBeGreaterThan(before);
    const gone = once(running.child, "exit");
    running.child.kill("SIGTERM");
    const accepted = (
      await Promise.all(answers.map((answer) => answer.catch(() => ({ accepted: 0 }))))
    ).reduce((sum, answer) => sum + answer.accepted, 0);
    expect(await gone).toEqual([0, null]);
    stuck.end();
    const next = await start();
    expect(await offered(next)).toBe(before + accepted);
    await next.kill();
  });

  it("that is killed in its very first moments leaves a next start that works", async () => {
    const DATA_DIR = join(folder, "first");
    // Each life ends a little further on: while it unpacks, opens, migrates.
    for (const wanted of ["lock", "pg.new", "pg"]) {
      const starting = start({ DATA_DIR }).catch((error: Error) => error);
      const { pid } = await untilLock(DATA_DIR);
      await expect
        .poll(() => existsSync(join(DATA_DIR, wanted)), { interval: 1, timeout: 20_000 })
        .toBe(true);
      process.kill(pid, "SIGKILL");
      await starting;
    }
    const running = await start({ DATA_DIR });
    expect((await send(running, [call()])).accepted).toBe(1);
    await running.kill();
  });
});

async function untilLock(dataDir: string): Promise<{ pid: number }> {
  const { readFileSync } = await import("node:fs");
  const read = () => {
    try {
      const holder = JSON.parse(readFileSync(join(dataDir, "lock"), "utf8")) as { pid: number };
      process.kill(holder.pid, 0);
      return holder;
    } catch {
      return null;
    }
  };
  await expect.poll(read, { interval: 1, timeout: 20_000 }).not.toBe(null);
  return read()!;
}
