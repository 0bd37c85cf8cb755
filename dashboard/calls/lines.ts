/** A cell of the strip: a line in use, a free line, or a caller waiting for an agent. */
export type Cell = "busy" | "free" | "waiting" | "none";

/** Places for waiting callers, after the lines; the number beside the strip counts callers beyond them. */
export const BEYOND = 12;

/** One cell per line, those in use first, then one per waiting caller. */
export function cellsOf(lines: number, busy: number, waiting: number): Cell[] {
  const all = Math.max(0, Math.floor(lines));
  return [
    ...Array.from({ length: all }, (_, line): Cell => (line < busy ? "busy" : "free")),
    ...Array.from({ length: BEYOND }, (_, caller): Cell => (caller < waiting ? "waiting" : "none")),
  ];
}
