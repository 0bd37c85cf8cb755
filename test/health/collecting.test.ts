import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { SECOND } from "#calendar/units.ts";
import { openCollecting } from "../../backend/health/collecting.ts";
import { handClock } from "../program.ts";

const held = () => process.memoryUsage().heapUsed;
let end = () => {};
afterEach(() => end());

/** Leaves so many bytes that nobody can reach. */
function rush(bytes: number) {
  const all: number[][] = [];
  for (let n = 0; n < bytes / 8_000; n++) all.push(new Array<number>(1_000).fill(n + 0.5));
  return all.length;
}

it("what a rush has left is collected when the process rests, and not before", async () => {
  const clock = handClock(Date.parse("2026-11-28T07:00:00+07:00"));
  end = openCollecting(clock);
  await sleep(300);
  await clock.turn(10 * SECOND);
  const before = held();
  // As much as is held: other files of this process have left theirs.
  const garbage = Math.max(100_000_000, before);
  rush(garbage);
  // It was at work until now.
  await clock.turn(10 * SECOND);
  await sleep(300);
  expect(held()).toBeGreaterThan(before + garbage / 2);
  await expect
    .poll(
      async () => {
        await clock.turn(10 * SECOND);
        return held();
      },
      { interval: 300, timeout: 20_000 },
    )
    .toBeLessThan(before + garbage / 2);
});
