export interface Pace {
  /** Seconds until the key may use more; 0: it may now. */
  waitOf(key: string): number;
  /** Uses one, also when it must wait. */
  use(key: string): void;
}

/**
 * How much each key may use: `perSecond` in the long run, `atOnce` after a pause. It remembers the `mostKeys` that used
 * something last, each as one number.
 * @param ticks milliseconds of a monotonic clock
 */
export function openPace(
  { perSecond, atOnce, mostKeys }: { perSecond: number; atOnce: number; mostKeys: number },
  ticks: () => number,
): Pace {
  const each = 1_000 / perSecond;
  /** When all that a key has used will have come back. The first one is the one that was not used for longest. */
  const whole = new Map<string, number>();
  return {
    waitOf(key) {
      const over = (whole.get(key) ?? 0) - ticks() - (atOnce - 1) * each;
      return over > 0 ? Math.ceil(over / 1_000) : 0;
    },
    use(key) {
      const from = Math.max(ticks(), whole.get(key) ?? 0);
      whole.delete(key);
      whole.set(key, from + each);
      if (whole.size > mostKeys) for (const first of whole.keys()) return void whole.delete(first);
    },
  };
}
