export interface Pace {
  /** Seconds until the key may use more; 0: it may now. */
  waitOf(key: string): number;
  /** Uses one, also when it must wait. */
  use(key: string): void;
}

/**
 * How much each key may use: `perSecond` in the long run, `atOnce` after a pause. It remembers the `mostKeys` that used
 * something, or asked while they had to wait, last; each as one number.
 * @param ticks milliseconds of a monotonic clock
 */
export function openPace(
  { perSecond, atOnce, mostKeys }: { perSecond: number; atOnce: number; mostKeys: number },
  ticks: () => number,
): Pace {
  const each = 1_000 / perSecond;
  /** When all that a key has used will have come back. The first one is the one that was not asked for longest. */
  const whole = new Map<string, number>();
  // Ticks count from anywhere.
  const wholeOf = (key: string) => whole.get(key) ?? Number.NEGATIVE_INFINITY;
  function keep(key: string, at: number) {
    whole.delete(key);
    whole.set(key, at);
  }
  return {
    waitOf(key) {
      const over = wholeOf(key) - ticks() - (atOnce - 1) * each;
      if (over <= 0) return 0;
      // Whoever goes on asking is not forgotten, however many others come.
      keep(key, wholeOf(key));
      return Math.ceil(over / 1_000);
    },
    use(key) {
      const from = Math.max(ticks(), wholeOf(key));
      keep(key, from + each);
      if (whole.size > mostKeys) for (const first of whole.keys()) return void whole.delete(first);
    },
  };
}

/**
 * Whether one more secret may be looked up of which nothing is known, from all addresses together. When it may not, only those
 * on a list of what counts: so nobody who has one waits, wherever it comes from and however many are invented.
 */
export function openUnknownPace(ticks: () => number): () => boolean {
  const pace = openPace({ perSecond: 10, atOnce: 100, mostKeys: 1 }, ticks);
  return () => {
    if (pace.waitOf("") > 0) return false;
    pace.use("");
    return true;
  };
}
