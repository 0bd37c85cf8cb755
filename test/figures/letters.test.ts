import { describe, expect, it } from "vitest";
import { lettersOf } from "../../dashboard/figures/letters.ts";

describe("letters", () => {
  const cases: [string, number][] = [
    ["KBANK", 5],
    ["ตู้สาขา", 5],
    ["ที่น้ำกู้", 4],
    ["", 0],
  ];
  for (const [text, want] of cases) {
    it(`of "${text}" that stand side by side are ${want}`, () => expect(lettersOf(text)).toBe(want));
  }
});
