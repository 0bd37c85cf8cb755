import { ceilingOf, spread } from "#charts/scale.ts";
import { type Column, columnsOf, type Shown } from "./columns.ts";

/** What of a chart has a name: the filled part of its bars, the hollow rest, the step of a week ago. */
export type Part = "rest" | "kept" | "before";

/** The position of a name, from 0 (top of the plot) to 1. */
export interface EndLabel {
  part: Part;
  top: number;
}

/** A chart's columns and labels. Labels are HTML: the browser shapes Thai, and no canvas clips it. */
export interface Plot {
  columns: Column[];
  /** Starts of the first, middle and running bar. */
  times: number[];
  /** The value of the top hairline; the middle one is half of it. */
  ceiling: number;
  ends: EndLabel[];
}

/**
 * @param gap the least distance between two names, as a share of the plot's height
 */
export function plotOf(shown: Shown, gap: number): Plot {
  const { came } = shown;
  const columns = columnsOf(shown);
  const times = [came[0], came[came.length >> 1], came[came.length - 1]].flatMap((bar) => bar?.at ?? []);
  const ceiling = ceilingOf(
    Math.max(0, ...columns.map(({ came, kept, before }) => Math.max(came ?? 0, kept ?? 0, before ?? 0))),
  );
  const named = heightsOf(columns);
  const tops = spread(
    named.map(({ height }) => 1 - height / ceiling),
    gap,
    gap / 2,
    1 - gap / 2,
  );
  return {
    columns,
    times,
    ceiling,
    ends: named.map(({ part }, index) => ({ part, top: tops[index] ?? 0 })),
  };
}

/** Where each name would stand: beside the middle of its part of the newest closed bar, from the top down. */
function heightsOf(columns: readonly Column[]): { part: Part; height: number }[] {
  const closed = columns.slice(0, -1);
  const newest = (isIt: (column: Column) => boolean) =>
    closed.reduceRight<Column | null>((found, column) => found ?? (isIt(column) ? column : null), null);
  const bar = newest(({ came, kept }) => came !== null && kept !== null);
  const week = newest(({ before }) => before !== null);
  const [came, kept] = [bar?.came ?? 0, bar?.kept ?? 0];
  return [
    ...(bar ? [{ part: "rest" as const, height: (came + kept) / 2 }] : []),
    ...(bar ? [{ part: "kept" as const, height: kept / 2 }] : []),
    ...(week ? [{ part: "before" as const, height: week.before ?? 0 }] : []),
  ];
}
