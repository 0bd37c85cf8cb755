import type { ScenePace } from "#wire/sceneParts.ts";
import { edgeOf, type Mark } from "#writing/marks.ts";
import { numberOf } from "#writing/pen.ts";

/** The chart's own measure: bars stand left of `BEAM`, where the landing is. */
export const BOX = { width: 250, height: 170, bars: 212, beam: 232 } as const;
/** A little air above the highest. */
const AIR = 1.06;

export interface Plot {
  /** Where something happened: between two bars. */
  marks: number[];
  bars: { x: number; width: number; y: number; isRunning: boolean }[];
  /** The steps of the plan, as a path. */
  plan: string;
  /** From the last bar to the landing's band; empty: there is no landing. */
  fan: string;
  beam: { top: number; bottom: number } | null;
  /** The height of the goal; null: it is not known. */
  goal: number | null;
}

/**
 * From zero, always: a cut axis makes a small step look like a fall.
 * @param today a date: the bar that it lies in is not whole yet
 */
export function plotOf(
  { bars, landing, goal }: ScenePace,
  today: string,
  marked: readonly Mark[] = [],
): Plot {
  const values = [
    ...bars.flatMap(({ value, planned }) => [value ?? 0, planned ?? 0]),
    ...(landing ? [landing.high] : []),
    ...(goal ? [numberOf(goal)] : []),
  ];
  const most = Math.max(...values) * AIR || 1;
  const y = (value: number) => Math.round((1 - value / most) * BOX.height * 10) / 10;
  const pitch = BOX.bars / Math.max(1, bars.length);
  const known = bars.flatMap(({ value }, index) => (value === null ? [] : [{ value, index }]));
  const last = known[known.length - 1];
  const isOpen = landing !== null && last !== undefined;
  const end = last ? (last.index + 1) * pitch : 0;
  const { beam } = BOX;
  return {
    marks: [...new Set(marked.map((mark) => edgeOf(mark, bars.length) * BOX.bars))],
    bars: known.map(({ value, index }) => ({
      x: index * pitch + pitch * 0.1,
      width: pitch * 0.8,
      y: y(value),
      isRunning: bars[index]!.until > today,
    })),
    plan: bars
      .flatMap(({ planned }, index) =>
        planned === null ? [] : [`${index * pitch},${y(planned)} ${(index + 1) * pitch},${y(planned)}`],
      )
      .join(" "),
    fan: isOpen ? `${end},${y(last.value)} ${beam},${y(landing.high)} ${beam},${y(landing.low)}` : "",
    beam: landing && { top: y(landing.high), bottom: y(landing.low) },
    goal: goal && y(numberOf(goal)),
  };
}
