import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "#charts/palette.ts";
import type { Plot } from "./plot.ts";

/** Lengths in pixels of the 1920×1080 box; a bar's width as a share of its place (../shared/sketches/wall). */
const STROKE = 3;
const HAIRLINE = 2;
const BAR = 0.78;
const MARK = { most: 22, ofBar: 0.7 };
/** Hatches: stripe and space. */
const RUNNING = [4, 5] as const;
const UNKNOWN = [4, 8] as const;

type XY = [x: number, y: number | null];

/**
 * The option of ECharts: no text, and the plot fills the canvas. Every chart has the same series with the same ids in
 * the same order, so each call replaces data and never adds a series. The x axis counts bars from the window's start.
 * @param width of the canvas, in the panel's pixels
 * @param unit pixels of the panel per pixel of the box
 */
export function optionOf(
  { columns, ceiling }: Pick<Plot, "columns" | "ceiling">,
  width: number,
  unit: number,
  palette: Omit<Palette, "broken">,
): EChartsCoreOption {
  const room = HAIRLINE * unit;
  const barWidth = (width / Math.max(1, columns.length)) * BAR;
  const still = { silent: true, animation: false };
  const noWords = { axisLabel: { show: false }, axisTick: { show: false } };
  const hatch = (color: string, [stripe, space]: readonly [number, number]) => ({
    // Opaque, so that it is seen over the week before, too.
    color: palette.tile,
    decal: {
      symbol: "rect",
      color,
      rotation: -Math.PI / 4,
      dashArrayX: [1, 0],
      dashArrayY: [stripe * unit, space * unit],
    },
  });
  const hollow = (borderColor: string) => ({ color: palette.tile, borderColor, borderWidth: STROKE * unit });

  /** Bars of all series lie over each other. */
  const bars = (
    id: string,
    z: number,
    draw: (column: Plot["columns"][number]) => [number | null, object],
  ) => ({
    ...still,
    id,
    z,
    type: "bar",
    barWidth,
    barGap: "-100%",
    data: columns.map((column, place) => {
      const [value, itemStyle] = draw(column);
      return { value: [place + 0.5, value], itemStyle };
    }),
  });
  const line = (id: string, z: number, data: XY[], more: object) => ({
    ...still,
    id,
    z,
    type: "line",
    showSymbol: false,
    connectNulls: false,
    data,
    ...more,
  });
  const edge = (color: string, opacity = 1) => ({
    lineStyle: { color, opacity, width: STROKE * unit, cap: "butt", join: "miter" },
  });
  const steps = (isIt: (column: Plot["columns"][number]) => boolean, inset = 0): XY[] =>
    columns.flatMap((column, place): XY[] => {
      const value = isIt(column) ? column.before : null;
      return [
        [place + inset, value],
        [place + 1 - inset, value],
        ...(inset > 0 ? [[place + 1, null] as XY] : []),
      ];
    });

  return {
    ...still,
    grid: { left: 0, right: 0, top: room, bottom: room, outerBoundsMode: "none" },
    xAxis: {
      type: "value",
      min: 0,
      max: Math.max(1, columns.length),
      // Each bar has its place already: no room is added at the ends.
      containShape: false,
      splitLine: { show: false },
      ...noWords,
      axisLine: { lineStyle: { color: palette.quiet, width: HAIRLINE * unit } },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: ceiling,
      interval: ceiling / 2,
      splitLine: { lineStyle: { color: palette.hairline, width: Math.max(1, HAIRLINE * unit) } },
      ...noWords,
      axisLine: { show: false },
    },
    series: [
      line(
        "before.fill",
        1,
        steps(({ isBeforeWhole }) => isBeforeWhole),
        {
          lineStyle: { width: 0 },
          areaStyle: { color: palette.hairline, opacity: 1 },
        },
      ),
      bars("unknown", 2, ({ isOpenAbove }) => [isOpenAbove ? ceiling : null, hatch(palette.week, UNKNOWN)]),
      bars("came", 3, ({ came, kept, isCameFinal }) => [
        came || null,
        kept === null ? hatch(palette.quiet, UNKNOWN) : hollow(isCameFinal ? palette.main : palette.series),
      ]),
      line(
        "before.edge",
        4,
        steps(() => true),
        edge(palette.quiet),
      ),
      bars("kept", 5, ({ kept, isKeptFinal }) => [
        kept || null,
        isKeptFinal ? { color: palette.series } : hatch(palette.series, RUNNING),
      ]),
      // Over a filled bar the step is dark, so that it is seen there too.
      line(
        "before.over",
        6,
        steps(({ before, kept }) => before !== null && kept !== null && before < kept, (1 - BAR) / 2),
        edge(palette.tile, 0.75),
      ),
      {
        ...line(
          "mark",
          7,
          columns.map(({ isMarked }, place): XY => [place + 0.5, isMarked ? 0 : null]),
          { lineStyle: { width: 0 } },
        ),
        showSymbol: true,
        symbol: "diamond",
        symbolSize: Math.min(MARK.most * unit, MARK.ofBar * barWidth),
        symbolOffset: [0, "-90%"],
        itemStyle: { color: palette.tile, borderColor: palette.secondary, borderWidth: STROKE * unit },
      },
    ],
  };
}
