/** Buckets by step, in ms. Days are Bangkok days: +07:00, no DST. */
export const STEP_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type Step = keyof typeof STEP_MS | "total";

const BANGKOK_MS = 7 * 3_600_000;

export function floorTo(step: keyof typeof STEP_MS, at: number): number {
  const offset = step === "day" ? BANGKOK_MS : 0;
  const past = (at + offset) % STEP_MS[step];
  return at - (past < 0 ? past + STEP_MS[step] : past);
}

/** A run of stored cells of one tier (its seconds). */
export interface Piece {
  tier: number;
  since: number;
  until: number;
}

/** The fewest cells that make up [from, until), both whole minutes: days, and at the edges hours and minutes. */
export function cover(from: number, until: number, step: keyof typeof STEP_MS = "day"): Piece[] {
  if (from >= until) return [];
  const size = STEP_MS[step];
  if (step === "minute") return [{ tier: 60, since: from, until }];
  const finer = step === "day" ? "hour" : "minute";
  const floor = floorTo(step, from);
  const first = floor === from ? from : floor + size;
  const last = floorTo(step, until);
  if (first >= last) return cover(from, until, finer);
  return [
    ...cover(from, first, finer),
    { tier: size / 1000, since: first, until: last },
    ...cover(last, until, finer),
  ];
}
