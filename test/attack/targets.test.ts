import { describe, expect, it } from "vitest";
import type { Outcome } from "./measure.ts";
import { becameOf, exitCode, HEAD, MOST_STOP_MS, missed, rowOf } from "./targets.ts";

const good: Outcome = {
  longestGapMs: 2_000,
  walls: 100,
  p50Ms: 10,
  p99Ms: 1_000,
  startMb: 400,
  beforeMb: 500,
  mostMb: 800,
  afterMb: 550,
  exits: 0,
  wrong: 0,
  lost: 0,
  logged: 20_000,
  failures: [],
  remarks: [],
};

describe("the targets of an attack", () => {
  it.each<[Partial<Outcome>, string[]]>([
    [{}, []],
    [{ longestGapMs: 2_001 }, ["gap ≤ 2 s"]],
    [{ p99Ms: 1_001 }, ["p99 ≤ 1 s"]],
    [{ mostMb: 801 }, ["most ≤ +300 MB"]],
    [{ afterMb: 551 }, ["after ≤ +50 MB", "after ≤ start +150 MB"]],
    [{ startMb: 399 }, ["after ≤ start +150 MB"]],
    [{ exits: 1, wrong: Number.NaN }, ["no exit", "no wrong figure"]],
    [{ wrong: 1, lost: 1 }, ["no wrong figure", "no lost event"]],
    [{ p99Ms: Number.NaN }, ["p99 ≤ 1 s"]],
    [{ walls: 99 }, ["all walls connected"]],
    [{ logged: 20_001 }, ["logged ≤ 20 KB"]],
    [{ failures: ["did not end by itself"] }, ["its own"]],
  ])("with %j: missed are %j", (worse, expected) => {
    expect(missed({ ...good, ...worse })).toEqual(expected);
  });
  it("make a row with a cell for each column", () => {
    expect(rowOf("joins", good)).toHaveLength(HEAD.length);
    expect(rowOf("joins", good).at(-1)).toBe("none");
  });
});

describe("a run of attacks", () => {
  const before = { calls: 100, freezes: 20, reports: 30 };
  const flooded = { sent: 9, taken: 9, entities: { calls: 4, freezes: 2, reports: 3 } };
  const after = { calls: 104, freezes: 22, reports: 33 };
  const seen = { before, after, hasEnded: false };
  const codeOf = (became: ReturnType<typeof becameOf>) => exitCode([good, { ...good, ...became }], 1_000);

  it("is green when every event was taken and is counted once", () => {
    expect(becameOf(flooded, seen)).toEqual({ exits: 0, wrong: 0, lost: 0 });
    expect(codeOf(becameOf(flooded, seen))).toBe(0);
  });
  it.each([
    ["a call that is counted twice", flooded, { ...seen, after: { ...after, calls: 105 } }, { wrong: 1 }],
    ["a freeze that is not counted", flooded, { ...seen, after: { ...after, freezes: 21 } }, { wrong: 1 }],
    [
      "a report too many and a call too few",
      flooded,
      { ...seen, after: { ...after, calls: 103, reports: 34 } },
      { wrong: 2 },
    ],
    ["an event that was not acknowledged", { ...flooded, taken: 8 }, seen, { lost: 1 }],
    ["an exit", flooded, { ...seen, after: null, hasEnded: true }, { exits: 1, wrong: Number.NaN }],
    ["figures that are not answered any more", flooded, { ...seen, after: null }, { wrong: Number.NaN }],
  ])("is red by %s", (_, flooded, seen, expected) => {
    const became = becameOf(flooded, seen);
    expect(became).toEqual({ exits: 0, wrong: 0, lost: 0, ...expected });
    expect(codeOf(became)).toBe(1);
  });
  it("is red by what an attack itself finds, by a slow stop, and when nothing was attacked", () => {
    expect(exitCode([{ ...good, failures: ["a plain figure was answered with 500"] }], 1_000)).toBe(1);
    expect(exitCode([good], MOST_STOP_MS)).toBe(0);
    expect(exitCode([good], MOST_STOP_MS + 1)).toBe(1);
    expect(exitCode([], 1_000)).toBe(1);
  });
});
