import { randomUUID } from "node:crypto";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { listOtherBackends, removeBackend, tellBackend, type Watching } from "./queries.ts";

export type { Watching };

export interface AllWatching {
  /** The screens of all backends: this one's as of now, the others' at most two seconds old. */
  list(): Promise<Watching[]>;
  close(): Promise<void>;
}

/** Heartbeat interval: five fit in the ten seconds after which other backends consider one dead (sql/screens.sql). */
const TELL_MS = 2_000;

/** Lists the connected screens of all backends: each backend writes its own to the database. */
export function openWatching(deps: { store: Store; clock: Clock; own: () => Watching[] }): AllWatching {
  const { store, own } = deps;
  // The embedded database has only one backend.
  if (store.kind === "embedded") return { list: async () => own(), async close() {} };
  const id = randomUUID();
  let telling: Promise<void> = Promise.resolve();
  let isClosed = false;
  const tell = () => {
    // Errors are ignored: reading figures reports a database that does not answer.
    telling = telling.then(async () => {
      if (!isClosed) await tellBackend(store.run, id, own()).catch(() => {});
    });
  };
  tell();
  const stop = deps.clock.every(TELL_MS, tell);
  return {
    list: async () => [...own(), ...(await listOtherBackends(store.inClass("pages").run, id))],
    async close() {
      stop();
      isClosed = true;
      await telling;
      await removeBackend(store.run, id).catch(() => {});
    },
  };
}
