import { hourOf } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";

/** Pixels of the box, one after the other around the middle: each minute the picture stands elsewhere on the panel. */
const STEPS = [
  [0, 0],
  [2, 1],
  [4, 0],
  [3, -2],
  [0, -4],
  [-2, -2],
  [-4, 0],
  [-3, 2],
  [-1, 4],
  [1, 3],
] as const;

/** Where the picture stands at a minute, in pixels of the box: a panel that shows one thing for years keeps it. */
export function driftOf(now: number): { x: number; y: number } {
  const [x, y] = STEPS[Math.floor(now / MINUTE) % STEPS.length] ?? STEPS[0];
  return { x, y };
}

/** From ten in the evening to six in the morning, in Bangkok. */
const NIGHT = { from: 22, until: 6 };
/** How much of the light is taken away; what is broken must still be read from eight metres: three to one is left of it. */
const DIMMED = 0.25;

export function dimOf(now: number): number {
  const hour = hourOf(now);
  return hour >= NIGHT.from || hour < NIGHT.until ? DIMMED : 0;
}
