/** How often something may happen: `perSecond` in the long run, `atOnce` after a pause. */
export interface Budget {
  perSecond: number;
  atOnce: number;
}

export interface Bucket {
  /** Whether it may happen once more now (milliseconds of a monotonic clock); if so, that is spent. */
  take(now: number): boolean;
}

/** A token bucket: full at first, and filled again as time passes. */
export function openBucket({ perSecond, atOnce }: Budget, now: number): Bucket {
  let tokens = atOnce;
  let filled = now;
  return {
    take(now) {
      tokens = Math.min(atOnce, tokens + ((now - filled) / 1_000) * perSecond);
      filled = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
