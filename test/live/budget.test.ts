import { describe, expect, it } from "vitest";
import { openBucket } from "../../backend/live/budget.ts";

describe("a budget of 2 a second and 3 at once", () => {
  it.each<[string, number[], boolean[]]>([
    ["allows three at once, and no more", [0, 0, 0, 0], [true, true, true, false]],
    [
      "allows two a second in the long run",
      [0, 0, 0, 500, 500, 1_000],
      [true, true, true, true, false, true],
    ],
    ["is not full before its time", [0, 0, 0, 499, 500], [true, true, true, false, true]],
    ["saves up no more than three", [0, 60_000, 60_000, 60_000, 60_000], [true, true, true, true, false]],
    [
      "charges nothing for what it refuses",
      [0, 0, 0, 0, 0, 0, 500],
      [true, true, true, false, false, false, true],
    ],
  ])("%s", (_what, times, expected) => {
    const bucket = openBucket({ perSecond: 2, atOnce: 3 }, 0);
    expect(times.map((at) => bucket.take(at))).toEqual(expected);
  });
});
