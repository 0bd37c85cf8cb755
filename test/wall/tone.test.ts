import { describe, expect, it } from "vitest";
import { PERIOD_SECONDS, toneAt } from "../../dashboard/wall/tone.ts";

describe("the tone", () => {
  it("is heard, never clipped, quiet most of the time, and begins and ends in silence", () => {
    const samples = Array.from({ length: PERIOD_SECONDS * 8_000 }, (_, i) => toneAt(i / 8_000));
    expect(Math.max(...samples.map(Math.abs))).toBeGreaterThan(0.5);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThan(1);
    expect(samples.filter((sample) => sample === 0).length / samples.length).toBeGreaterThan(0.6);
    for (let i = 1; i < samples.length; i++)
      expect(Math.abs(samples[i]! - samples[i - 1]!)).toBeLessThan(0.5);
    expect([samples[0], samples.at(-1)]).toEqual([0, 0]);
  });
});
