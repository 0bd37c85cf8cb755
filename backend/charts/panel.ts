import { startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { count } from "#writing/numbers.ts";
import { type BarsDrawn, type Drawn, MOST_LINES, type Point } from "./lines.ts";
import { ceilingOf } from "./scale.ts";
import { drawnOf, isFew, type Line, type Measure } from "./values.ts";

/** The picture of one metric. */
export interface Panel {
  drawn: Drawn;
  bars: BarsDrawn | null;
  /** The lines of each slice that is drawn, largest first; the table has all. */
  slices: readonly { name: string; lines: readonly Line[] }[];
  /** How many slices there are. */
  of: number;
}

interface Window {
  from: number;
  until: number;
  /** The length of a bucket. */
  bucket: number;
  isCompared: boolean;
}

/**
 * @param target what the figure is to reach, in the unit that is drawn; null: nothing is said of it
 */
export function panelOf(
  lines: readonly Line[],
  metric: Measure,
  { from, until, bucket, isCompared }: Window,
  nameOf: (slice: Line["slice"]) => string,
  target: number | null = null,
): Panel {
  const bySlice = new Map<string, Line[]>();
  for (const line of lines) {
    if (line.metric !== metric.id) continue;
    const name = JSON.stringify(line.slice);
    const its = bySlice.get(name);
    if (its) its.push(line);
    else bySlice.set(name, [line]);
  }
  const weight = (its: readonly Line[]) =>
    its.reduce((sum, { figure }) => sum + Math.abs(Number(figure.denominator ?? figure.value ?? 0)), 0);
  const slices = [...bySlice.values()]
    .map((its) => ({ name: nameOf(its[0]!.slice), lines: its, weight: weight(its) }))
    .sort((a, b) => b.weight - a.weight);
  const shown = slices.slice(0, MOST_LINES);
  const points = (its: readonly Line[], of: "figure" | "before"): Point[] =>
    its.map((line) => {
      const figure = line[of];
      return {
        at: line.at,
        y: figure && drawnOf(figure, metric.unit),
        isFull: figure?.state === "settled" && !isFew(figure, metric),
      };
    });
  const drawn = shown.map(({ name, lines: its }) => ({ id: name, points: points(its, "figure") }));
  const before = shown.length === 1 && isCompared ? points(shown[0]!.lines, "before") : [];
  const heights = [...drawn.flatMap((each) => each.points), ...before, { y: target }].flatMap(
    ({ y }) => y ?? [],
  );
  const [most, least] = heights.reduce(([high, low], y) => [Math.max(high, y), Math.min(low, y)], [0, 0]);
  return {
    drawn: {
      from,
      until,
      bucket,
      lines: drawn,
      before,
      target,
      ceiling: metric.unit === "share" && most <= 100 ? 100 : ceilingOf(most),
      floor: least < 0 ? -ceilingOf(-least) : 0,
    },
    bars:
      shown.length === 1 && metric.unit === "share"
        ? barsOf(shown[0]!.lines, metric, { from, until, bucket })
        : null,
    slices: shown,
    of: slices.length,
  };
}

/** What a share is of, and how much of it is bad. */
function barsOf(
  lines: readonly Line[],
  { good }: Measure,
  window: Omit<BarsDrawn, "bars" | "ceiling">,
): BarsDrawn {
  const bars = lines.map(({ at, figure }) => {
    const whole = Number(figure.denominator ?? 0);
    const part = Number(figure.numerator ?? 0);
    const missed = good === "low" ? part : good === "high" ? Math.max(0, whole - part) : 0;
    return { at, whole, missed, isFull: figure.state === "settled" };
  });
  return { ...window, bars, ceiling: ceilingOf(bars.reduce((most, { whole }) => Math.max(most, whole), 0)) };
}

/** A value beside an axis. */
export const axisText = (value: number, unit: Measure["unit"]) =>
  `${count(Math.round(value))}${unit === "share" ? " %" : ""}`;

/** Round moments between which a time axis has its marks, at most `most`. */
export function ticksOf({ from, until }: { from: number; until: number }, most: number): number[] {
  const lengths = [5, 10, 15, 30].map((n) => n * MINUTE).concat([1, 2, 3, 6, 12].map((n) => n * HOUR));
  const size = [...lengths, ...[1, 2, 5, 7, 14, 30, 61, 92, 183, 366, 731].map((n) => n * DAY)].find(
    (each) => (until - from) / each <= most,
  );
  if (size === undefined) return [from];
  const offset = startOf(0);
  const first = Math.ceil((from - offset) / size) * size + offset;
  const start = size >= DAY ? from : first;
  return Array.from({ length: Math.ceil((until - start) / size) }, (_, place) => start + place * size);
}
