import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "#charts/palette.ts";
import type { Drawn, DrawnDay } from "./course.ts";

/** Line widths in pixels of the page; a bar's width as a share of its place. */
const LINE = 2.5;
const BAR = 0.72;

type XY = [x: number, y: number | null];

/**
 * The option of ECharts for a target's course: no text, and the plot fills the canvas. The same series with the same
 * ids in the same order each time, so that data is replaced. The x axis counts days from the first one.
 */
export function courseOption({ days, ceiling }: Drawn, width: number, palette: Palette): EChartsCoreOption {
  const still = { silent: true, animation: false };
  const noWords = { axisLabel: { show: false }, axisTick: { show: false } };
  const line = (id: string, z: number, y: (day: DrawnDay) => number | null, style: object) => ({
    ...still,
    id,
    z,
    type: "line",
    showSymbol: false,
    connectNulls: false,
    data: days.map((day, place): XY => [place + 0.5, y(day)]),
    ...style,
  });
  return {
    ...still,
    grid: { left: 0, right: 0, top: 1, bottom: 1, outerBoundsMode: "none" },
    xAxis: {
      type: "value",
      min: 0,
      max: Math.max(1, days.length),
      containShape: false,
      ...noWords,
      splitLine: { show: false },
      axisLine: { lineStyle: { color: palette.quiet, width: 1 } },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: ceiling,
      interval: ceiling / 2,
      ...noWords,
      splitLine: { lineStyle: { color: palette.hairline, width: 1 } },
      axisLine: { show: false },
    },
    series: [
      // The band is a column of two parts, the lower of which is not drawn.
      line("band.low", 1, ({ expected }) => expected?.low ?? null, {
        stack: "band",
        lineStyle: { width: 0 },
      }),
      line("band", 1, ({ expected }) => expected && expected.high - expected.low, {
        stack: "band",
        lineStyle: { width: 0 },
        areaStyle: { color: palette.week, opacity: 1 },
      }),
      {
        ...still,
        id: "day",
        z: 2,
        type: "bar",
        barWidth: Math.max(1, (width / Math.max(1, days.length)) * BAR),
        data: days.map(({ value, isHoliday }, place) => ({
          value: [place + 0.5, value],
          itemStyle: isHoliday
            ? { color: palette.tile, borderColor: palette.quiet, borderWidth: 1 }
            : { color: palette.week },
        })),
      },
      line("planned", 3, ({ planned }) => planned, {
        lineStyle: { color: palette.main, width: LINE, type: [6, 4] },
      }),
      line("expected", 4, ({ expected }) => expected?.mid ?? null, {
        lineStyle: { color: palette.secondary, width: 1.5, type: [2, 3] },
      }),
      line("mean", 5, ({ mean }) => mean, { lineStyle: { color: palette.series, width: LINE + 0.5 } }),
    ],
  };
}
