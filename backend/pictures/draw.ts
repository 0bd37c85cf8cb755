import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type EChartsCoreOption, init, setPlatformAPI, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { barsOption, linesOption } from "#charts/lines.ts";
import type { Picture } from "#charts/picture.ts";
import { PAPER } from "./paper.ts";
import { pngOf } from "./png.ts";

use([LineChart, BarChart, GridComponent, CanvasRenderer]);
setPlatformAPI({ createCanvas: () => createCanvas(1, 1) as never });

/** Pixels of the picture per pixel of a page: screens of phones have two or three. */
const SCALE = 2;
/** All lengths are in pixels of a page. A phone shows the picture at about 0.6 of its width: type is large. */
const WIDTH = 600;
const EDGE = 16;
const LEFT = 78;
const PLOT = WIDTH - EDGE - LEFT;
const TALL = { plot: 128, bars: 40 };
const TYPE = { title: 24, said: 18.5, small: 17 };
const FAMILY = "WR Sans Thai";

/** The report's fonts: in them a Thai letter and its marks are one glyph. */
export function loadFonts(folder: string): void {
  for (const weight of ["Regular", "Bold"])
    if (!GlobalFonts.registerFromPath(`${folder}/Sans-${weight}.ttf`, FAMILY))
      throw new Error(`there is no font ${folder}/Sans-${weight}.ttf`);
}

/** Draws by the options of the pages, at a place of the picture. */
function ink(context: SKRSContext2D, option: EChartsCoreOption, top: number, height: number): void {
  const canvas = createCanvas(PLOT * SCALE, height * SCALE);
  const chart = init(canvas as never, null, { width: PLOT, height, devicePixelRatio: SCALE });
  chart.setOption(option);
  context.drawImage(canvas, LEFT, top, PLOT, height);
  // It clears its canvas, too.
  chart.dispose();
}

const font = (size: number, weight: "normal" | "bold" = "normal") => `${weight} ${size}px "${FAMILY}"`;

/** As much of a text as has room: words are left out from the end. */
function fitted(context: SKRSContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const words = [...new Intl.Segmenter("th", { granularity: "word" }).segment(text)].map(
    ({ segment }) => segment,
  );
  while (words.length > 1 && context.measureText(`${words.join("").trimEnd()} …`).width > room) words.pop();
  return `${words.join("").trimEnd()} …`;
}

/** Something with its width, which draws itself at a place on a line. */
interface Part {
  width: number;
  ink(x: number, y: number): void;
}

/** Lines of parts, as many of them on each as have room. */
function linesOf(parts: readonly Part[], gap: number): Part[][] {
  const lines: Part[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (used + gap + part.width > WIDTH - 2 * EDGE) {
      lines.push([]);
      used = -gap;
    }
    lines.at(-1)!.push(part);
    used += gap + part.width;
  }
  return lines;
}

/** A PNG, 1200 pixels wide and as high as its words need. */
export function draw(picture: Picture): Buffer {
  const { title, said, drawn, bars, axis, most, times, names, notes } = picture;
  const measure = createCanvas(1, 1).getContext("2d");
  let context = measure;
  const text = (
    words: string,
    size: number,
    color: string,
    sample?: (x: number, y: number) => void,
  ): Part => {
    measure.font = font(size);
    const room = WIDTH - 2 * EDGE - (sample ? 30 : 0);
    const shown = fitted(measure, words, room);
    return {
      width: measure.measureText(shown).width + (sample ? 30 : 0),
      ink(x, y) {
        sample?.(x, y - size * 0.3);
        context.font = font(size);
        context.fillStyle = color;
        context.fillText(shown, x + (sample ? 30 : 0), y);
      },
    };
  };
  const stroke = (color: string, dash: number[]) => (x: number, y: number) => {
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 22, y);
    context.stroke();
    context.setLineDash([]);
  };
  const block = (color: string) => (x: number, y: number) => {
    context.fillStyle = color;
    context.fillRect(x + 4, y - 7, 14, 14);
  };
  const dot = (x: number, y: number) => {
    context.fillStyle = PAPER.main;
    context.beginPath();
    context.arc(x + 11, y, 5, 0, 2 * Math.PI);
    context.fill();
  };

  const above = linesOf(
    said.map((piece) => text(piece, TYPE.said, PAPER.secondary)),
    18,
  );
  const below = linesOf(
    [
      text(names.line, TYPE.small, PAPER.secondary, stroke(PAPER.main, [])),
      ...(names.target ? [text(names.target, TYPE.small, PAPER.secondary, stroke(PAPER.main, [6, 4]))] : []),
      ...(bars ? [text(names.whole, TYPE.small, PAPER.secondary, block(PAPER.series))] : []),
      ...(bars && names.missed ? [text(names.missed, TYPE.small, PAPER.secondary, block(PAPER.broken))] : []),
    ],
    20,
  );
  const noted = linesOf(
    notes.map((note) => text(note.text, TYPE.small, PAPER.main, dot)),
    20,
  );
  const top = EDGE + 32 + above.length * 28 + 22;
  const foot = top + TALL.plot + (bars ? 16 + TALL.bars : 0);
  const height = foot + 34 + (below.length + noted.length) * 27 + EDGE - 6;

  const canvas = createCanvas(WIDTH * SCALE, Math.ceil(height) * SCALE);
  context = canvas.getContext("2d");
  context.scale(SCALE, SCALE);
  context.fillStyle = PAPER.tile;
  context.fillRect(0, 0, WIDTH, Math.ceil(height));
  ink(context, linesOption(drawn, PAPER), top, TALL.plot);
  if (bars) ink(context, barsOption(bars, PAPER, PLOT), top + TALL.plot + 16, TALL.bars);

  context.font = font(TYPE.title, "bold");
  context.fillStyle = PAPER.main;
  context.fillText(fitted(context, title, WIDTH - 2 * EDGE), EDGE, EDGE + 22);
  const inLines = (lines: readonly Part[][], first: number, step: number, gap: number) => {
    for (const [row, parts] of lines.entries()) {
      let x = EDGE;
      for (const part of parts) {
        part.ink(x, first + row * step);
        x += part.width + gap;
      }
    }
  };
  inLines(above, EDGE + 52, 28, 18);

  const small = (words: string, x: number, y: number, align: "left" | "right" | "center") => {
    context.font = font(TYPE.small);
    context.fillStyle = PAPER.quiet;
    context.textAlign = align;
    context.fillText(words, x, y);
    context.textAlign = "left";
  };
  for (const [row, words] of axis.entries()) small(words, LEFT - 8, top + (row * TALL.plot) / 2 + 6, "right");
  if (bars) small(most, LEFT - 8, top + TALL.plot + 16 + 8, "right");
  for (const { at, text: words } of times) small(words, LEFT + at * PLOT, foot + 20, "center");

  for (const { from, until } of notes) {
    context.fillStyle = PAPER.main;
    context.fillRect(LEFT + from * PLOT, top - 5, Math.max(2, (until - from) * PLOT), 3);
    context.fillRect(LEFT + from * PLOT - 1, top - 5, 2, TALL.plot + 5);
    dot(LEFT + from * PLOT - 11, top - 5);
  }
  inLines(below, foot + 48, 27, 20);
  inLines(noted, foot + 48 + below.length * 27, 27, 20);
  return pngOf(canvas.data(), canvas.width, canvas.height);
}
