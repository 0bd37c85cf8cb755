import { describe, expect, it } from "vitest";
import {
  erlangA,
  erlangB,
  erlangC,
  fewestAgents,
  meanWaitC,
  serviceLevelC,
} from "../../backend/staffing/erlang.ts";

describe("Erlang B", () => {
  // The offered load at 1 % and 0.1 % of calls lost, as in every printed table of the formula.
  it.each([
    [1, 0.0101, 0.01],
    [2, 0.153, 0.01],
    [5, 1.36, 0.01],
    [10, 4.46, 0.01],
    [20, 12.03, 0.01],
    [50, 37.9, 0.01],
    [100, 84.06, 0.01],
    [10, 3.09, 0.001],
    [20, 9.41, 0.001],
    [100, 75.24, 0.001],
  ])("loses of %d lines with %d erlangs the share %d", (lines, erlangs, lost) => {
    expect(Math.abs(erlangB(lines, erlangs) - lost) / lost).toBeLessThan(0.01);
  });
  it.each([
    [0, 5, 1],
    [1, 1, 0.5],
    [2, 1, 0.2],
    [10, 0, 0],
    [0, 0, 0],
  ])("is exact where it is simple: %d lines, %d erlangs", (lines, erlangs, lost) => {
    expect(erlangB(lines, erlangs)).toBeCloseTo(lost, 12);
  });
  it("neither overflows nor goes wrong with hundreds of lines", () => {
    expect(erlangB(1_000, 10)).toBe(0);
    expect(erlangB(700, 700)).toBeGreaterThan(0.02);
    expect(erlangB(500, 5_000)).toBeCloseTo(0.9, 2);
  });
});

describe("Erlang C", () => {
  // The example of the R package ErlangC (CRAN): 100 calls in 30 min, 180 s, 14 agents.
  it("gives the published example: 10 erlangs, 14 agents", () => {
    expect(erlangC(14, 10)).toBeCloseTo(0.1741319, 7);
    expect(serviceLevelC(14, 10, 180, 20)).toBeCloseTo(0.88835, 5);
    expect(meanWaitC(14, 10, 180)).toBeCloseTo(7.83593701, 7);
  });
  it("gives the published example of 50 agents, 48 calls a minute of a minute each: 20.8 s", () => {
    expect(meanWaitC(50, 48, 60)).toBeCloseTo(20.8, 1);
  });
  it("waits for ever with too few agents", () => {
    expect([erlangC(10, 10), serviceLevelC(9, 10, 60, 20), meanWaitC(10, 10, 60)]).toEqual([1, 0, Infinity]);
  });
  it("asks nobody to wait without calls", () => {
    expect([erlangC(1, 0), serviceLevelC(1, 0, 60, 20), meanWaitC(1, 0, 60)]).toEqual([0, 1, 0]);
  });
  // 270 calls an hour, 80 % in 20 s.
  it.each([
    [8, 42],
    [10, 52],
    [15, 76],
  ])("asks for the agents of the domain's check: %d minutes a call, %d agents", (minutes, agents) => {
    const erlangs = (270 * minutes) / 60;
    expect(fewestAgents((n) => serviceLevelC(n, erlangs, minutes * 60, 20) >= 0.8)).toBe(agents);
  });
});

/** Erlang A the other way: over the probabilities of how many callers there are, without an integral. */
function byStates(agents: number, erlangs: number, handleSeconds: number, patienceSeconds: number) {
  const weights = [1];
  const most = agents + 5_000;
  for (let k = 1; k <= most; k++) {
    const leaving = Math.min(k, agents) / handleSeconds + Math.max(0, k - agents) / patienceSeconds;
    const next = (weights[k - 1]! * (erlangs / handleSeconds)) / leaving;
    if (next > 1e250) for (let i = 0; i < k; i++) weights[i]! *= 1e-250;
    weights[k] = (weights[k - 1]! * (erlangs / handleSeconds)) / leaving;
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const queue = weights.reduce((sum, weight, k) => sum + weight * Math.max(0, k - agents), 0) / all;
  const delayed = weights.slice(agents).reduce((sum, weight) => sum + weight, 0) / all;
  return { delayed, abandoned: ((queue / patienceSeconds) * handleSeconds) / erlangs };
}

describe("Erlang A", () => {
  // Gans, Koole, Mandelbaum (2003), section 4.2.2: 50 agents, 48 calls a minute, 1 min each, 2 min of patience.
  it("gives the published example: 3.1 % give up, 3.7 s of wait, 93 % busy", () => {
    const load = { agents: 50, erlangs: 48, handleSeconds: 60, patienceSeconds: 120, withinSeconds: 20 };
    const { abandoned, waitSeconds, occupancy } = erlangA(load);
    expect(abandoned).toBeCloseTo(0.031, 3);
    expect(waitSeconds).toBeCloseTo(3.7, 1);
    expect(occupancy).toBeCloseTo(0.93, 2);
  });

  // 3,600 calls an hour, 180 s each, 180 s of patience, 181 agents. Who waits leaves as fast as who is served, so
  // the callers there are Poisson with mean 180 whatever the agents do: a closed form, and no choice of method.
  // A vendor's sheet says of it 63.3 % in time, 1.37 % given up, 2.1 s: three numbers that no such queue has
  // together, for of a mean wait of 2.1 s at most 2.1 ÷ 20 of the callers can wait for more than 20 s.
  it("is a Poisson number of callers where patience is as long as a call", () => {
    const outcome = erlangA({
      agents: 181,
      erlangs: 180,
      handleSeconds: 180,
      patienceSeconds: 180,
      withinSeconds: 20,
    });
    let probability = Math.exp(-180);
    let below = 0;
    let queue = 0;
    for (let k = 0; k < 600; k++) {
      if (k < 181) below += probability;
      else queue += probability * (k - 181);
      probability *= 180 / (k + 1);
    }
    expect(outcome.delayed).toBeCloseTo(1 - below, 8);
    expect(outcome.abandoned).toBeCloseTo(queue / 180, 8);
    expect(outcome.waitSeconds).toBeCloseTo(queue, 6);
    expect(outcome.abandoned).toBeCloseTo(0.0271, 4);
    expect(outcome.serviceLevel).toBeCloseTo(0.9167, 4);
    expect(outcome.occupancy).toBeCloseTo(0.968, 3);
  });

  it.each([
    [1, 0.5, 300, 60],
    [5, 8, 480, 180],
    [40, 36, 480, 180],
    [42, 36, 480, 20],
    [76, 67.5, 900, 180],
    [100, 150, 480, 180],
    [300, 320, 480, 180],
    [400, 300, 600, 1_200],
  ])(
    "agrees with the states: %d agents, %d erlangs, %d s a call, %d s of patience",
    (agents, erlangs, handleSeconds, patienceSeconds) => {
      const got = erlangA({ agents, erlangs, handleSeconds, patienceSeconds, withinSeconds: 20 });
      const want = byStates(agents, erlangs, handleSeconds, patienceSeconds);
      expect(got.delayed).toBeCloseTo(want.delayed, 5);
      expect(got.abandoned).toBeCloseTo(want.abandoned, 5);
    },
  );

  it("becomes Erlang C as patience grows", () => {
    const load = { agents: 42, erlangs: 36, handleSeconds: 480, withinSeconds: 20 };
    const { serviceLevel } = erlangA({ ...load, patienceSeconds: 1e9 });
    expect(serviceLevel).toBeCloseTo(serviceLevelC(42, 36, 480, 20), 4);
  });

  it("gets better with every agent, and stays a number at every load", () => {
    for (const erlangs of [0.01, 1, 36, 200, 800]) {
      let last = -1;
      for (let agents = 0; agents <= 900; agents += 25) {
        const load = { agents, erlangs, handleSeconds: 480, patienceSeconds: 180, withinSeconds: 20 };
        const { serviceLevel, abandoned, occupancy } = erlangA(load);
        for (const share of [serviceLevel, abandoned, occupancy]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(serviceLevel).toBeGreaterThanOrEqual(last - 1e-9);
        last = serviceLevel;
      }
    }
  });
});

describe("the fewest agents", () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [417, 417],
    [10_000, 10_000],
    [10_001, null],
  ])("that do from %i on are %s", (from, want) => {
    expect(fewestAgents((agents) => agents >= from)).toBe(want);
  });
});
