import { describe, expect, it } from "vitest";
import { inThai, wordsInThai } from "#writing/numerals.ts";
import { words as shared } from "../../dashboard/figures/words.th.ts";
import { words as frame } from "../../dashboard/wall/words.th.ts";

describe("Thai numerals", () => {
  const cases: [string, string][] = [
    ["12,345", "๑๒,๓๔๕"],
    ["−4:12", "−๔:๑๒"],
    ["92.4 %", "๙๒.๔ %"],
    ["KBANK", "KBANK"],
    ["๑๒", "๑๒"],
    ["", ""],
  ];
  for (const [text, want] of cases) {
    it(`write ${text} as ${want}`, () => expect(inThai(text)).toBe(want));
  }
  it("are in all that the words say, and nothing else is changed", () => {
    const words = wordsInThai(shared);
    expect(words.lang).toBe("th");
    expect(words.target(95)).toBe("เป้า ๙๕ %");
    expect(words.countdown.past(7_300)).toEqual({ digits: "๒", unit: "ชม." });
    expect(words.countdown.urgency["deadline-over"]).toBe("เกินกำหนด");
    expect(
      wordsInThai(frame).finding({ kind: "overdue", count: 3, newest: { bank: "SCB", hop: 1 } }, 0, String)
        .what,
    ).toBe("๓ บัญชีเกิน ๖๐ นาที");
  });
});
