import { dayOf, startOf, startOfHour } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import { measureOf } from "./measure.ts";
import { testedMidnight } from "./midnight.ts";
import { type Ask, HOUR_DAYS, hoursOf } from "./read.ts";

/** What counts the cases of a kind of cells. */
const COUNTS = { calls: "calls.offered", freezes: "freezes.requested" } as const;

/**
 * How many cases the running day will have in all, by kind of cells. Null: on the last 28 days that was no better than to
 * take the other hours from the same day a week before. Absent: there were fewer than 7 days to test it on.
 */
export type Expected = ReadonlyMap<string, bigint | null>;

/**
 * From the hours of the day that are over, so that it changes with the hour and not with each case.
 * @param past answers what ended before the running day, which seldom changes
 */
export async function readExpected(
  now: number,
  { past, ask, isHoliday }: { past: Ask; ask: Ask; isHoliday: (day: number) => boolean },
): Promise<Expected> {
  const today = dayOf(now);
  const firstDay = today - HOUR_DAYS;
  const [first, day, hour] = [startOf(firstDay), startOf(today), startOfHour(now)];
  const found = Object.entries(COUNTS).map(async ([kind, metric]): Promise<[string, bigint | null][]> => {
    const question = { metrics: [metric], from: first, until: day, step: "hour", only: {} } as const;
    const [before, over] = await Promise.all([
      past(question),
      hour > day ? ask({ ...question, from: day, until: hour }) : [],
    ]);
    const { above } = hoursOf(measureOf(metric)!, [...before, ...over], firstDay, isHoliday);
    const origin = (hour - first) / HOUR;
    const soFar = above.hours.slice((today - firstDay) * 24, origin);
    const sum = soFar.reduce<number>((all, each) => all + (each ?? 0), 0);
    const { band, isTested } = testedMidnight(
      { above, below: null, most: Number.POSITIVE_INFINITY },
      origin,
      { above: sum, below: 0 },
    );
    return isTested ? [[kind, band && BigInt(Math.round(band.mid))]] : [];
  });
  return new Map((await Promise.all(found)).flat());
}
