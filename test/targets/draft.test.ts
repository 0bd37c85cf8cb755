import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import type { Amount, PaceUnit, Target } from "#wire/targets.ts";
import { amountOf, amountText } from "../../dashboard/targetsPage/amount.ts";
import { differencesOf } from "../../dashboard/targetsPage/differences.ts";
import { draftOf, idOf, newDraft, targetOf } from "../../dashboard/targetsPage/draft.ts";
import { words } from "../../dashboard/targetsPage/words.en.ts";

const TODAY = readDate("2026-11-26")!;
const target: Target = {
  th: "เสียหาย",
  en: "Losses",
  metric: "reports.loss_satang",
  slice: { by: "all", of: null },
  baseline: { kind: "number", amount: { p: 709_700_000_000, q: 121 }, source: "The Nation" },
  goal: { kind: "number", amount: { p: 5_000_000_000, q: 1 } },
  source: "VietnamPlus",
  assumed: true,
  start: "2026-10-01",
  due: "2026-12-31",
  path: { kind: "linear" },
  better: "down",
  place: 1,
  enabled: true,
};

describe("an amount that is typed", () => {
  it.each<[text: string, unit: PaceUnit, amount: Amount | null]>([
    ["50", "satang", { p: 5_000_000_000, q: 1 }],
    ["58.65", "satang", { p: 5_865_000_000, q: 1 }],
    ["0.000001", "satang", { p: 100, q: 1 }],
    ["1,234.5", "count", { p: 12_345, q: 10 }],
    [" 9 ", "minutes", { p: 9, q: 1 }],
    ["47.5", "share", { p: 475, q: 1_000 }],
    ["", "satang", null],
    ["-1", "count", null],
    ["1.2.3", "count", null],
    ["12,34", "count", null],
    ["1e9", "satang", null],
    ["999999999.9", "satang", null],
  ])("%j of %s is read exactly, or not at all", (text, unit, amount) => {
    expect(amountOf(text, unit)).toEqual(amount);
  });
  it("is written so that it is read as the same again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.constantFrom<PaceUnit>("satang", "count", "minutes", "share"),
        (tenthousandths, unit) => {
          const typed = String(tenthousandths / 10_000);
          const amount = amountOf(typed, unit)!;
          expect(amountText(amount, unit)).toBe(typed);
        },
      ),
    );
  });
});

describe("a draft", () => {
  it("that is not touched is the target again, to the last digit", () => {
    const others: Target[] = [
      target,
      { ...target, baseline: { kind: "period", from: "2026-09-01", until: "2026-10-01" } },
      { ...target, goal: { kind: "of-baseline", amount: { p: 2, q: 3 } } },
      {
        ...target,
        path: { kind: "steps", steps: [{ day: "2026-11-01", amount: { p: 1_000_000_000_001, q: 177 } }] },
      },
      { ...target, path: { kind: "months", months: [{ month: "2026-11", amount: { p: 7, q: 3 } }] } },
      { ...target, slice: { by: "province", of: "TH-10" }, place: null, enabled: false },
    ];
    for (const each of others)
      expect(targetOf(draftOf(each, "satang", TODAY), "satang", each)).toEqual({ target: each, faults: [] });
  });
  it("names all that is to be mended at once", () => {
    const empty = { ...newDraft("reports.filed", TODAY), by: "bank" as const, start: "" };
    expect(targetOf(empty, "count", null).faults).toEqual(["names", "of", "goal", "source", "dates"]);
    const numbers = {
      ...empty,
      baselineKind: "number" as const,
      baseline: "much",
      pathKind: "steps" as const,
    };
    expect(targetOf(numbers, "count", null).faults).toEqual([
      ...["names", "of", "baseline", "baselineSource", "goal", "source", "dates", "path"],
    ]);
  });
  it("of a new target has an id of its English name that nobody has", () => {
    expect(idOf("GSB holds 50 %!", [])).toBe("gsb-holds-50");
    expect(idOf("GSB holds", ["gsb-holds", "gsb-holds-2"])).toBe("gsb-holds-3");
    expect(idOf("ไทย", [])).toBe("target");
  });
});

describe("two versions", () => {
  it("differ in what is named, in a person's words", () => {
    const after: Target = {
      ...target,
      goal: { kind: "number", amount: { p: 4_800_000_000, q: 1 } },
      due: "2027-01-31",
      enabled: false,
    };
    expect(differencesOf(target, after, "satang", words, "en")).toEqual([
      { field: "goal", before: "50", after: "48" },
      { field: "due", before: "31 Dec", after: "31 Jan" },
      { field: "enabled", before: "yes", after: "no" },
    ]);
  });
  it("do not differ by the order in which the database gives their fields", () => {
    const turned = JSON.parse(JSON.stringify(target, Object.keys(target).sort())) as Target;
    const other = {
      ...turned,
      baseline: target.baseline,
      goal: { amount: { q: 1, p: 5_000_000_000 }, kind: "number" },
    };
    const same = { ...other, slice: { of: null, by: "all" }, path: target.path } as Target;
    expect(differencesOf(target, same, "satang", words, "en")).toEqual([]);
  });
});
