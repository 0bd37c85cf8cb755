/** What a cell of the strip is: a line in use, a free one, or a caller for whom there is no agent yet. */
export type Cell = "busy" | "free" | "waiting" | "none";

/** Places behind the lines for callers who wait; who has no place is in the number beside it. */
export const BEYOND = 12;

/** One cell a line, in use from the left, and behind them one a waiting caller. */
export function cellsOf(lines: number, busy: number, waiting: number): Cell[] {
  const all = Math.max(0, Math.floor(lines));
  return [
    ...Array.from({ length: all }, (_, line): Cell => (line < busy ? "busy" : "free")),
    ...Array.from({ length: BEYOND }, (_, caller): Cell => (caller < waiting ? "waiting" : "none")),
  ];
}
