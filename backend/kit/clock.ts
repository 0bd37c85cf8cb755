/** The only source of the current time. Tests pass in one that they advance by hand. */
export interface Clock {
  /** Epoch milliseconds, to be shown, stored, or compared with the time of an event. The clock may be set, also back. */
  now(): number;
  /** Milliseconds of a monotonic clock, for durations, time-outs and pace. The origin has no meaning. */
  ticks(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `deed` every `ms` until the returned function is called. */
  every(ms: number, deed: () => void): () => void;
}

export const realClock: Clock = {
  now: Date.now,
  ticks: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done);
    });
  },
  every(ms, deed) {
    const timer = setInterval(deed, ms);
    return () => clearInterval(timer);
  },
};
