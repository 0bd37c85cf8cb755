import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "./palette.ts";

/** A point of a line. `y` null: not drawn, the line has a gap. */
export interface Point {
  at: number;
  y: number | null;
  /** Final, and of enough cases to be judged. */
  isFull: boolean;
}

export interface Drawn {
  /** The window, and the length of a bucket; times in epoch ms. */
  from: number;
  until: number;
  bucket: number;
  ceiling: number;
  /** Below 0 only where a figure can be. */
  floor: number;
  lines: readonly { id: string; points: readonly Point[] }[];
  /** What the first line is compared with. */
  before: readonly Point[];
  /** What the figure is to reach; null: nothing is said of it. */
  target: number | null;
}

/** More points than these have no marks: they would touch one another. */
const MARKED = 200;
const STROKE = { line: 2, before: 1.5 } as const;
/** As many as can be told apart by their names. Each has its series, drawn or not, so that no series is ever added. */
export const MOST_LINES = 8;
/** Lines differ by shade and dash, and by the names at their ends: colour means a state. */
const SHADES = ["main", "series", "quiet", "secondary"] as const;
const DASHES = ["solid", [7, 4], [2, 3]] as const;

/** How a line is drawn: the same on the canvas and beside its name. */
export const lookOf = (place: number) => ({
  shade: SHADES[place % SHADES.length]!,
  dash: DASHES[Math.floor(place / SHADES.length) % DASHES.length]!,
});

/** The axes without their texts: time, and the range of the values in so many parts. */
function axesOf(
  { from, until }: { from: number; until: number },
  { floor, ceiling, parts }: { floor: number; ceiling: number; parts: number },
  { quiet, hairline }: Palette,
) {
  const none = { axisLabel: { show: false }, axisTick: { show: false } };
  return {
    xAxis: {
      type: "value",
      min: from,
      max: until,
      containShape: false,
      ...none,
      splitLine: { show: false },
      axisLine: { lineStyle: { color: quiet, width: 1 } },
    },
    yAxis: {
      type: "value",
      min: floor,
      max: ceiling,
      interval: (ceiling - floor) / parts,
      ...none,
      splitLine: { lineStyle: { color: hairline, width: 1 } },
      axisLine: { show: false },
    },
  } satisfies EChartsCoreOption;
}

/**
 * The option of ECharts: no text, and the plot fills the canvas. The x axis is time; each point stands in the middle of
 * its bucket, and what is compared with is a step behind.
 */
export function linesOption(drawn: Drawn, palette: Palette): EChartsCoreOption {
  const { from, until, bucket, floor, ceiling, lines, before, target } = drawn;
  const still = { silent: true, animation: false };
  return {
    ...still,
    // Points at the ends of the axis are whole.
    grid: { left: 0, right: 0, top: 5, bottom: 5, outerBoundsMode: "none" },
    ...axesOf({ from, until }, { floor, ceiling, parts: 2 }, palette),
    series: [
      {
        ...still,
        id: "before",
        type: "line",
        showSymbol: false,
        connectNulls: false,
        z: 1,
        data: before.flatMap(({ at, y }) => [
          [at, y],
          [at + bucket, y],
        ]),
        lineStyle: { color: palette.week, width: STROKE.before },
        areaStyle: { color: palette.week, opacity: 0.35, origin: "start" },
      },
      {
        ...still,
        id: "target",
        type: "line",
        showSymbol: false,
        z: 2,
        data: target === null ? [] : [from, until].map((at) => [at, target]),
        lineStyle: { color: palette.main, width: STROKE.before, type: [6, 4] },
      },
      ...Array.from({ length: MOST_LINES }, (_, place) => {
        const { points } = lines[place] ?? { points: [] };
        const { shade, dash } = lookOf(place);
        const color = palette[shade];
        return {
          ...still,
          id: `line ${place}`,
          type: "line",
          connectNulls: false,
          z: 10 - place,
          showSymbol: points.length <= MARKED,
          symbol: "circle",
          lineStyle: { color, width: STROKE.line, type: dash },
          data: points.map(({ at, y, isFull }) => ({
            value: [at + bucket / 2, y],
            symbolSize: isFull ? 6 : 7,
            itemStyle: { color: isFull ? color : palette.tile, borderColor: color, borderWidth: 1.5 },
          })),
        };
      }),
    ],
  };
}

/** The bars of what the lines are shares of, and of them what was missed. */
export interface BarsDrawn {
  from: number;
  until: number;
  bucket: number;
  ceiling: number;
  bars: readonly { at: number; whole: number; missed: number; isFull: boolean }[];
}

export function barsOption(
  { from, until, bucket, ceiling, bars }: BarsDrawn,
  palette: Palette,
  width: number,
) {
  const barWidth = Math.max(1, ((width * bucket) / (until - from)) * 0.78);
  const still = {
    silent: true,
    animation: false,
    type: "bar",
    barWidth,
    barGap: "-100%",
    large: bars.length > 2_000,
  };
  const of = (id: string, z: number, color: string, value: (bar: (typeof bars)[number]) => number) => ({
    ...still,
    id,
    z,
    itemStyle: { color },
    data: bars.map((bar) => [bar.at + bucket / 2, value(bar) || null]),
  });
  return {
    silent: true,
    animation: false,
    grid: { left: 0, right: 0, top: 2, bottom: 1, outerBoundsMode: "none" },
    ...axesOf({ from, until }, { floor: 0, ceiling, parts: 1 }, palette),
    series: [
      of("whole", 1, palette.series, ({ whole }) => whole),
      of("missed", 2, palette.broken, ({ missed }) => missed),
    ],
  } satisfies EChartsCoreOption;
}
