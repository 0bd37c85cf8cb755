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
