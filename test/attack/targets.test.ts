import { describe, expect, it } from "vitest";
import type { Outcome } from "./measure.ts";
import { isFailure, openCounts } from "./register.ts";
import { HEAD, missed, rowOf } from "./targets.ts";

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
  it("count answers by which the server failed, also of handshakes", () => {
    const counts = openCounts();
    for (const status of ["200", "400", "503", "not answered", "Error: Unexpected server response: 503"])
      counts.add(status);
    expect(counts.of(isFailure)).toBe(0);
    for (const status of ["500", "502", "Error: Unexpected server response: 500"]) counts.add(status);
    expect(counts.of(isFailure)).toBe(3);
  });
  it("make a row with a cell for each column", () => {
    expect(rowOf("joins", good)).toHaveLength(HEAD.length);
    expect(rowOf("joins", good).at(-1)).toBe("none");
  });
});
