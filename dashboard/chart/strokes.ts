import type { Point } from "#wire/live.ts";

/** A line split by the state of its minutes: each part has all minutes, null where it is not drawn. */
export interface Strokes {
  settled: (number | null)[];
  /** Closed, but events may still come. Includes the minutes on either side, so that the line has no gap. */
  provisional: (number | null)[];
  /** The running minute, separate: as part of the line it would drop to zero every minute. */
  running: (number | null)[];
}

/** ECharts cannot dash a part of a line, so each line is two series, and a column for the running minute. */
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

/** The newest closed minute with a value: the end of the line. */
export function endOf(points: readonly Point[]): number | null {
  return points.findLast(({ value, state }) => value !== null && state !== "open")?.value ?? null;
}

/** Minutes on either side in the moving average. */
const REACH = 7;

/**
 * The moving average around each minute, for comparison with another day. A few calls a minute are mostly noise, and
 * two noisy lines over each other cannot be read. Gaps stay gaps.
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
