import { describe, expect, it } from "vitest";
import { dimOf, driftOf } from "../../dashboard/wall/burnIn.ts";

const bangkok = (time: string) => Date.parse(`2026-11-21T${time}+07:00`);

describe("the picture on the panel", () => {
  it("stands elsewhere each minute, never far, and comes back to each place", () => {
    const places = Array.from({ length: 20 }, (_, minute) => driftOf(bangkok("12:00:00") + minute * 60_000));
    for (const [minute, place] of places.entries()) {
      expect(Math.abs(place.x), `minute ${minute}`).toBeLessThanOrEqual(4);
      expect(Math.abs(place.y), `minute ${minute}`).toBeLessThanOrEqual(4);
      if (minute > 0) expect(place).not.toEqual(places[minute - 1]);
    }
    expect(places.slice(0, 10)).toEqual(places.slice(10));
    expect(places.slice(0, 10).reduce((sum, { x, y }) => sum + Math.abs(x) + Math.abs(y), 0)).toBeGreaterThan(
      0,
    );
  });
  it("stands still within a minute", () => {
    expect(driftOf(bangkok("12:00:00"))).toEqual(driftOf(bangkok("12:00:59")));
  });
  const hours: [string, boolean][] = [
    ["21:59:59", false],
    ["22:00:00", true],
    ["23:59:59", true],
    ["00:00:00", true],
    ["05:59:59", true],
    ["06:00:00", false],
    ["12:00:00", false],
  ];
  for (const [time, isDim] of hours) {
    it(`is ${isDim ? "dim" : "bright"} at ${time}`, () => expect(dimOf(bangkok(time)) > 0).toBe(isDim));
  }
});
