/** What is read from the database at most every so often, however many ask for it. */
export interface Recent<T> {
  /** The value, read at most `trustMs` ago; while the database does not answer, the last value. */
  get(): Promise<T>;
  /** It was changed: what was read before is of no use. */
  forget(): void;
}

/** @param ticks milliseconds of a monotonic clock */
export function openRecent<T>(read: () => Promise<T>, trustMs: number, ticks: () => number): Recent<T> {
  let known: { value: Promise<T>; until: number } | null = null;
  return {
    get() {
      if (known && ticks() < known.until) return known.value;
      const before = known?.value;
      const reading = { value: before ? read().catch(() => before) : read(), until: ticks() + trustMs };
      known = reading;
      reading.value.catch(() => {
        if (known === reading) known = null;
      });
      return reading.value;
    },
    forget() {
      known = null;
    },
  };
}
