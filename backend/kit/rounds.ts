import type { Clock } from "./clock.ts";

export interface Rounds {
  /** The next round begins at once; also when one is under way, after which there is another. */
  wake(): void;
  /** Waits for the round that is under way. */
  close(): Promise<void>;
}

/** Does a piece of work round after round, until it is closed. Failures in a row are told of once. */
export function openRounds(deps: {
  clock: Clock;
  /** Gives when the next round is due, in milliseconds from now. `closing` aborts when there will be none. */
  round: (closing: AbortSignal) => Promise<number>;
  /** After a failure. */
  retryMs: number;
  onFailed: (error: unknown) => void;
}): Rounds {
  const { clock, round, retryMs, onFailed } = deps;
  const closing = new AbortController();
  let waking = new AbortController();
  let hasFailed = false;

  async function run() {
    while (!closing.signal.aborted) {
      waking = new AbortController();
      const { signal } = waking;
      let wait = retryMs;
      try {
        wait = await round(closing.signal);
        hasFailed = false;
      } catch (error) {
        if (!hasFailed && !closing.signal.aborted) onFailed(error);
        hasFailed = true;
      }
      if (wait > 0) await clock.sleep(wait, AbortSignal.any([signal, closing.signal]));
    }
  }
  const running = run();

  return {
    wake: () => waking.abort(),
    async close() {
      closing.abort();
      await running;
    },
  };
}
