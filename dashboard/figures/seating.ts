/** Which freeze sits in which place. */
export interface Seating {
  /** Keys, null for an empty place. */
  seats: readonly (string | null)[];
  sortedAt: number;
}

export const SEATS = 5;
/** A list that is being read keeps its order for so long. */
const HOLD_MS = 10_000;

/**
 * Seats those of a list in their order, but moves one that is seated at most every ten seconds: until then only
 * places that fell empty are given away, so that no row jumps from under the eye that reads it.
 */
export function seat(
  before: Seating | null,
  wanted: readonly { key: string }[],
  now: number,
  places = SEATS,
): Seating {
  const keys = wanted.slice(0, places).map(({ key }) => key);
  if (!before || now - before.sortedAt >= HOLD_MS || now < before.sortedAt) {
    const seats = Array.from({ length: places }, (_, place) => keys[place] ?? null);
    const moved = seats.some((key, place) => key !== before?.seats[place]);
    return moved || !before ? { seats, sortedAt: now } : before;
  }
  const queued = keys.filter((key) => !before.seats.includes(key));
  const seats = before.seats.map((key) => (key && keys.includes(key) ? key : (queued.shift() ?? null)));
  return { seats, sortedAt: before.sortedAt };
}
