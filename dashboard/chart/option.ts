import type { EChartsCoreOption } from "echarts/core";
import type { Line } from "./plot.ts";
import { levelOf, strokesOf } from "./strokes.ts";

/** The wall's colours for the canvas, read from the stylesheet so that they are declared once. */
export interface Palette {
  main: string;
  part: string;
  beside: string;
  band: string;
  hairline: string;
}

/** Lengths in pixels of the 1920×1080 box. */
const WIDTH = { main: 4, part: 2, beside: 3, band: 0 };
const COLUMN = 8;
const DASH = [3, 8];

/**
 * The option of ECharts: no text, and the plot fills the canvas. Every chart has the same series with the same ids in
 * the same order, so each call replaces data and never adds a series.
 * The x axis counts minutes from the window's start; its labels are HTML (see `Plot`).
 * @param unit pixels of the panel per pixel of the box
 */
export function optionOf(
  lines: readonly Line[],
  ceiling: number,
  unit: number,
  palette: Palette,
): EChartsCoreOption {
  const minutes = Math.max(...lines.map(({ points }) => points.length));
  const room = WIDTH.main * unit;
  const still = { silent: true, animation: false };
  const noWords = { axisLabel: { show: false }, axisTick: { show: false }, axisLine: { show: false } };

  return {
    ...still,
    grid: { left: 0, right: 0, top: room, bottom: room, outerBoundsMode: "none" },
    xAxis: { type: "value", min: 0, max: minutes - 0.5, splitLine: { show: false }, ...noWords },
    yAxis: {
      type: "value",
      min: 0,
      max: ceiling,
      interval: ceiling / 2,
      splitLine: { lineStyle: { color: palette.hairline, width: Math.max(1, 2 * unit) } },
      ...noWords,
    },
    series: lines.flatMap((line, layer) => {
      const color = palette[line.look];
      const strokes = strokesOf(line.look === "band" ? levelOf(line.points) : line.points);
      const stroke = (name: keyof typeof strokes) => ({
        ...still,
        id: `${layer}.${name}`,
        z: layer + 1,
        data: strokes[name].map((value, minute) => [minute, value]),
      });
      const drawn = {
        type: "line",
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color, width: WIDTH[line.look] * unit, cap: "round", join: "round" },
      };
      const fill = { color, opacity: { main: 0, part: 0.5, beside: 0, band: 1 }[line.look] };
      return [
        { ...drawn, ...stroke("settled"), areaStyle: fill },
        {
          ...drawn,
          ...stroke("provisional"),
          lineStyle: { ...drawn.lineStyle, type: DASH.map((length) => length * unit) },
          areaStyle: { ...fill, opacity: fill.opacity / 2 },
        },
        {
          ...stroke("running"),
          type: "bar",
          barWidth: COLUMN * unit,
          barGap: "-100%",
          itemStyle: {
            color: "transparent",
            decal: {
              symbol: "rect",
              color,
              rotation: -Math.PI / 4,
              dashArrayX: [1, 0],
              dashArrayY: [2 * unit, 2 * unit],
            },
          },
        },
      ];
    }),
  };
}
