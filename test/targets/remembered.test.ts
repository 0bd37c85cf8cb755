/** What walls remember of past days: never across a change of one, and of no other reading. */
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Question, Reading } from "#wire/figures.ts";
import type { TargetVersion } from "#wire/targets.ts";
import { startOfDay } from "../../backend/calendar/days.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTargets } from "../../backend/targets/targets.ts";
import { handClock } from "../program.ts";

const NOW = Date.parse("2026-11-26T10:00:00+07:00");
const TODAY = startOfDay(NOW);
const VERSION: TargetVersion = {
  id: "reports-per-day",
  version: 1,
  from: 0,
  by: "test",
  target: {
    th: "เรื่อง",
    en: "Cases",
    metric: "reports.filed",
    slice: { by: "all", of: null },
    baseline: { kind: "number", amount: { p: 700, q: 1 }, source: "test" },
    goal: { kind: "number", amount: { p: 600, q: 1 } },
    source: "test",
    assumed: false,
    start: "2026-10-01",
    due: "2026-12-31",
    path: { kind: "linear" },
    better: "down",
    place: 1,
    enabled: true,
  },
};

function open() {
  const clock = handClock(NOW);
  const targets = openTargets({
    clock,
    codes: [],
    isHoliday: () => false,
    onChanged: () => {},
    // Versions are given here, so that the database is not asked.
    store: {} as Store,
  });
  const asked: Question[] = [];
  const reading = {
    asOf: NOW,
    now: NOW,
    async ask(question: Question) {
      asked.push(question);
      return [];
    },
  } as unknown as Reading;
  /** How many questions about past days it asks. */
  async function askedBy(isRemembered: boolean): Promise<number> {
    asked.length = 0;
    await targets.pace(reading, [VERSION], { isRemembered });
    return asked.filter(({ until }) => until <= TODAY).length;
  }
  return { clock, targets, askedBy };
}

describe("what is read of past days", () => {
  it("is remembered by walls alone: any other reading may be of another moment or scope", async () => {
    const { askedBy } = open();
    const all = await askedBy(true);
    expect(all).toBeGreaterThan(0);
    expect(await askedBy(true)).toBe(0);
    expect(await askedBy(false)).toBe(all);
    expect(await askedBy(true)).toBe(0);
  });

  it("is not what another reading left there", async () => {
    const { askedBy } = open();
    const all = await askedBy(false);
    expect(await askedBy(true)).toBe(all);
  });

  it.each<[string, ReadonlyMap<string, readonly number[]> | null, boolean]>([
    ["a past day of it", new Map([["reports", [TODAY - DAY + HOUR]]]), true],
    ["anything, which is not known", null, true],
    ["the running day of it", new Map([["reports", [TODAY + HOUR]]]), false],
    ["a past day of another kind", new Map([["calls", [TODAY - DAY + HOUR]]]), false],
  ])("is read again exactly where it may have changed: %s", async (_what, changed, isUnsure) => {
    const { clock, targets, askedBy } = open();
    const all = await askedBy(true);
    targets.changed(changed);
    // The second reading may have begun before the change, and be the one that is remembered.
    expect([await askedBy(true), await askedBy(true)]).toEqual(isUnsure ? [all, all] : [0, 0]);
    await clock.turn(MINUTE);
    expect([await askedBy(true), await askedBy(true)]).toEqual(isUnsure ? [all, 0] : [0, 0]);
  });

  it("is read again after five minutes, whatever was said", async () => {
    const { clock, askedBy } = open();
    const all = await askedBy(true);
    await clock.turn(5 * MINUTE);
    expect(await askedBy(true)).toBe(all);
  });
});
