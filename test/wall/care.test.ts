import { describe, expect, it } from "vitest";
import { dimOf, driftOf, HEAP_LIMIT, isReloadDue } from "../../dashboard/wall/care.ts";
import { inThai, wordsInThai } from "../../dashboard/wall/numerals.ts";
import { WORDS } from "../../dashboard/wall/words.ts";

const bangkok = (time: string) => Date.parse(`2026-11-21T${time}+07:00`);

describe("the picture on the panel", () => {
  it("stands elsewhere each minute, never far, and comes back to each place", () => {
    const places = Array.from({ length: 20 }, (_, minute) => driftOf(bangkok("12:00:00") + minute * 60_000));
    for (const [minute, place] of places.entries()) {
      expect(Math.abs(place.x), `minute ${minute}`).toBeLessThanOrEqual(4);
      expect(Math.abs(place.y), `minute ${minute}`).toBeLessThanOrEqual(4);
      if (minute > 0) expect(place).not.toEqual(places[minute - 1]);
    }
    expect(places.slice(0, 10)).toEqual(places.slice(10));
    expect(places.slice(0, 10).reduce((sum, { x, y }) => sum + Math.abs(x) + Math.abs(y), 0)).toBeGreaterThan(
      0,
    );
  });
  it("stands still within a minute", () => {
    expect(driftOf(bangkok("12:00:00"))).toEqual(driftOf(bangkok("12:00:59")));
  });
  const hours: [string, boolean][] = [
    ["21:59:59", false],
    ["22:00:00", true],
    ["23:59:59", true],
    ["00:00:00", true],
    ["05:59:59", true],
    ["06:00:00", false],
    ["12:00:00", false],
  ];
  for (const [time, isDim] of hours) {
    it(`is ${isDim ? "dim" : "bright"} at ${time}`, () => expect(dimOf(bangkok(time)) > 0).toBe(isDim));
  }
});

describe("a page whose memory is full", () => {
  const full = { heap: HEAP_LIMIT + 1, age: 3 * 3_600_000, chance: 0 };
  const cases: [string, Partial<typeof full> | { heap: null }, string, boolean][] = [
    ["at the quiet hour", {}, "04:00:00", true],
    ["before it", {}, "03:59:59", false],
    ["after it", {}, "05:00:00", false],
    ["in the afternoon", {}, "16:30:00", false],
    ["but within the limit", { heap: HEAP_LIMIT }, "04:30:00", false],
    ["as far as the browser says", { heap: null }, "04:30:00", false],
    ["when it is young", { age: 7_199_999 }, "04:30:00", false],
    ["before its own moment", { chance: 0.5 }, "04:27:29", false],
    ["at its own moment", { chance: 0.5 }, "04:27:30", true],
    ["with the last moment of all", { chance: 0.999999 }, "04:55:00", true],
  ];
  for (const [when, more, time, want] of cases) {
    it(`${want ? "is" : "is not"} loaded anew ${when}`, () =>
      expect(isReloadDue({ ...full, ...more }, bangkok(time))).toBe(want));
  }
  it("is not dark with all others: of a thousand screens hardly two in any second", () => {
    const seconds = new Map<number, number>();
    for (let screen = 0; screen < 1_000; screen++) {
      const chance = (screen * 0.618034) % 1;
      for (let second = 0; second < 3_600; second++) {
        if (!isReloadDue({ ...full, chance }, bangkok("04:00:00") + second * 1_000)) continue;
        seconds.set(second, (seconds.get(second) ?? 0) + 1);
        break;
      }
    }
    expect(Math.max(...seconds.values())).toBeLessThanOrEqual(2);
  });
});

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
    const words = wordsInThai(WORDS.th);
    expect(words.lang).toBe("th");
    expect(words.target(95)).toBe("เป้า ๙๕ %");
    expect(words.countdown.past(7_300)).toEqual({ digits: "๒", unit: "ชม." });
    expect(words.countdown.urgency.overdue).toBe("เกินกำหนด");
    expect(words.finding({ kind: "overdue", count: 3, newest: { bank: "SCB", hop: 1 } }, 0).what).toBe(
      "๓ บัญชีเกิน ๖๐ นาที",
    );
  });
});
