import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { type Caller, type Step, serve } from "../../backend/simulator/lines.ts";

function caller(id: string, at: number, more: Partial<Caller> = {}): Caller {
  return {
    id,
    at,
    queue: "report",
    province: undefined,
    ring: 0,
    talk: 5 * MINUTE,
    wrap: 0,
    patience: 60 * MINUTE,
    ...more,
  };
}

/** What happened to whom, second by second: "a answered 0 ends 300". */
function told(callers: Caller[], agents: number | ((at: number) => number), lines = 100): string[] {
  const agentsAt = typeof agents === "number" ? () => agents : agents;
  return [...serve(callers.values(), { lines, agentsAt }, 0, 1e9)].flatMap((step: Step) => {
    if (step.kind === "sampled" || step.kind === "offered") return [];
    if (step.kind === "abandoned") return [`${step.caller.id} gave up at ${step.at / 1_000}`];
    return [`${step.caller.id} answered ${step.answeredAt / 1_000} until ${step.endedAt / 1_000}`];
  });
}

describe("a caller at the exchange", () => {
  it.each([
    [
      "is answered at once by a free agent, after the ring",
      [caller("a", 0, { ring: 3_000 })],
      1,
      ["a answered 3 until 303"],
    ],
    [
      "waits until an agent is free",
      [caller("a", 0), caller("b", 1_000)],
      1,
      ["a answered 0 until 300", "b answered 300 until 600"],
    ],
    [
      "waits for the agent's notes too",
      [caller("a", 0, { wrap: MINUTE }), caller("b", 1_000)],
      1,
      ["a answered 0 until 300", "b answered 360 until 660"],
    ],
    [
      "is served in order",
      [caller("a", 0), caller("b", 1_000), caller("c", 2_000)],
      1,
      ["a answered 0 until 300", "b answered 300 until 600", "c answered 600 until 900"],
    ],
    [
      "hangs up when patience ends",
      [caller("a", 0), caller("b", 1_000, { patience: 60_000 })],
      1,
      ["a answered 0 until 300", "b gave up at 61"],
    ],
    [
      "is waiting no more when the one before gives up",
      [caller("a", 0), caller("b", 1_000, { patience: 1_000 }), caller("c", 1_500)],
      1,
      ["a answered 0 until 300", "b gave up at 2", "c answered 300 until 600"],
    ],
  ])("%s", (_what, callers, agents, expected) => {
    expect(told(callers, agents)).toEqual(expected);
  });

  it("hears the busy tone when all lines are taken, and was never offered", () => {
    const steps = [
      ...serve([caller("a", 0), caller("b", 1_000)].values(), { lines: 1, agentsAt: () => 5 }, 0, 1e9),
    ];
    expect(steps.flatMap((step) => (step.kind === "offered" ? [step.caller.id] : []))).toEqual(["a"]);
  });

  it("is answered when the next shift comes", () => {
    expect(told([caller("a", 0)], (at) => (at < HOUR ? 0 : 1))).toEqual(["a answered 3600 until 3900"]);
  });

  it("is not cut off when the agent's shift ends", () => {
    expect(told([caller("a", 3_500_000)], (at) => (at < HOUR ? 1 : 0))).toEqual([
      "a answered 3500 until 3800",
    ]);
  });
});

it("samples the hall as it is at that moment", () => {
  const callers = [
    caller("a", 0),
    caller("b", 10_000, { wrap: MINUTE }),
    caller("c", 20_000),
    caller("d", 30_000),
  ];
  const steps = [...serve(callers.values(), { lines: 100, agentsAt: () => 2 }, 0, MINUTE)];
  const samples = steps.flatMap((step) => (step.kind === "sampled" ? [step.sample] : []));
  const [first, second] = samples;
  expect(first).toEqual({
    lines: 100,
    busy: 0,
    waiting: 0,
    longestWaitSeconds: 0,
    agentsReady: 2,
    agentsBusy: 0,
  });
  expect(second).toEqual({
    lines: 100,
    busy: 4,
    waiting: 2,
    longestWaitSeconds: 40,
    agentsReady: 0,
    agentsBusy: 2,
  });
});
