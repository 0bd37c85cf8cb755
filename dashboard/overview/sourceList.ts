import type { SourceLamp } from "#wire/live.ts";
import { isLacking } from "../figures/freshness.ts";

/** A line of the list: a source, or the number of sources that do not fit; and the cells that it takes. */
export type Line = { cells: number } & ({ lamp: SourceLamp } | { more: number; lacking: number });

/**
 * The sources that fit: first the silent and behind ones, then those whose clock is off, else in the server's order.
 * @param room in cells
 * @param takes the cells that a source takes
 */
export function sourceListOf(
  sources: readonly SourceLamp[],
  room: number,
  takes: (lamp: SourceLamp) => number,
): Line[] {
  const rankOf = (lamp: SourceLamp) => (isLacking(lamp) ? 0 : lamp.clockOffSeconds !== null ? 1 : 2);
  const called = [...sources].sort((a, b) => rankOf(a) - rankOf(b));
  const taken = (lamps: readonly SourceLamp[]) => lamps.reduce((cells, lamp) => cells + takes(lamp), 0);
  let named = called;
  // The line that counts the others takes a cell too.
  while (named.length > 0 && taken(named) + (named.length < called.length ? 1 : 0) > room) {
    named = named.slice(0, -1);
  }
  const others = called.slice(named.length);
  const lines: Line[] = named.map((lamp) => ({ lamp, cells: takes(lamp) }));
  if (others.length > 0) {
    const lacking = others.filter(isLacking).length;
    lines.push({ more: others.length, lacking, cells: Math.min(2, room - taken(named)) });
  }
  return lines;
}
