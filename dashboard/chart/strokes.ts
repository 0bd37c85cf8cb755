import type { Point } from "#wire/live.ts";

/** A line cut by how sure its minutes are: each part has all the minutes, null where it is not drawn. */
export interface Strokes {
  settled: (number | null)[];
  /** Closed, but something may still come: with the minutes on either side, so that the line does not break. */
  provisional: (number | null)[];
  /** The running minute stands for itself: joined to the line it would fall to the ground every minute. */
  running: (number | null)[];
}

/** ECharts cannot dash a part of a line, so each line is two, and a column for the minute that runs. */
export function strokesOf(points: readonly Point[]): Strokes {
  const is = (index: number, state: Point["state"]) => points[index]?.state === state;
  const pick = (wanted: (index: number) => boolean) =>
    points.map(({ value }, index) => (wanted(index) ? value : null));
  return {
    settled: pick((index) => is(index, "settled")),
    provisional: pick(
      (index) =>
        is(index, "provisional") ||
        (is(index, "settled") && (is(index - 1, "provisional") || is(index + 1, "provisional"))),
    ),
    running: pick((index) => is(index, "open")),
  };
}

/** The newest closed minute that has a value: where a line ends. */
export function endOf(points: readonly Point[]): number | null {
  return points.findLast(({ value, state }) => value !== null && state !== "open")?.value ?? null;
}

/** Minutes on either side that a level is the mean of. */
const REACH = 7;

/**
 * The level around each minute: what another day is compared by. A few calls a minute are mostly chance, and
 * two days of chance on top of one another cannot be read; gaps stay gaps.
 */
export function levelOf(points: readonly Point[]): Point[] {
  return points.map((point, index) => {
    if (point.value === null) return point;
    const around = points
      .slice(Math.max(0, index - REACH), index + REACH + 1)
      .flatMap(({ value }) => (value === null ? [] : [value]));
    return { ...point, value: around.reduce((sum, value) => sum + value, 0) / around.length };
  });
}
