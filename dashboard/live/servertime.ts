/** A sample this many milliseconds off the estimate means that a clock was set, not that a packet was late. */
const SET_MS = 2_000;
/** The estimate follows a slow drift of the screen's clock: it decreases by this many milliseconds per sample. */
const DRIFT_MS = 1;

/**
 * The difference between the server's clock and this machine's monotonic one, after one more sample.
 * A packet can only be late, never early, so the largest difference seen is the best one.
 */
export function offsetAfter(offset: number | null, serverAt: number, localAt: number): number {
  const sample = serverAt - localAt;
  if (offset === null || Math.abs(sample - offset) > SET_MS) return sample;
  return Math.max(sample, offset - DRIFT_MS);
}

/** The server's time in an answer, and by how many milliseconds at most it may be earlier than when it was answered. */
export interface Told {
  serverAt: number;
  slack: number;
}

/**
 * The same after an answer to a question. The server told its time after the question and before the answer came: an
 * answer that took long says little, and changes nothing that may be right.
 */
export function offsetWithin(
  offset: number | null,
  { serverAt, slack }: Told,
  askedAt: number,
  localAt: number,
): number {
  const least = serverAt - localAt;
  const most = serverAt + slack - askedAt;
  return offset === null ? least : Math.min(Math.max(offset, least), most);
}
