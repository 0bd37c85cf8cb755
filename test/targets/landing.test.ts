/**
 * Where a target lands by midnight, by the week's, the month's and its own end, against an arithmetic of the test's own over
 * four weeks with three holidays in them (Father's Day 2026, a Saturday, its substitute and Constitution Day), and two before.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf, weekdayOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Band, Pace, TargetVersion } from "#wire/targets.ts";
import { measureOf } from "../../backend/targets/measure.ts";
import { paceOf } from "../../backend/targets/pace.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";

const dayFrom = (text: string) => readDate(text)!;
const HOLIDAYS = ["2026-10-13", "2026-10-23", "2026-12-05", "2026-12-07", "2026-12-10"].map(dayFrom);
const isHoliday = (day: number) => HOLIDAYS.includes(day);
/** Friday: of its week four days are known, of its month seventeen. */
const TODAY = dayFrom("2026-12-18");
const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length;
const days = (from: string, until: string) =>
  Array.from({ length: dayFrom(until) - dayFrom(from) + 1 }, (_, n) => dayFrom(from) + n);
const WEEK = days("2026-12-14", "2026-12-20");
const MONTH = days("2026-12-01", "2026-12-31");
const LAST_WEEK = days("2027-01-09", "2027-01-15");

describe("a figure that grows day by day, on holidays apart", () => {
  const SLOPE = 2;
  const extra = [0, 40, 10, 20, 0, 30, -70, -90];
  const ordinary = (day: number) => 1_000 + SLOPE * (day - TODAY) + extra[weekdayOf(day)]!;
  const value = (day: number) => (isHoliday(day) ? 35 : ordinary(day));
  const version: TargetVersion = {
    id: "reports",
    version: 1,
    from: 0,
    by: "test",
    target: {
      th: "ก",
      en: "a",
      metric: "reports.filed",
      slice: { by: "all", of: null },
      baseline: { kind: "number", amount: { p: 1_000, q: 1 }, source: "test" },
      goal: { kind: "number", amount: { p: 900, q: 1 } },
      source: "test",
      assumed: true,
      start: "2026-11-01",
      due: "2027-01-15",
      path: { kind: "linear" },
      better: "down",
      place: null,
      enabled: true,
    },
  };
  const known = new Map(
    days("2026-11-20", "2026-12-17").map((day) => [day, { p: BigInt(value(day)), q: 1n }]),
  );
  const pace = paceOf(
    version,
    measureOf("reports.filed")!,
    {
      days: known,
      value: { p: 1n, q: 1n },
      bars: [],
      baseline: null,
      now: null,
      missing: null,
      midnight: null,
    },
    { today: TODAY, asOf: 0, isHoliday },
  );
  /** A day ahead: the slope goes on, each day with a fiftieth less of it. */
  function ahead(day: number): number {
    let sum = ordinary(TODAY - 1) - extra[weekdayOf(TODAY - 1)]! + extra[weekdayOf(day)]!;
    for (let step = 1, left = SLOPE * 0.98; step <= day - (TODAY - 1); step++, left *= 0.98) sum += left;
    return sum;
  }
  const expected = (all: readonly number[]) =>
    mean(all.map((day) => (day < TODAY ? value(day) : ahead(day))));

  it.each([
    ["week's", "week", WEEK],
    ["month's, with what its holidays were", "month", MONTH],
    ["target's", "landing", LAST_WEEK],
  ] as const)("lands by the %s end where the line and its weekday lead, exactly", (_, name, all) => {
    const band = pace[name]!;
    for (const end of [band.low, band.mid, band.high]) expect(end).toBeCloseTo(expected(all), 6);
  });
  it("counts 25 ordinary days, of 28", () => {
    expect(pace.days).toEqual({ have: 28, need: 14 });
    expect(days("2026-11-20", "2026-12-17").filter((day) => !isHoliday(day))).toHaveLength(25);
  });
});

describe("a centre with a shape of its week", () => {
  const NOON = startOf(TODAY) + 12 * HOUR + 20 * MINUTE;
  /** Cases an hour, from 8 to 16 o'clock, from Monday on; holidays are like Sundays. */
  const PER_HOUR = [0, 4, 3, 3, 3, 5, 2, 1];
  const classOf = (day: number) => (isHoliday(day) ? 7 : weekdayOf(day));
  const countOf = (day: number) => 8 * PER_HOUR[classOf(day)]!;
  let program: Program;
  const clock = handClock(NOON);
  beforeAll(async () => {
    program = await startProgram({ clock });
    const events = [];
    for (let day = TODAY - 70; day <= TODAY; day++)
      for (let hour = 8; hour < 16; hour++)
        for (let n = 0; n < PER_HOUR[classOf(day)]!; n++) {
          const at = startOf(day) + hour * HOUR + (1 + n) * MINUTE;
          if (at > NOON) continue;
          const filed = { channel: "1441", agency: "aoc", scamType: "job", province: "TH-10" } as const;
          events.push(
            event("report.filed", at, { reportId: `r-${day}-${hour}-${n}`, ...filed, lossSatang: 100 }),
          );
        }
    for (let at = 0; at < events.length; at += 500) await program.tell(...events.slice(at, at + 500));
    await clock.turn(1_000);
  });
  afterAll(() => program.close());

  const paceNow = async () => {
    const answer = await fetch(`${program.url}/v1/targets`);
    const { targets } = (await answer.json()) as { targets: Pace[] };
    return targets.find(({ metric, due }) => metric === "reports.filed" && dayFrom(due) > TODAY)!;
  };
  const expectExact = (band: Band | null, wanted: number, what: string) => {
    expect(band, what).not.toBeNull();
    for (const end of [band!.low, band!.mid, band!.high]) expect(end, what).toBeCloseTo(wanted, 6);
  };

  it("lands by midnight at what its weekday has, and by the ends of week, month and target at the means of theirs", async () => {
    const pace = await paceNow();
    expect(pace.now).toEqual({ p: String(5 * PER_HOUR[5]!), q: "1" });
    expectExact(pace.midnight, countOf(TODAY), "midnight");
    // Of days to come only the weekday is known to a trend, which has no holidays.
    const ahead = (day: number) => (day < TODAY ? countOf(day) : 8 * PER_HOUR[weekdayOf(day)]!);
    expectExact(pace.week, mean(WEEK.map(ahead)), "week");
    expectExact(pace.month, mean(MONTH.map(ahead)), "month");
    const due = dayFrom(pace.due);
    const last = Array.from({ length: 7 }, (_, n) => due - n);
    expectExact(pace.landing, mean(last.map(ahead)), `target, due ${isoDate(due)}`);
  });
});
