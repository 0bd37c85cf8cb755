import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestAnswer } from "#wire/events.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { problemOf } from "../socket.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");

let program: Program;
beforeAll(async () => {
  // Time stands still: a key that was looked up stays known while the database is held.
  program = await startProgram({ clock: handClock(NOW) });
});
afterAll(() => program.close());

let count = 0;
const call = () => event("call.offered", NOW - 60_000, { callId: `pressure-${++count}`, queue: "report" });
const offered = async () =>
  (await program.figures("metric=calls.offered&from=2026-11-21&to=2026-11-22")).rows[0]?.value;

/** Holds the one connection of the embedded database: nothing is written until it is let go. */
async function holdDatabase(): Promise<() => Promise<void>> {
  let letGo = () => {};
  let held: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    held = program.store.transaction(() => {
      resolve();
      return new Promise((done) => (letGo = done));
    });
  });
  return () => {
    letGo();
    return held;
  };
}

describe("when more waits than can be held", () => {
  it("an array is refused with 429 and a time, none of it taken, and all that was accepted is counted", async () => {
    await program.tell(call());
    const letGo = await holdDatabase();
    const statuses: number[] = [];
    const sent = Array.from({ length: 10 }, async () => {
      const response = await program.send(Array.from({ length: 5_000 }, call));
      statuses.push(response.status);
      if (response.status === 200) return ((await response.json()) as IngestAnswer).accepted;
      expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await problemOf(response)).toMatchObject({ status: 429, code: "busy" });
      return 0;
    });
    try {
      await expect.poll(() => statuses, { timeout: 20_000 }).toContain(429);
      expect((await program.send([call()])).status).toBe(429);
    } finally {
      await letGo();
    }
    const accepted = (await Promise.all(sent)).reduce((sum, each) => sum + each, 0);
    expect(accepted).toBeGreaterThanOrEqual(40_000);
    expect(await offered()).toBe(1 + accepted);
    await program.tell(call());
  });

  it("streams that have begun are slowed down, and all of them counted", async () => {
    const before = Number(await offered());
    const letGo = await holdDatabase();
    const line = () => `${JSON.stringify(call())}\n`;
    const streams = Array.from({ length: 4 }, () =>
      program.send(Array.from({ length: 6_000 }, line).join(""), { type: "application/x-ndjson" }),
    );
    await letGo();
    const answers = await Promise.all(
      streams.map(async (answer) => (await (await answer).json()) as IngestAnswer),
    );
    expect(answers.map(({ accepted }) => accepted)).toEqual([6_000, 6_000, 6_000, 6_000]);
    expect(await offered()).toBe(before + 24_000);
  });
});
