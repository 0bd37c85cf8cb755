import type { Deed } from "#wire/deeds.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import type { Run, Store } from "../store/store.ts";

/** A person's deed, audited in its transaction. */
export type Audited = <T>(
  doer: Doer,
  what: Deed,
  of: { kind: string; id: string },
  change: (run: Run, at: number) => Promise<{ before?: unknown; after?: unknown; gives: T }>,
) => Promise<T>;

export function openAudited({
  store,
  clock,
  onDone,
}: {
  store: Store;
  clock: Clock;
  /** Called after the commit. */
  onDone: () => void;
}): Audited {
  return async (doer, what, of, change) => {
    const { gives } = await store.transaction(async (run) => {
      const at = clock.now();
      const changed = await change(run, at);
      await writeAudit(run, { ...doer, deed: what, of, before: changed.before, after: changed.after }, at);
      return changed;
    });
    onDone();
    return gives;
  };
}
