import { SECOND } from "#calendar/units.ts";
import { asFault, type Fault } from "../kit/fault.ts";

/** For how long an answer counts. A proxy asks every few seconds. */
const COUNTS_MS = SECOND;

/**
 * Whether the database answers and has space for events; what is thrown, if not. Anybody may ask, so however many ask at
 * once or within a second have one answer: it is no way to load the database.
 */
export function openReady(deps: {
  clock: { ticks(): number };
  store: { run(name: "ping"): Promise<unknown>; requireSpace(): void };
}): () => Promise<Fault | null> {
  const { clock, store } = deps;
  let last: { fault: Promise<Fault | null>; until: number } | null = null;

  async function look(): Promise<Fault | null> {
    try {
      store.requireSpace();
      await store.run("ping");
      return null;
    } catch (error) {
      return asFault(error);
    }
  }

  return () => {
    if (last && clock.ticks() < last.until) return last.fault;
    // However long the database takes, it is not asked again meanwhile.
    const asked = { fault: look(), until: Number.POSITIVE_INFINITY };
    last = asked;
    asked.fault.then(() => {
      asked.until = clock.ticks() + COUNTS_MS;
    });
    return asked.fault;
  };
}
