import type { Clock } from "./clock.ts";

/** If a notification is lost, what another backend changed counts here after this long at most. */
const KNOWN_MS = 10_000;

export interface Remembered<T> {
  /** As it was read not long ago. Whoever asks while it is read has the same answer. A failure is not remembered. */
  known(): Promise<T>;
  /** It was changed: it is read again when it is asked for next. */
  forget(): void;
}

/** What people have set, and each look needs: read again when it was changed. */
export function remember<T>(clock: Pick<Clock, "ticks">, read: () => Promise<T>): Remembered<T> {
  let last: { reading: Promise<T>; until: number } | null = null;
  return {
    known() {
      const ticks = clock.ticks();
      if (last && ticks < last.until) return last.reading;
      const mine = { reading: read(), until: ticks + KNOWN_MS };
      last = mine;
      mine.reading.catch(() => {
        if (last === mine) last = null;
      });
      return mine.reading;
    },
    forget() {
      last = null;
    },
  };
}
