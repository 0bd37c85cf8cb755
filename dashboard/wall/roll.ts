import type { SourceLamp } from "#wire/live.ts";

/** A line of the roll: a source, or how many there are for which there is no room. */
export type Line = { lamp: SourceLamp } | { more: number; silent: number };

/**
 * The sources, the silent ones first, else in the server's order, as many as have room.
 * @param room in cells
 * @param silentTakes cells that a silent source takes: it says more than its age
 */
export function rollOf(sources: readonly SourceLamp[], room: number, silentTakes: number): Line[] {
  const called = [...sources.filter(({ silent }) => silent), ...sources.filter(({ silent }) => !silent)];
  const taken = (lamps: readonly SourceLamp[]) =>
    lamps.reduce((cells, { silent }) => cells + (silent ? silentTakes : 1), 0);
  let named = called;
  // The line that counts the others takes a cell too.
  while (named.length > 0 && taken(named) + (named.length < called.length ? 1 : 0) > room) {
    named = named.slice(0, -1);
  }
  const others = called.slice(named.length);
  const lines: Line[] = named.map((lamp) => ({ lamp }));
  if (others.length > 0) {
    lines.push({ more: others.length, silent: others.filter(({ silent }) => silent).length });
  }
  return lines;
}
