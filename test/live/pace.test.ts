import { describe, expect, it } from "vitest";
import { paceOf } from "../../backend/live/framePace.ts";

describe("after a frame the next one waits", () => {
  it.each<[string, cost: number, scenes: number, wait: number]>([
    ["a tenth of a second, for an eye takes in no more", 0, 1, 100],
    ["no longer, as long as composing takes a third of that", 33, 1, 100],
    ["three times what composing took, so that it has a third of the time", 60, 1, 180],
    ["for the other watched scenes too, which have their part of the third", 20, 6, 360],
    ["a second at the longest, when all is read anyway", 2_000, 6, 1_000],
    ["a tenth of a second where nobody watches", 500, 0, 100],
  ])("%s", (_what, cost, scenes, wait) => expect(paceOf(cost, scenes)).toBe(wait));
});
