import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { type CoveringSource, coverageOf, missingFrom, stateOf } from "../../backend/figures/state.ts";

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
  const source = (types: string[], more: Partial<CoveringSource> = {}): CoveringSource => ({
    name: "s",
    types,
    banks: null,
    agencies: null,
    beatSeconds: 30,
    registered: 0,
    simulated: false,
    heard: 100,
    through: 90,
    since: 10,
    ...more,
  });
  it.each<[string, CoveringSource[], string[], string | undefined, object]>([
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

describe("the sources that are missing from a figure", () => {
  const NOW = T + 30_000;
  const DAY_END = T + 600 * MINUTE;
  const bank = (name: string, more: Partial<CoveringSource> = {}): CoveringSource => ({
    name,
    types: ["freeze.confirmed"],
    banks: [name],
    agencies: null,
    beatSeconds: 15,
    registered: 0,
    simulated: false,
    heard: NOW - 5_000,
    through: NOW - 5_000,
    since: 10,
    ...more,
  });
  const all = (...others: CoveringSource[]) => [bank("KBANK"), bank("SCB"), ...others];
  const cases: [string, CoveringSource[], number, string | undefined, object | undefined][] = [
    ["are none while all report", all(), DAY_END, undefined, undefined],
    [
      "are those silent for over three heartbeats",
      all(bank("GSB", { heard: NOW - 45_001, through: null })),
      DAY_END,
      undefined,
      { sources: ["GSB"], of: 3 },
    ],
    [
      "are not yet those silent for three heartbeats",
      all(bank("GSB", { heard: NOW - 45_000, through: null })),
      DAY_END,
      undefined,
      undefined,
    ],
    [
      "are those that are behind: they count as heard up to their watermark",
      all(bank("GSB", { heard: NOW - 40 * MINUTE, through: NOW - 40 * MINUTE })),
      DAY_END,
      undefined,
      { sources: ["GSB"], of: 3 },
    ],
    [
      "are not those that fell silent after the end of the bucket",
      all(bank("GSB", { heard: T - 10 * MINUTE })),
      T - 10 * MINUTE,
      undefined,
      undefined,
    ],
    [
      "are those that fell silent a moment before its end",
      all(bank("GSB", { heard: T - 10 * MINUTE - 1 })),
      T - 10 * MINUTE,
      undefined,
      { sources: ["GSB"], of: 3 },
    ],
    [
      "are those that have never reported",
      all(bank("GSB", { heard: null, through: null, since: null })),
      DAY_END,
      undefined,
      { sources: ["GSB"], of: 3 },
    ],
    [
      "are not those registered after the bucket",
      all(bank("GSB", { heard: null, through: null, since: null, registered: T })),
      T - MINUTE,
      undefined,
      undefined,
    ],
    [
      "of one bank are its own",
      all(bank("GSB", { heard: null, through: null, since: null })),
      DAY_END,
      "KBANK",
      undefined,
    ],
    [
      "count a source once that sends several of the types",
      [bank("GSB", { types: ["freeze.confirmed", "freeze.refused"], heard: T - 60 * MINUTE })],
      DAY_END,
      undefined,
      { sources: ["GSB"], of: 1 },
    ],
  ];
  it.each(cases)("%s", (_, sources, end, of, want) => {
    const coverage = coverageOf(sources, ["freeze.confirmed", "freeze.refused"], of);
    expect(missingFrom(coverage, end, NOW)).toEqual(want);
  });
});
