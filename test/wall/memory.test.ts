import { describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { HEAP_LIMIT, isReloadDue } from "../../dashboard/wall/memory.ts";

const bangkok = (time: string) => Date.parse(`2026-11-21T${time}+07:00`);

describe("a page whose memory is full", () => {
  const full = { heap: HEAP_LIMIT + 1, age: 3 * HOUR, chance: 0 };
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
