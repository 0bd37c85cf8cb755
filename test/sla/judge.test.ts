import { describe, expect, it } from "vitest";
import type { Objective, ObjectiveVersion } from "#wire/sla.ts";
import { faultsOf } from "../../backend/sla/faults.ts";
import { fresh } from "../../backend/sla/fresh.ts";
import { inForce } from "../../backend/sla/inForce.ts";
import { isWithin } from "../../backend/sla/inScope.ts";
import { judged } from "../../backend/sla/judge.ts";
import { promisedOf } from "../../backend/sla/promisedFigures.ts";

const objective: Objective = {
  th: "ระงับได้ใน 60 นาที",
  en: "Frozen within 60 min",
  metric: "freezes.sla_60m",
  target: { p: 95, q: 100 },
  watch: { p: 92, q: 100 },
  minimumSample: 20,
  window: { kind: "day" },
  by: ["all", "bank"],
  burn: [],
  stretch: false,
  enabled: true,
};

describe("a promise", () => {
  it.each<[kept: number, of: number, kind: string, why: string]>([
    [95, 100, "good", "kept"],
    [9_496, 10_000, "between", "in-watch-band"],
    [92, 100, "between", "in-watch-band"],
    [91_999, 100_000, "bad", "below-target"],
    [0, 20, "bad", "below-target"],
    [0, 19, "few", "too-few"],
    [19, 19, "few", "too-few"],
    [0, 0, "few", "too-few"],
  ])("of which %i in %i are kept is %s: %s", (kept, of, kind, why) => {
    const counted = { kept: BigInt(kept), of: BigInt(of), state: "open" } as const;
    expect(judged(counted, objective)).toEqual({ kind, why });
  });
  it("without data is not kept and not broken", () => {
    expect(judged({ kept: 0n, of: 0n, state: "no-data" }, objective)).toEqual({
      kind: "no-data",
      why: "no-data",
    });
  });
  it("is not rounded where numbers are", () => {
    const of = 10n ** 18n;
    expect(judged({ kept: (of * 95n) / 100n, of, state: "open" }, objective).kind).toBe("good");
    expect(judged({ kept: (of * 95n) / 100n - 1n, of, state: "open" }, objective).kind).toBe("between");
  });
});

describe("the version in force", () => {
  const version = (number: number, from: number): ObjectiveVersion => ({
    id: "freeze-60m",
    version: number,
    from,
    by: "x",
    objective,
  });
  const versions = [version(1, 0), version(2, 500), version(3, 200), version(4, 200)];
  it.each([
    [-1, undefined],
    [0, 1],
    [199, 1],
    [200, 4],
    [499, 4],
    [500, 2],
    [9_999, 2],
  ])("at %i is %o", (at, want) => {
    expect(inForce(versions, at)[0]?.version).toBe(want);
  });
});

describe("freshness", () => {
  const version: ObjectiveVersion = {
    id: "sources-fresh",
    version: 1,
    from: 0,
    by: "x",
    objective: {
      ...objective,
      metric: "sources.fresh",
      target: { p: 1, q: 1 },
      watch: null,
      minimumSample: 1,
      by: ["all", "source"],
    },
  };
  const lamp = (name: string, more: object = {}) => ({
    name,
    nameTh: name,
    heard: 1,
    silent: false,
    behind: false,
    clockOffSeconds: null,
    simulated: false,
    ...more,
  });
  it("says of each source and of all whether it is heard and has sent everything", () => {
    const lamps = [
      lamp("KBANK"),
      lamp("GSB", { silent: true }),
      lamp("SCB", { behind: true }),
      lamp("TTB", { heard: null, silent: true }),
    ];
    const told = fresh([version], lamps, 100).map(({ slice, kind, why, numerator, denominator }) =>
      [slice.of, kind, why, `${numerator}/${denominator}`].join(" "),
    );
    expect(told).toEqual([
      " bad silent 1/4",
      "KBANK good kept 1/1",
      "GSB bad silent 0/1",
      "SCB between behind 0/1",
      "TTB no-data no-data 0/1",
    ]);
  });
  it("of no source at all is not known", () => {
    expect(fresh([version], [], 100)).toMatchObject([{ kind: "no-data" }]);
  });
});

describe("an objective", () => {
  const burn = { share: { p: 1, q: 10 }, longMinutes: 60, shortMinutes: 5, least: 3 };
  it.each<[what: string, change: Partial<Objective>, fault: string | null]>([
    ["that can be kept", {}, null],
    ["with a threshold that can fire", { burn: [burn] }, null],
    ["of a figure that there is not", { metric: "freezes.held_satang" }, "metric:"],
    ["of a dimension that it is not counted by", { by: ["all", "queue"] }, "by:"],
    ["over all", { target: { p: 101, q: 100 } }, "target:"],
    ["watched above its target", { watch: { p: 96, q: 100 } }, "watch:"],
    ["with a short window that is none", { burn: [{ ...burn, shortMinutes: 60 }] }, "burn[0]: shortMinutes"],
    [
      "with a window longer than its own",
      { burn: [{ ...burn, longMinutes: 1_441 }] },
      "burn[0]: longMinutes",
    ],
    [
      "with a threshold that fires when all is well",
      { burn: [{ ...burn, share: { p: 1, q: 100 } }] },
      "burn[0]: longMinutes must be 1 to 14",
    ],
    [
      "with one that could never fire",
      { target: { p: 5, q: 10 }, watch: null, burn: [{ ...burn, longMinutes: 99 }] },
      "burn[0]: longMinutes must be 100 to 143",
    ],
    ["of all, with a budget that there is not", { target: { p: 1, q: 1 }, burn: [burn] }, "burn:"],
  ])("%s", (_, change, fault) => {
    const faults = faultsOf({ ...objective, ...change });
    if (fault === null) expect(faults).toEqual([]);
    else expect(faults[0]).toContain(fault);
  });
});

describe("who is limited", () => {
  it.each([
    ["freezes.sla_60m", { banks: ["GSB"], provinces: null, agencies: null }, true],
    ["calls.service_level", { banks: ["GSB"], provinces: null, agencies: null }, false],
    ["freezes.sla_60m", { banks: null, provinces: ["TH-10"], agencies: null }, false],
    ["calls.service_level", { banks: null, provinces: null, agencies: null }, true],
    ["sources.fresh", { banks: null, provinces: null, agencies: null }, false],
  ])("is told of %s under %o: %o", (metric, scope, want) => {
    expect(isWithin(promisedOf(metric), scope)).toBe(want);
  });
});
