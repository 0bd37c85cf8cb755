import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { type Covering, coverageOf, stateOf } from "../../backend/figures/state.ts";

const T = Date.UTC(2026, 10, 21, 7, 0); // 14:00 in Bangkok
const bucket = (at: number, counted = false) => ({ at, end: at + MINUTE, counted });
const spoken = (more: Partial<{ heard: number | null; through: number; since: number }> = {}) => ({
  heard: T,
  through: T,
  since: T - 60 * MINUTE,
  ...more,
});

describe("the state of a minute", () => {
  it.each([
    ["runs", bucket(T), spoken(), T + 1_000, "open"],
    [
      "runs, something counted, its source silent for long",
      bucket(T, true),
      spoken({ heard: T - 10 * MINUTE }),
      T,
      "open",
    ],
    [
      "runs, nothing counted, its source silent for 2 min",
      bucket(T),
      spoken({ heard: T - 2 * MINUTE }),
      T,
      "open",
    ],
    [
      "runs, nothing counted, silent for a moment more",
      bucket(T),
      spoken({ heard: T - 2 * MINUTE - 1 }),
      T,
      "no-data",
    ],
    ["has closed, the watermark is at its end", bucket(T - MINUTE), spoken(), T, "settled"],
    [
      "has closed, the watermark is 1 ms short",
      bucket(T - MINUTE, true),
      spoken({ through: T - 1 }),
      T,
      "provisional",
    ],
    [
      "has closed, nothing counted, heard within it",
      bucket(T - MINUTE),
      spoken({ through: 0 }),
      T,
      "provisional",
    ],
    [
      "has closed, nothing counted, last heard as it began",
      bucket(T - MINUTE),
      spoken({ through: 0, heard: T - MINUTE }),
      T,
      "no-data",
    ],
    [
      "has closed, something counted all the same",
      bucket(T - MINUTE, true),
      spoken({ through: 0, heard: T - MINUTE }),
      T,
      "provisional",
    ],
    ["lies in the future", bucket(T + MINUTE), spoken(), T, "no-data"],
    ["lies before its source ever spoke", bucket(T - MINUTE), spoken({ since: T }), T, "no-data"],
    [
      "lies before its source ever spoke, by 1 ms more",
      bucket(T - MINUTE),
      spoken({ since: T - 1 }),
      T,
      "settled",
    ],
    ["has no source", bucket(T - MINUTE), spoken({ heard: null, through: 0 }), T, "no-data"],
  ])("that %s", (_, place, coverage, now, want) => {
    expect(stateOf(place, coverage, 120, now)).toBe(want);
  });
});

describe("the coverage of a metric", () => {
  const source = (types: string[], more: Partial<Covering> = {}): Covering => ({
    types,
    banks: null,
    heard: 100,
    through: 90,
    since: 10,
    ...more,
  });
  it.each<[string, Covering[], string[], string | undefined, object]>([
    ["one source", [source(["a"])], ["a"], undefined, { heard: 100, through: 90, since: 10 }],
    [
      "nobody sends the type",
      [source(["a"])],
      ["b"],
      undefined,
      { heard: null, since: Number.POSITIVE_INFINITY },
    ],
    [
      "of two, the later was heard, the earlier holds the watermark back",
      [source(["a"]), source(["a"], { heard: 200, through: 20, since: 5 })],
      ["a"],
      undefined,
      { heard: 200, through: 20, since: 5 },
    ],
    [
      "of two types, the one that has been silent longest counts",
      [source(["a"]), source(["b"], { heard: 50, through: 95, since: 30 })],
      ["a", "b"],
      undefined,
      { heard: 50, through: 90, since: 30 },
    ],
    [
      "one of two types was never heard",
      [source(["a"]), source(["b"], { heard: null, through: null, since: null })],
      ["a", "b"],
      undefined,
      { heard: null, through: 0, since: Number.POSITIVE_INFINITY },
    ],
    [
      "of a bank: only those that may send it",
      [source(["a"], { banks: ["X"], heard: 1, through: 1 }), source(["a"], { banks: ["Y"] })],
      ["a"],
      "X",
      { heard: 1, through: 1 },
    ],
  ])("%s", (_, sources, types, bank, want) => {
    expect(coverageOf(sources, types, bank)).toMatchObject(want);
  });
});
