/** An eye takes in no more than some ten changes a second. */
const SHORTEST_MS = 100;
/** Each second everything is read and sent anyway: time changes figures too. */
const LONGEST_MS = 1_000;
/**
 * Composing and sending take at most this share of the wall-clock time, all watched scenes together. It includes the
 * wait for the database while events are written, so the share of a core is smaller. Chosen with the bench row `busy`.
 */
const SHARE = 1 / 3;

/**
 * How long after one frame the next may begin.
 * @param cost milliseconds that composing and sending the last one took
 * @param scenes that are watched: each has its part of the share
 */
export function paceOf(cost: number, scenes: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (cost * scenes) / SHARE));
}
