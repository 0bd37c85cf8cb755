/** The assignment of a list's entries to its rows. */
export interface Seating {
  /** Keys by row; null: an empty row. */
  seats: readonly (string | null)[];
  sortedAt: number;
}

/** The order is stable for this many milliseconds, so that the list can be read. */
const HOLD_MS = 10_000;

/**
 * Assigns entries to rows in their order, but reorders at most every ten seconds. In between only rows that became
 * empty are filled, so that no row moves while somebody reads it.
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
