import { describe, expect, it } from "vitest";
import { dayOf, startOf, startOfMinute } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { FigureRow, Question, Reading } from "#wire/figures.ts";
import type { Burn, Exclusion, ObjectiveVersion } from "#wire/sla.ts";
import { openSlowly } from "../../backend/live/longWindows.ts";
import { judgeAll, openJudging } from "../../backend/sla/all.ts";
import { type Expected, planOf } from "../../backend/sla/plan.ts";
import { readExpected } from "../../backend/targets/expected.ts";

const NOW = Date.parse("2026-11-25T14:05:30+07:00");
const row = (question: Question, more: Partial<FigureRow>): FigureRow => ({
  metric: question.metrics[0]!,
  at: question.from,
  slice: {},
  value: 0,
  state: "open",
  heard: NOW,
  maxAgeSeconds: 60,
  ...more,
});

describe("how many cases a day will have", () => {
  /** So many in each hour of a day. */
  const answer = (cameOn: (day: number, hour: number) => number | null) => {
    const asked: Question[] = [];
    const ask = async (question: Question): Promise<FigureRow[]> => {
      asked.push(question);
      return Array.from({ length: (question.until - question.from) / HOUR }, (_, index) => {
        const at = question.from + index * HOUR;
        const value = cameOn(dayOf(at), (at - startOf(dayOf(at))) / HOUR);
        return row(question, { at, value, state: value === null ? "no-data" : "settled" });
      });
    };
    return { ask, asked };
  };
  const isHoliday = () => false;
  const today = dayOf(NOW);

  it("is what came in its hours that are over and what comes on such a day, which last week was unlike", async () => {
    // Every hour ten, but for a week ago.
    const { ask, asked } = answer((day, hour) =>
      day < today - 6 && day > today - 14 && hour > 13 ? 40 : 10,
    );
    const expected = await readExpected(NOW, { ask, past: ask, isHoliday });
    expect([...expected.keys()]).toEqual(["calls", "freezes"]);
    const calls = Number(expected.get("calls"));
    // 24 hours of ten, and a sixth of what was more in one week of six.
    expect(calls).toBeGreaterThanOrEqual(240);
    expect(calls).toBeLessThan(300);
    // Only the hours that are over: it does not change with each case.
    expect(Math.max(...asked.map(({ until }) => until))).toBe(Date.parse("2026-11-25T14:00:00+07:00"));
  });
  it("is not said where that is no better than the same day a week before", async () => {
    // Twice as many since five weeks ago: what came last week is right, the mean of six is not.
    const { ask } = answer((day) => (day < today - 36 ? 10 : 20));
    expect((await readExpected(NOW, { ask, past: ask, isHoliday })).get("freezes")).toBe(null);
  });
  it("is not known of a centre that is new: then it is as many as last week", async () => {
    const { ask } = answer((day) => (day < today - 9 ? null : 10));
    expect((await readExpected(NOW, { ask, past: ask, isHoliday })).has("calls")).toBe(false);
  });
});

const VERSION: ObjectiveVersion = {
  id: "freeze-60m",
  version: 1,
  from: 0,
  by: "x",
  objective: {
    th: "ก",
    en: "a",
    metric: "freezes.sla_60m",
    target: { p: 95, q: 100 },
    watch: null,
    minimumSample: 20,
    window: { kind: "day" },
    by: ["all", "bank"],
    burn: [],
    stretch: false,
    enabled: true,
  },
};

describe("the budget by midnight", () => {
  /** Of the worked example: 400 decided, 13 missed, 22 with time left; last week brought 200 in the rest of the day. */
  const judge = (expected?: Expected) => {
    const plan = planOf({ versions: [VERSION], exclusions: [] }, NOW);
    const answers = plan.questions.map((question) => {
      const isWeekAgo = question.until < NOW - 5 * DAY;
      const slice = question.by ? { bank: "GSB" } : {};
      return [
        row(question, {
          metric: "freezes.sla_60m",
          slice,
          ...(isWeekAgo ? { numerator: 190, denominator: 200 } : { numerator: 387, denominator: 400 }),
        }),
        row(question, { metric: "freezes.pending", slice, value: isWeekAgo ? 0 : 22 }),
      ];
    });
    return plan
      .judge(answers, expected)
      .map(({ slice, left, budget }) => [
        slice.of,
        left!.asked,
        left!.midnight,
        budget!.expected,
        budget!.expectedBy,
      ]);
  };
  it("has the forecast: of those asked 8 more may miss, by midnight, with the forecast, 24", () => {
    // 422 asked and 318 to come are 740, of which 37 may miss.
    expect(judge(new Map([["freezes", 740n]]))[0]).toEqual([null, 8, 24, "740", "forecast"]);
  });
  it("is absent where the forecast says that it is worse than last week", () => {
    expect(judge(new Map([["freezes", null]]))[0]).toEqual([null, 8, null, null, null]);
  });
  it("never has fewer cases than have come", () => {
    expect(judge(new Map([["freezes", 400n]]))[0]).toEqual([null, 8, 8, "422", "forecast"]);
  });
  it("of a bank, and where no forecast was asked for, has what came in the rest of it a week ago", () => {
    for (const all of [judge(), judge(new Map())]) expect(all[0]).toEqual([null, 8, 18, "622", "last-week"]);
    expect(judge(new Map([["freezes", null]]))[1]).toEqual(["GSB", 8, 18, "622", "last-week"]);
  });
});

it("is the same for the alerts as for whoever asks", async () => {
  const ask = async (question: Question) => [
    row(question, { metric: "freezes.sla_60m", numerator: 387, denominator: 400 }),
    row(question, { metric: "freezes.pending", value: 22 }),
  ];
  const reading = { ask, now: NOW } as Reading;
  const rules = {
    versions: [{ ...VERSION, objective: { ...VERSION.objective, by: ["all"] as const } } as ObjectiveVersion],
    exclusions: [],
  };
  const expected = async () => new Map([["freezes", 740n]]);
  const [asked] = await judgeAll(rules, reading, NOW, { expected });
  const [seen] = await openJudging()(rules, reading, NOW, [], expected);
  expect([asked!.left!.midnight, seen]).toEqual([24, asked]);
});

describe("how fast a budget is used up", () => {
  const OUTAGE = { from: NOW - 3 * HOUR, until: NOW };
  const version: ObjectiveVersion = {
    ...VERSION,
    objective: {
      ...VERSION.objective,
      burn: [{ share: { p: 10, q: 100 }, longMinutes: 60, shortMinutes: 15, least: 3 }],
    },
  };
  /** In each window GSB missed all of its 40, and the others 1 of 60. */
  const burnOf = (of: string | null, exclusions: readonly Exclusion[]) => {
    const plan = planOf({ versions: [version], exclusions }, NOW);
    const answers = plan.questions.map((question) => {
      const counts = {
        gsb: { numerator: 0, denominator: 40 },
        all: { numerator: 59, denominator: 100 },
      };
      if (question.only || question.by)
        return [row(question, { slice: question.by ? { bank: "GSB" } : {}, ...counts.gsb })];
      return [row(question, counts.all)];
    });
    const { burn } = plan.judge(answers).find(({ slice }) => slice.of === of)!;
    return burn!.map(({ long, short, why }) => [long, short, why]);
  };
  const outage: Exclusion = {
    ...{ id: 1, objective: VERSION.id, slice: { by: "bank", of: "GSB" }, ...OUTAGE },
    ...{ reason: "an outage", by: "x", madeAt: 0, endedAt: null, endedBy: null, endedReason: null },
  };

  /** 422 asked; 318 more come by the forecast, 200 by last week. */
  const thresholdOf = (expected?: Expected) => {
    const plan = planOf({ versions: [version], exclusions: [] }, NOW);
    const answers = plan.questions.map((question) => {
      const slice = question.by ? { bank: "GSB" } : {};
      const isWeekAgo = question.until < NOW - 5 * DAY;
      return [
        row(question, {
          ...{ metric: "freezes.sla_60m", slice },
          ...(isWeekAgo ? { numerator: 190, denominator: 200 } : { numerator: 387, denominator: 400 }),
        }),
        row(question, { metric: "freezes.pending", slice, value: isWeekAgo ? 0 : 22 }),
      ];
    });
    return plan.judge(answers, expected).map(({ slice, budget, burn }) => {
      const [{ allowed, needed }] = burn as [Burn];
      return [slice.of, budget!.allowed.midnight, allowed, needed];
    });
  };
  it("takes its share of the budget that is shown: by the forecast for the whole, by last week for a bank", () => {
    // A tenth of 37, and of 31.
    expect(thresholdOf(new Map([["freezes", 740n]]))).toEqual([
      [null, "37", "37", "4"],
      ["GSB", "31", "31", "4"],
    ]);
    // A tenth of 61.
    expect(thresholdOf(new Map([["freezes", 1_220n]]))[0]).toEqual([null, "61", "61", "7"]);
  });
  it("goes by last week where the forecast is worse than that, and the budget says nothing", () => {
    expect(thresholdOf(new Map([["freezes", null]]))[0]).toEqual([null, null, "31", "4"]);
  });

  it("is told without what is excluded, of the whole as of the bank", () => {
    const [all, gsb] = [
      { bad: "41", of: "100" },
      { bad: "40", of: "40" },
    ];
    expect(burnOf(null, [])).toEqual([[all, all, "fires"]]);
    expect(burnOf("GSB", [])).toEqual([[gsb, gsb, "fires"]]);
    const [rest, none] = [
      { bad: "1", of: "60" },
      { bad: "0", of: "0" },
    ];
    expect(burnOf(null, [outage])).toEqual([[rest, rest, "below-least"]]);
    expect(burnOf("GSB", [outage])).toEqual([[none, none, "below-share"]]);
  });
});

describe("a long window on a wall", () => {
  it("is asked about once a minute, a day each time, and what failed again", async () => {
    const asked: number[] = [];
    let fails = true;
    const slowly = openSlowly();
    const at = (now: number, days: number) =>
      slowly(async (question) => {
        asked.push((question.until - question.from) / DAY);
        if (fails && days > 1) throw new Error("the database is gone");
        return [];
      }, now)({ metrics: ["x.y"], from: 0, until: days * DAY, step: "total" });
    const minute = startOfMinute(NOW);
    await expect(at(minute, 90)).rejects.toThrow();
    fails = false;
    for (const now of [minute, minute + 59_999]) for (const days of [1, 90, 30]) await at(now, days);
    expect(asked).toEqual([90, 1, 90, 30, 1]);
    await at(minute + 60_000, 90);
    expect(asked).toHaveLength(6);
  });
});
