import { randomUUID } from "node:crypto";
import type { Assignment } from "#wire/live.ts";
import type { Connection } from "#wire/screens.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { listOtherBackends, removeBackend, tellBackend } from "./queries.ts";

/** A screen that is connected to some backend; null: it has no name, or has no assignment yet. */
export interface Watching {
  screen: string | null;
  assignment: Assignment | null;
  connection: Connection;
}

export interface AllWatching {
  /** The screens of all backends: this one's as they are now, the others' as of at most two seconds ago. */
  list(): Promise<Watching[]>;
  close(): Promise<void>;
}

/** Five of them fit in the ten seconds after which others take a backend for dead (sql/screens.sql). */
const TELL_MS = 2_000;

/** Which screens are connected, to whichever backend: each writes its own to the database. */
export function openWatching(deps: { store: Store; clock: Clock; own: () => Watching[] }): AllWatching {
  const { store, own } = deps;
  // The embedded database has one backend.
  if (store.kind === "embedded") return { list: async () => own(), async close() {} };
  const id = randomUUID();
  let telling: Promise<void> = Promise.resolve();
  let isClosed = false;
  const tell = () => {
    // That the database does not answer is said by those who read figures from it.
    telling = telling.then(async () => {
      if (!isClosed) await tellBackend(store.run, id, own()).catch(() => {});
    });
  };
  tell();
  const stop = deps.clock.every(TELL_MS, tell);
  return {
    list: async () => [...own(), ...(await listOtherBackends(store.run, id))],
    async close() {
      stop();
      isClosed = true;
      await telling;
      await removeBackend(store.run, id).catch(() => {});
    },
  };
}
