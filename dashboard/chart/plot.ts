import type { Point } from "#wire/live.ts";
import { ceilingOf, spread } from "./scale.ts";
import { endOf, levelOf } from "./strokes.ts";

/**
 * One line of a chart. `main`: the total. `part`: the part of it that the chart is about (filled). `beside`: another
 * series, compared minute by minute. `band`: the same hour of another day, drawn as a background, not a line.
 */
export interface Line {
  look: "main" | "part" | "beside" | "band";
  /** Its name, written at its end. */
  label: string;
  points: readonly Point[];
}

/** The position of a name, from 0 (top of the plot) to 1. */
export interface EndLabel {
  label: string;
  look: Line["look"];
  top: number;
}

/** A chart's lines and labels. Labels are HTML: the browser shapes Thai, and no canvas clips it. */
export interface Plot {
  /** Starts of the first, middle and running minute. */
  times: number[];
  /** The value of the top hairline; the middle one is half of it. */
  ceiling: number;
  ends: EndLabel[];
}

/**
 * @param gap the least distance between two names, as a share of the plot's height
 */
export function plotOf(lines: readonly Line[], gap: number): Plot {
  const spine = lines[0]?.points ?? [];
  const times = [spine[0], spine[spine.length >> 1], spine.at(-1)].flatMap((point) => point?.at ?? []);
  const drawnOf = ({ look, points }: Line) => (look === "band" ? levelOf(points) : points);
  const values = lines.flatMap((line) => drawnOf(line).map(({ value }) => value ?? 0));
  const ceiling = ceilingOf(Math.max(0, ...values));
  // From front to back: where lines end together, the name of the front one is on top.
  const drawn = lines.toReversed().flatMap((line) => {
    const end = endOf(drawnOf(line));
    return end === null ? [] : [{ label: line.label, look: line.look, wanted: 1 - end / ceiling }];
  });
  const tops = spread(
    drawn.map(({ wanted }) => wanted),
    gap,
    gap / 2,
    1 - gap / 2,
  );
  return {
    times,
    ceiling,
    ends: drawn.map(({ label, look }, index) => ({ label, look, top: tops[index] ?? 0 })),
  };
}
