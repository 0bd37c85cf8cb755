import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { killAtRandom } from "./kills.ts";
import { cutPower } from "./power.ts";
import { MOST_GAP_MS, stepClock } from "./steps.ts";

// At full size: npm run durability.
const SEED = 1441;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const NOTHING_BAD = { lost: 0, doubled: 0, wrongFigures: 0 };

describe("a program loses nothing that it acknowledged, and counts nothing twice", {
  timeout: 240_000,
  // What is lost in one of two runs is lost.
  retry: 0,
}, () => {
  it("that is killed twelve times: while it starts, works and stops, alone and with its group", async () => {
    const killed = await killAtRandom(join(folder, "kills"), 12, SEED);
    expect(killed).toMatchObject({ ...NOTHING_BAD, refusedStarts: 0, refusals: [] });
    for (const times of [...Object.values(killed.during), killed.groups]) expect(times).toBeGreaterThan(0);
    expect(killed.acknowledged).toBeGreaterThan(0);
  });

  it("whose power is cut, and whose disk has only what was flushed", async ({ skip }) => {
    const cuts = await cutPower(1, SEED);
    if (cuts === null) {
      console.warn("SKIPPED: this user may not mount an image, so no power is cut");
      return skip();
    }
    expect(cuts).toMatchObject({ ...NOTHING_BAD, times: 1, refusedStarts: 0, refusals: [] });
    expect(cuts.acknowledged).toBeGreaterThan(0);
  });

  it("whose clock is set ahead and back; each time is noticed, and no true event is refused", async () => {
    const steps = await stepClock(4, SEED);
    expect(steps).toMatchObject({ ...NOTHING_BAD, refusedEvents: 0, unnoticed: 0, acknowledged: 4 });
    // Beats come each second; a wall that stood still for a step would miss seconds to hours of them.
    expect(steps.longestGap).toBeLessThan(MOST_GAP_MS);
    expect(steps.ahead).toBeGreaterThan(0);
    expect(steps.back).toBeGreaterThan(0);
  });
});
