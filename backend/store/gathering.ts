import { readForAll } from "./asker.ts";
import { tooMany } from "./turns.ts";

interface Waiter<Job, Done> {
  job: Job;
  resolve(done: Done): void;
  reject(error: unknown): void;
}

/**
 * Does together, in one turn, what was asked for by the time that the turn comes. Where several fail together, each is
 * done again by itself, so that none fails because of another. When its signal aborts, what still waits is left out, and
 * the signal's reason is thrown.
 * @param inTurn waits for a turn and does what `take` then gives; its results are in the same order
 * @param limits `fitting`: how many of those that wait are done in one turn, the others having the next one (absent: all);
 * `mostWaiting`: more than so many are refused with `unavailable`
 */
export function openGathering<Job, Done>(
  inTurn: (take: () => readonly Job[]) => Promise<readonly Done[]>,
  limits: { fitting?: (jobs: readonly Job[]) => number; mostWaiting?: number } = {},
): (job: Job, signal?: AbortSignal) => Promise<Done> {
  const { fitting = (jobs) => jobs.length, mostWaiting = Number.POSITIVE_INFINITY } = limits;
  let waiting: Waiter<Job, Done>[] = [];
  /** A turn has been asked for, and has not come. */
  let isDue = false;

  function ask() {
    if (isDue || waiting.length === 0) return;
    isDue = true;
    void readForAll(go);
  }

  async function go() {
    let taken = null as typeof waiting | null;
    const take = () => {
      isDue = false;
      taken = waiting.splice(0, Math.max(1, fitting(waiting.map(({ job }) => job))));
      return taken.map(({ job }) => job);
    };
    try {
      const done = await inTurn(take);
      for (const [place, { resolve }] of (taken ?? []).entries()) resolve(done[place]!);
    } catch (error) {
      if (taken === null) {
        // There was no turn: whoever waits for it has waited in vain.
        isDue = false;
        for (const { reject } of waiting.splice(0)) reject(error);
      } else if (taken.length === 1) taken[0]!.reject(error);
      else
        for (const { job, resolve, reject } of taken)
          inTurn(() => [job]).then(([done]) => resolve(done!), reject);
    }
    // Asks for what did not fit, outside of this turn and its transaction.
    ask();
  }

  return (job, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (waiting.length >= mostWaiting) return reject(tooMany(waiting.length));
      const waiter = { job, resolve, reject };
      waiting.push(waiter);
      signal?.addEventListener(
        "abort",
        () => {
          waiting = waiting.filter((each) => each !== waiter);
          reject(signal.reason);
        },
        { once: true },
      );
      ask();
    });
}
