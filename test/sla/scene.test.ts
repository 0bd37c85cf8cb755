import { describe, expect, it } from "vitest";
import type { Figure } from "#wire/figures.ts";
import type { SceneObjective, SceneVerdict, TableRow } from "#wire/sceneParts.ts";
import type { FigureKey } from "#wire/scenery.ts";
import type { Objective, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { inOrder } from "../../backend/sla/order.ts";
import { rankCosts, restOf, scaled } from "../../dashboard/sla/costs.ts";
import { barOf, leftOf, leftText, lookOf, placed, windowOf } from "../../dashboard/sla/standing.ts";
import { stepsOf } from "../../dashboard/sla/steps.ts";
import { words as en } from "../../dashboard/sla/words.en.ts";
import { words as th } from "../../dashboard/sla/words.th.ts";
import { LOOKS, SEVERITY, standingOf } from "../../dashboard/slaPage/rows.ts";

type Budget = NonNullable<Verdict["budget"]>;
const budget = (
  used: number,
  asked: [cases: number, allowed: number],
  end: [number, number] | null,
): Budget => ({
  asked: String(asked[0]),
  expected: end && String(end[0]),
  used: String(used),
  toMend: "0",
  expectedBy: end && "forecast",
  allowed: { asked: String(asked[1]), midnight: end && String(end[1]) },
});
const objective = (more: Partial<SceneObjective> = {}): SceneObjective => ({
  metric: "freezes.sla_60m",
  window: { kind: "day" },
  stretch: false,
  countsMisses: false,
  place: 0,
  kind: "good",
  numerator: "739",
  denominator: "771",
  target: { p: 95, q: 100 },
  left: { asked: 7, midnight: 30 },
  budget: budget(32, [790, 39], [1_240, 62]),
  isFast: false,
  ...more,
});

describe("objectives", () => {
  const version = (id: string, metric: string, stretch = false): ObjectiveVersion => ({
    id,
    version: 1,
    from: 0,
    by: "x",
    objective: { metric, stretch } as Objective,
  });
  it("stand in the order of what is promised, not of their names, and a stretch after what is promised", () => {
    const all = [
      version("a-complaint", "reports.complaint_72h_share"),
      version("b-sources", "sources.fresh"),
      version("c-calls", "calls.service_level"),
      version("d-stretch", "freezes.sla_60m", true),
      version("e-hour", "freezes.sla_60m"),
      version("f-quarter", "freezes.sla_15m"),
      version("g-gone", "nothing.any_more"),
    ];
    expect(inOrder(all).map(({ id }) => id)).toEqual([
      ...["e-hour", "d-stretch", "f-quarter", "c-calls", "a-complaint", "b-sources", "g-gone"],
    ]);
  });
  it("have a stretch never in the first place, where there is a promise", () => {
    const told = {
      a: objective({ place: 0, stretch: true }),
      b: objective({ place: 1 }),
      c: objective({ place: 2 }),
    };
    expect(placed(told).map(({ id }) => id)).toEqual(["b", "a", "c"]);
    expect(placed({ a: told.a }).map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("what falls short", () => {
  it.each<[kind: SceneVerdict["kind"], promise: string, stretch: string]>([
    ["good", "met", "met"],
    ["between", "watch", "few"],
    ["bad", "broken", "few"],
    ["few", "few", "few"],
    ["no-data", "no-data", "no-data"],
  ])("and is %s looks %s on a wall, and as a stretch %s", (kind, promise, stretch) => {
    expect([lookOf({ kind, stretch: false }), lookOf({ kind, stretch: true })]).toEqual([promise, stretch]);
  });
  it.each<[kind: SceneVerdict["kind"], stretch: boolean, look: string]>([
    ["good", true, "good"],
    ["between", true, "pending"],
    ["bad", true, "pending"],
    ["bad", false, "broken"],
    ["no-data", true, "no-data"],
  ])("and is %s, a stretch: %s, looks %s on the page, and is sorted so", (kind, stretch, look) => {
    const standing = standingOf(kind, { stretch });
    expect(LOOKS[standing]).toBe(look);
    expect(SEVERITY[standing] > SEVERITY.few).toBe(look === "broken" || look === "no-data");
  });
});

describe("the bar of a budget", () => {
  const close = (value: number) => expect.closeTo(value, 6) as number;
  it.each<[what: string, of: Partial<SceneObjective>, bar: ReturnType<typeof barOf>]>([
    [
      "of what is kept has no colour",
      {},
      { used: close(32 / 62), tonedFrom: null, tone: "watch", mark: close(790 / 1_240) },
    ],
    [
      "of what is kept and used up fast has that of the last hour",
      { isFast: true, lastHour: { bad: "7", of: "60" } },
      { used: close(32 / 62), tonedFrom: close(25 / 62), tone: "watch", mark: close(790 / 1_240) },
    ],
    [
      "of what is watched has it past the mark",
      { kind: "between", budget: budget(50, [790, 39], [1_240, 62]) },
      { used: close(50 / 62), tonedFrom: close(790 / 1_240), tone: "watch", mark: close(790 / 1_240) },
    ],
    [
      "of what is lost is full",
      { kind: "bad", budget: budget(71, [790, 39], [1_240, 62]) },
      { used: 1, tonedFrom: close(790 / 1_240), tone: "broken", mark: close(790 / 1_240) },
    ],
    [
      "of which the end is not known has no mark",
      { kind: "bad", budget: budget(71, [790, 39], null) },
      { used: 1, tonedFrom: 0, tone: "broken", mark: null },
    ],
    [
      "of a stretch never has a colour",
      { kind: "bad", stretch: true, isFast: true, lastHour: { bad: "7", of: "60" } },
      { used: close(32 / 62), tonedFrom: null, tone: "watch", mark: close(790 / 1_240) },
    ],
    [
      "of which nothing may miss is empty until something has",
      { budget: budget(0, [5, 0], null) },
      { used: 0, tonedFrom: null, tone: "watch", mark: null },
    ],
    ["without data is empty", { kind: "no-data" }, { used: 0, tonedFrom: null, tone: "watch", mark: null }],
  ])("%s", (_, of, bar) => expect(barOf(objective(of))).toEqual(bar));
});

describe("what is left", () => {
  it.each<[of: Partial<SceneObjective>, left: ReturnType<typeof leftOf>, thai: string, english: string]>([
    [{}, { count: 30, isByEnd: true }, "30", "30"],
    [{ left: { asked: 7, midnight: null } }, { count: 7, isByEnd: false }, "7", "7"],
    [{ left: { asked: -2, midnight: 0 } }, { count: 0, isByEnd: true }, "หมดแล้ว", "none left"],
    [
      { left: { asked: -1_200, midnight: null } },
      { count: -1_200, isByEnd: false },
      "เกิน 1,200",
      "1,200 over",
    ],
  ])("of %o is %o", (of, left, thai, english) => {
    expect(leftOf(objective(of))).toEqual(left);
    expect([leftText(left!.count, th), leftText(left!.count, en)]).toEqual([thai, english]);
  });
  it.each(["no-data", "few"] as const)("of what is not judged is not said: %s", (kind) =>
    expect(leftOf(objective({ kind }))).toBe(null),
  );
  it("has its window: of thirty days it is not of today", () => {
    expect(windowOf(objective({ window: { kind: "rolling", minutes: 43_200 } }), th, "th")).toBe("30 วัน");
    expect(windowOf(objective(), en, "en")).toBe("today");
  });
});

describe("the banks", () => {
  const figure = { value: 0.9, state: "open", heard: 1, maxAgeSeconds: 60 } as Figure;
  const row = (code: string): TableRow => ({
    code,
    order: 0,
    th: code,
    en: code,
    figures: { "freezes.sla_60m": figure },
  });
  const verdict = (kept: number, of: number, kind: SceneVerdict["kind"]): SceneVerdict => ({
    kind,
    numerator: String(kept),
    denominator: String(of),
    target: { p: 95, q: 100 },
  });
  const verdicts = {
    "freeze-60m bank SCB": verdict(85, 96, "bad"),
    "freeze-60m bank KBANK": verdict(164, 171, "good"),
    "freeze-60m bank TTB": verdict(52, 54, "good"),
    "freeze-60m bank BBL": verdict(113, 120, "between"),
    "freeze-60m bank LH": verdict(0, 0, "few"),
  } as const;
  const rows = ["BBL", "GSB", "KBANK", "LH", "SCB", "TTB"].map(row);
  const costs = rankCosts(rows, verdicts, (of) => of.heard !== null);

  it("are ranked by what they missed; of as many, the smaller one first; who is not judged has no row", () => {
    expect(costs.map(({ key, missed, of, look }) => [key, Number(missed), Number(of), look])).toEqual([
      ["SCB", 11, 96, "broken"],
      ["BBL", 7, 120, "watch"],
      ["KBANK", 7, 171, "met"],
      ["TTB", 2, 54, "met"],
    ]);
  });
  it("have a mark at what may miss of their own cases, so that a big bank is not blamed for its size", () => {
    const bars = scaled(costs, { p: 95, q: 100 });
    expect(bars.get("SCB")).toEqual({ used: 1, mark: expect.closeTo(4.8 / 11, 6) });
    expect(bars.get("KBANK")!.mark).toBeGreaterThan(bars.get("KBANK")!.used);
  });
  it("without a row are one, and all rows sum to the whole", () => {
    expect(restOf(costs, ["SCB", "BBL", null])).toEqual({ banks: 2, missed: 9n, of: 225n });
  });
  it("that are silent are not judged", () => {
    expect(rankCosts(rows, verdicts, () => false)[0]).toMatchObject({ key: "SCB", look: "silent" });
  });
});

describe("the steps of a case", () => {
  const told = (values: Record<string, number>) => (key: FigureKey) => {
    const value = new Map(Object.entries(values)).get(key.replace("reports.", "").replace("@90days", ""));
    return value === undefined ? undefined : ({ value } as Figure);
  };
  it("say how many reached each, within 72 hours, and the mean time to the next", () => {
    const steps = stepsOf(
      told({
        filed: 57_600,
        freezing: 53_570,
        complaint: 52_880,
        complaint_72h: 48_100,
        tracing: 31_400,
        refunding: 4_150,
        closed: 5_690,
        freezing_mean_seconds: 561.7,
        closed_mean_seconds: 86_400,
      }),
    );
    expect(steps.map(({ step, digits, percent, next }) => [step, digits, percent, next])).toEqual([
      ["filed", "57,600", "", 562],
      ["freezing", "53,570", "93", null],
      ["complaint", "52,880", "91", null],
      ["tracing", "31,400", "54", null],
      ["refunding", "4,150", "7.2", 86_400],
      // More were closed than refunded.
      ["closed", "5,690", "9.8", null],
    ]);
    expect(steps[2]!.within).toEqual({ share: 48_100 / 57_600, percent: "83" });
  });
  it("are none where none was reported", () => expect(stepsOf(told({ filed: 0 }))).toEqual([]));
});
