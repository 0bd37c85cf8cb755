import { describe, expect, it } from "vitest";
import type { Objective } from "#wire/sla.ts";
import { countsText, shareText } from "#writing/shares.ts";
import { draftOf, objectiveOf, ratioOf } from "../../dashboard/slaPage/draft.ts";
import { targetText } from "../../dashboard/slaPage/rows.ts";

describe("a share on the page", () => {
  it.each<[string, string, boolean, share: string, counts: string]>([
    ["620", "650", false, "95.3", "620 / 650"],
    ["9499", "10000", false, "94.9", "9,499 / 10,000"],
    // 5.01 % missed is over 5 %, and is not written as 5.0.
    ["9499", "10000", true, "5.1", "501 / 10,000"],
    ["10", "10", true, "0.0", "0 / 10"],
    ["0", "10", true, "100", "10 / 10"],
    ["0", "0", false, "", "0 / 0"],
  ])("%s of %s, misses counted: %s", (numerator, denominator, isMisses, share, counts) => {
    expect(shareText({ numerator, denominator }, isMisses)).toBe(share);
    expect(countsText({ numerator, denominator }, isMisses)).toBe(counts);
  });
  it("has its target on the side that it is kept on", () => {
    expect(targetText({ p: 95, q: 100 }, false)).toBe("≥ 95 %");
    expect(targetText({ p: 9_995, q: 10_000 }, true)).toBe("≤ 0.05 %");
  });
});

describe("a target as it is typed", () => {
  it.each<[string, { p: number; q: number } | null]>([
    ["95", { p: 95, q: 100 }],
    [" 99,5 ", { p: 995, q: 1_000 }],
    ["0", { p: 0, q: 100 }],
    ["100", { p: 100, q: 100 }],
    ["100.1", null],
    ["99.12345", null],
    ["-1", null],
    ["", null],
    ["much", null],
  ])("%s", (text, ratio) => expect(ratioOf(text)).toEqual(ratio));
});

describe("the draft of an objective", () => {
  const objective: Objective = {
    th: "ก",
    en: "a",
    metric: "calls.abandon_rate",
    target: { p: 95, q: 100 },
    watch: { p: 92, q: 100 },
    minimumSample: 20,
    window: { kind: "day" },
    by: ["all"],
    burn: [],
    stretch: false,
    enabled: true,
  };
  it.each([true, false])("comes out as it went in, misses counted: %s", (isMisses) => {
    expect(objectiveOf(draftOf(objective, isMisses), objective, isMisses)).toEqual({ objective, faults: [] });
    expect(draftOf(objective, isMisses).target).toBe(isMisses ? "5" : "95");
  });
  it("names every field that must be mended", () => {
    const draft = {
      ...draftOf(objective, false),
      th: " ",
      target: "x",
      watch: "y",
      minimumSample: 0,
      window: "rolling" as const,
      minutes: 1,
      by: [],
    };
    expect(objectiveOf(draft, objective, false)).toEqual({
      objective: null,
      faults: ["names", "target", "watch", "minimumSample", "minutes", "by"],
    });
  });
});
