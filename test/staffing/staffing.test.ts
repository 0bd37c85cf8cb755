import { describe, expect, it } from "vitest";
import { type Load, staffingOf } from "../../backend/staffing/staffing.ts";

/** 270 calls an hour of 8 minutes each: 36 erlangs. */
const load: Load = {
  offered: 135,
  minutes: 30,
  handled: 250,
  handleSeconds: 250 * 480,
  handleOf: "last hour",
  lines: 100,
  agents: 40,
};

const staffed = (given: Load) => staffingOf(given, { share: 0.8, withinSeconds: 20 });

describe("the staffing", () => {
  it("says the load, the agents that it asks for, and who is there", () => {
    expect(staffed(load)).toEqual({
      minutes: 30,
      callsPerHour: 270,
      handleSeconds: 480,
      erlangs: 36,
      agentsErlangA: 39,
      agentsErlangC: 42,
      agentsNow: 40,
      blocked: expect.closeTo(0, 9),
      assumed: { share: 0.8, withinSeconds: 20, patienceSeconds: 180, handleOf: "last hour" },
    });
  });
  it("says what 20 lines would turn away", () => {
    expect(staffed({ ...load, lines: 20 })!.blocked).toBeCloseTo(0.473, 3);
  });
  it.each<[string, Partial<Load>]>([
    ["calls", { offered: 0 }],
    ["calls that ended", { handled: 0, handleSeconds: 0 }],
    ["a handling time", { handleSeconds: 0 }],
  ])("is nothing without %s", (_, more) => {
    expect(staffed({ ...load, ...more })).toBe(null);
  });
  it("does not make up lines and agents that it does not know", () => {
    expect(staffed({ ...load, lines: null, agents: null })).toMatchObject({
      blocked: null,
      agentsNow: null,
    });
  });
  it("has no number of agents for a load that no hall has", () => {
    const huge = staffed({ ...load, offered: 1_000_000 })!;
    expect([huge.agentsErlangA, huge.agentsErlangC]).toEqual([null, null]);
  });
});
