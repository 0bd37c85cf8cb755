import { dayOf, readDate, startOf, startOfHour } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import type { FigureRow, MissingSources, Question } from "#wire/figures.ts";
import type { Band, Target } from "#wire/targets.ts";
import { barsOf, type Days } from "./bars.ts";
import { classesOf, type Series } from "./forecast.ts";
import type { Fraction } from "./fraction.ts";
import { type Measure, partOf } from "./measure.ts";
import { midnightOf, type Ratio } from "./midnight.ts";
import { asOne, endOf, type Known, lastDaysOf, TREND_DAYS } from "./pace.ts";

export type Ask = (question: Question) => Promise<FigureRow[]>;

/** Days of hours that a midnight is reckoned from: six weeks before the oldest of 28 origins. */
export const HOUR_DAYS = 6 * 7 + 28;

/** What is counted by the hour: of how many it is one is asked only where it is not a sum. */
export interface Wanted {
  measure: Measure;
  only: Readonly<Record<string, readonly string[]>>;
}

export const wantedOf = (measure: Measure, { by, of }: Target["slice"]): Wanted => ({
  measure,
  only: by === "all" || of === null ? {} : { [by]: [of] },
});

/**
 * All that a pace is made of, asked at once.
 * @param isOver only of days that are over: neither the running one, nor the bars
 * @param past answers what ended before the running day, which seldom changes
 */
export async function readKnown(
  wanted: Wanted,
  target: Target,
  now: number,
  {
    past,
    ask,
    isHoliday,
    isOver = false,
  }: { past: Ask; ask: Ask; isHoliday: (day: number) => boolean; isOver?: boolean },
): Promise<Known> {
  const { measure, only } = wanted;
  const { taken, metric } = measure;
  const today = dayOf(now);
  const end = endOf(target, today);
  const [start, due] = [readDate(target.start)!, readDate(target.due)!];
  const last = lastDaysOf(target, today);
  const daysIn = async ({ from, until }: Days) =>
    until <= from ? [] : past({ metrics: [metric], ...moments(from, until), step: "day", only });
  const daysOf = (rows: readonly FigureRow[]): ReadonlyMap<number, Fraction | null> =>
    new Map(rows.map((row) => [dayOf(row.at), partOf(taken, row)]));
  const oneOf = async ({ from, until }: Days) => {
    if (until <= from) return null;
    if (taken !== "times") return null;
    const [row] = await past({ metrics: [metric], ...moments(from, until), step: "total", only });
    return row ? partOf(taken, row) : null;
  };
  const { baseline } = target;
  const period =
    baseline.kind === "period" ? { from: readDate(baseline.from)!, until: readDate(baseline.until)! } : null;
  const clipped = (days: Days) => ({ from: days.from, until: Math.min(days.until, end) });
  const bars = isOver ? [] : barsOf({ from: start, until: due + 1 });
  const [rows, ofPeriod, one, ofBars, oneOfPeriod, running, midnight] = await Promise.all([
    daysIn({ from: Math.min(start, end) - TREND_DAYS, until: end }),
    period && taken !== "times" ? daysIn({ from: period.from, until: Math.min(period.until, today) }) : null,
    oneOf(last),
    Promise.all(bars.map((bar) => oneOf(clipped(bar)))),
    period ? oneOf({ from: period.from, until: Math.min(period.until, today) }) : null,
    isOver ? [] : ask({ metrics: [metric], ...moments(today, today + 1), step: "day", only }),
    !isOver && today <= due ? readMidnight(wanted, now, { past, ask, isHoliday }) : null,
  ]);
  const over = (range: Days, all: ReadonlyMap<number, Fraction | null>) =>
    taken === "times" ? null : asOne(taken, all, range);
  const days = daysOf(rows);
  return {
    days,
    value: taken === "times" ? one : over(last, days),
    bars: bars.map((bar, index) => ({
      ...bar,
      value: taken === "times" ? ofBars[index]! : over(clipped(bar), days),
    })),
    baseline: period
      ? taken === "times"
        ? oneOfPeriod
        : over(period, daysOf(ofPeriod!))
      : baseline.kind === "number"
        ? { p: BigInt(baseline.amount.p), q: BigInt(baseline.amount.q) }
        : null,
    now: running[0] ? partOf(taken, running[0]) : null,
    missing: missingIn([...rows.filter(({ at }) => at >= startOf(last.from)), ...running]),
    midnight,
  };
}

/** Sources whose share is missing from any of these; null: none. */
function missingIn(rows: readonly Pick<FigureRow, "missing">[]): MissingSources | null {
  const lacking = rows.flatMap(({ missing }) => (missing ? [missing] : []));
  if (lacking.length === 0) return null;
  return {
    sources: [...new Set(lacking.flatMap(({ sources }) => sources))].sort(),
    of: Math.max(...lacking.map(({ of }) => of)),
  };
}

async function readMidnight(
  { measure, only }: Wanted,
  now: number,
  { past, ask, isHoliday }: { past: Ask; ask: Ask; isHoliday: (day: number) => boolean },
): Promise<Band | null> {
  const today = dayOf(now);
  const firstDay = today - HOUR_DAYS;
  const metrics = measure.counts ? [measure.metric, measure.counts] : [measure.metric];
  const hour = startOfHour(now);
  const [before, rows] = await Promise.all([
    past({ metrics, ...moments(firstDay, today), step: "hour", only }),
    ask({ metrics, from: startOf(today), until: hour + HOUR, step: "hour", only }),
  ]);
  const of = hoursOf(measure, [...before, ...rows], firstDay, isHoliday);
  const origin = (hour - startOf(firstDay)) / HOUR;
  const counted = ({ hours }: Series, until?: number) =>
    hours.slice((today - firstDay) * 24, until).reduce<number>((sum, each) => sum + (each ?? 0), 0);
  // The running hour is forecast whole: what is known of it would count twice.
  const soFar = { above: counted(of.above, origin), below: of.below ? counted(of.below, origin) : 0 };
  const band = midnightOf(of, origin, soFar);
  if (!band || of.below) return band;
  // What has been counted stays counted.
  const least = counted(of.above);
  return {
    low: Math.max(least, band.low),
    mid: Math.max(least, band.mid),
    high: Math.max(least, band.high),
  };
}

/** The hours of a figure: what is counted, and of how many; a percentile is weighed by those that it is of. */
export function hoursOf(
  { metric, taken, counts }: Measure,
  rows: readonly FigureRow[],
  firstDay: number,
  isHoliday: (day: number) => boolean,
): Ratio {
  const size = Math.max(0, ...rows.map(({ at }) => (at - startOf(firstDay)) / HOUR + 1));
  const [above, below] = [0, 0].map(() => new Array<number | null>(size).fill(null)) as [
    (number | null)[],
    (number | null)[],
  ];
  const counted = new Map(
    rows.filter((row) => row.metric === counts).map(({ at, value }) => [at, Number(value ?? 0)]),
  );
  for (const row of rows) {
    if (row.metric !== metric || row.state === "no-data") continue;
    const index = (row.at - startOf(firstDay)) / HOUR;
    if (taken === "sum") above[index] = Number(row.value);
    else if (taken === "share") {
      above[index] = Number(row.numerator ?? 0);
      below[index] = Number(row.denominator ?? 0);
    } else {
      below[index] = counted.get(row.at) ?? 0;
      above[index] = row.value === null ? 0 : Number(row.value) * below[index]!;
    }
  }
  const classes = classesOf(firstDay, Math.ceil(size / 24) + 8, isHoliday);
  return {
    above: { firstDay, hours: above, classes },
    below: taken === "sum" ? null : { firstDay, hours: below, classes },
    most: taken === "share" ? 1 : Number.POSITIVE_INFINITY,
  };
}

const moments = (from: number, until: number) => ({ from: startOf(from), until: startOf(until) });
