import { describe, expect, it } from "vitest";
import type { Staffing } from "#wire/sceneParts.ts";
import { BEYOND, cellsOf } from "../../dashboard/calls/lines.ts";
import { engagedOf, needOf } from "../../dashboard/calls/need.ts";

describe("the strip of lines", () => {
  const count = (cells: readonly string[], kind: string) => cells.filter((cell) => cell === kind).length;
  const cases: [lines: number, busy: number, waiting: number, want: [number, number, number]][] = [
    [100, 73, 7, [73, 27, 7]],
    [100, 0, 0, [0, 100, 0]],
    [100, 100, 40, [100, 0, BEYOND]],
    [100, 120, 0, [100, 0, 0]],
    [0, 0, 0, [0, 0, 0]],
    [30, 12, 1, [12, 18, 1]],
    [-1, 0, 0, [0, 0, 0]],
  ];
  for (const [lines, busy, waiting, want] of cases) {
    it(`of ${lines} with ${busy} busy and ${waiting} waiting has one cell each`, () => {
      const cells = cellsOf(lines, busy, waiting);
      expect(cells).toHaveLength(Math.max(0, lines) + BEYOND);
      expect(["busy", "free", "waiting"].map((kind) => count(cells, kind))).toEqual(want);
    });
  }
});

describe("the need for agents", () => {
  const load = (more: Partial<Staffing>): Staffing => ({
    minutes: 15,
    callsPerHour: 480,
    handleSeconds: 412,
    erlangs: 55,
    agentsErlangA: 57,
    agentsErlangC: 63,
    agentsNow: 58,
    blocked: 0.0004,
    assumed: { share: 0.8, withinSeconds: 20, patienceSeconds: 120, handleOf: "last hour" },
    ...more,
  });
  const cases: { name: string; staffing: Staffing[]; want: ReturnType<typeof needOf> }[] = [
    {
      name: "is met by as many as it asks for",
      staffing: [load({ agentsNow: 57 })],
      want: { verdict: "enough", now: 57, needed: 57, missing: 0 },
    },
    {
      name: "is short by one",
      staffing: [load({ agentsNow: 56 })],
      want: { verdict: "short", now: 56, needed: 57, missing: 1 },
    },
    {
      name: "is unstable below the load itself",
      staffing: [load({ agentsNow: 54 })],
      want: { verdict: "unstable", now: 54, needed: 57, missing: 3 },
    },
    {
      name: "is that of the window that asks for most",
      staffing: [load({}), load({ minutes: 30, agentsErlangA: 61 })],
      want: { verdict: "short", now: 58, needed: 61, missing: 3 },
    },
    { name: "is not known without agents", staffing: [load({ agentsNow: null })], want: null },
    {
      name: "is not known without a formula's answer",
      staffing: [load({ agentsErlangA: null })],
      want: null,
    },
    { name: "is not known without calls", staffing: [], want: null },
  ];
  for (const { name, staffing, want } of cases) it(name, () => expect(needOf(staffing)).toEqual(want));

  it("says the greatest share of callers who hear engaged", () => {
    expect(engagedOf([load({ blocked: 0.01 }), load({ blocked: 0.03 }), load({ blocked: null })])).toBe(0.03);
    expect(engagedOf([load({ blocked: null })])).toBeNull();
    expect(engagedOf([])).toBeNull();
  });
});
