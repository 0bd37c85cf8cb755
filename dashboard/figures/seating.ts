/** Which entry of a list has which seat. */
export interface Seating {
  /** Keys, null for an empty seat. */
  seats: readonly (string | null)[];
  sortedAt: number;
}

/** A list that is being read keeps its order for so long. */
const HOLD_MS = 10_000;

/**
 * Seats those of a list in their order, but moves one that is seated at most every ten seconds: until then only
 * seats that fell empty are given away, so that no row jumps from under the eye that reads it.
 */
export function seat(
  before: Seating | null,
  wanted: readonly { key: string }[],
  now: number,
  room: number,
): Seating {
  const keys = wanted.slice(0, room).map(({ key }) => key);
  if (!before || now - before.sortedAt >= HOLD_MS || now < before.sortedAt) {
    const seats = Array.from({ length: room }, (_, index) => keys[index] ?? null);
    const moved = seats.some((key, index) => key !== before?.seats[index]);
    return moved || !before ? { seats, sortedAt: now } : before;
  }
  const queued = keys.filter((key) => !before.seats.includes(key));
  const seats = before.seats.map((key) => (key && keys.includes(key) ? key : (queued.shift() ?? null)));
  return { seats, sortedAt: before.sortedAt };
}
