/**
 * Does together, in one turn, what was asked for by the time that the turn comes. Where several fail together, each is
 * done again by itself, so that none fails because of another.
 * @param inTurn waits for a turn and does what `take` then gives; its results are in the same order
 */
export function openGathering<Job, Done>(
  inTurn: (take: () => readonly Job[]) => Promise<readonly Done[]>,
): (job: Job) => Promise<Done> {
  let waiting: { job: Job; resolve(done: Done): void; reject(error: unknown): void }[] = [];

  async function go() {
    let taken: typeof waiting = [];
    const take = () => {
      taken = waiting;
      waiting = [];
      return taken.map(({ job }) => job);
    };
    try {
      const done = await inTurn(take);
      for (const [place, { resolve }] of taken.entries()) resolve(done[place]!);
    } catch (error) {
      const isAlone = taken.length < 2;
      // There was no turn: whoever waits for it has waited in vain.
      if (taken.length === 0) take();
      for (const { job, resolve, reject } of taken)
        if (isAlone) reject(error);
        else inTurn(() => [job]).then(([done]) => resolve(done!), reject);
    }
  }

  return (job) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ job, resolve, reject }) === 1) void go();
    });
}
