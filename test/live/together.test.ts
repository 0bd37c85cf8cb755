import { describe, expect, it } from "vitest";
import { startOfDay } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import { together } from "../../backend/live/together.ts";

const from = startOfDay(Date.parse("2026-11-21T14:00:00+07:00"));
const day = (metrics: string[], more: Partial<Question> = {}): Question => ({
  metrics,
  from,
  until: from + DAY,
  step: "total",
  ...more,
});

describe("questions that are asked at once", () => {
  /** What was asked, and what came to each. */
  async function ask(...questions: Question[]) {
    const asked: Question[] = [];
    const all = together(async (question) => {
      asked.push(question);
      return question.metrics.map((metric) => ({ metric }) as FigureRow);
    });
    const rows = await Promise.all(questions.map(all));
    return {
      asked: asked.map(({ metrics }) => metrics),
      got: rows.map((each) => each.map(({ metric }) => metric)),
    };
  }

  it("of the same day are one, and each gets its own rows", async () => {
    const { asked, got } = await ask(
      day(["calls.offered", "calls.answered"], { step: "day" }),
      day(["calls.service_level", "calls.offered"]),
    );
    expect(asked).toEqual([["calls.offered", "calls.answered", "calls.service_level"]]);
    expect(got.map((each) => each.sort())).toEqual([
      ["calls.answered", "calls.offered"],
      ["calls.offered", "calls.service_level"],
    ]);
  });
  it.each<[what: string, other: Partial<Question>]>([
    ["of another window", { until: from + HOUR }],
    ["of another kind of cell", { metrics: ["freezes.requested"] }],
    ["sliced", { by: ["queue"] }],
    ["of one value", { only: { queue: ["report"] } }],
    ["by hour", { step: "hour" }],
  ])("are two where one is %s", async (_, other) => {
    const { asked } = await ask(day(["calls.offered"]), day(["calls.offered"], other));
    expect(asked).toHaveLength(2);
  });
  it("are asked again when they are asked later", async () => {
    let count = 0;
    const all = together(async () => {
      count++;
      return [];
    });
    await all(day(["calls.offered"]));
    await all(day(["calls.offered"]));
    expect(count).toBe(2);
  });
});
