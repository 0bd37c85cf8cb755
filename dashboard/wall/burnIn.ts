import { hourOf } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";

/** Offsets around the middle, in pixels of the box: each minute the picture has another one. */
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

/** The picture's offset at a minute, in pixels of the box, against burn-in. */
export function driftOf(now: number): { x: number; y: number } {
  const [x, y] = STEPS[Math.floor(now / MINUTE) % STEPS.length] ?? STEPS[0];
  return { x, y };
}

/** From ten in the evening to six in the morning, in Bangkok. */
const NIGHT = { from: 22, until: 6 };
/** Share of the light that is removed. A breach must stay legible from eight metres: its contrast stays at 3:1. */
const DIMMED = 0.25;

export function dimOf(now: number): number {
  const hour = hourOf(now);
  return hour >= NIGHT.from || hour < NIGHT.until ? DIMMED : 0;
}
