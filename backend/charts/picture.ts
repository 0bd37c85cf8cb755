import type { BarsDrawn, Drawn } from "./lines.ts";

/** A figure with its words as one picture, for where no page can be. Places are shares of the plot's width, from 0 to 1. */
export interface Picture {
  title: string;
  /** What is said of it below the title, in pieces that are not broken. */
  said: readonly string[];
  drawn: Drawn;
  bars: BarsDrawn | null;
  /** Beside the top, the middle and the foot of the plot. */
  axis: readonly [top: string, middle: string, foot: string];
  /** Beside the top of the bars. */
  most: string;
  times: readonly { at: number; text: string }[];
  /** What each thing that is drawn is called; null: it is not there. */
  names: { line: string; target: string | null; whole: string; missed: string | null };
  notes: readonly { from: number; until: number; text: string }[];
}
