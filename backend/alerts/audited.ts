import type { Deed } from "#wire/deeds.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import type { Run, Store } from "../store/store.ts";

/** A person's deed, audited in its transaction; one that changes nothing is not. */
export type Audited = <T>(
  doer: Doer,
  what: Deed,
  of: { kind: string; id: string },
  change: (run: Run, at: number) => Promise<Changed<T>>,
) => Promise<T>;

type Changed<T> =
  | { before?: unknown; after?: unknown; gives: T; changesNothing?: never }
  | { gives: T; changesNothing: true };

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
    const { gives, changesNothing } = await store.transaction(async (run) => {
      const at = clock.now();
      const changed = await change(run, at);
      if (changed.changesNothing) return changed;
      await writeAudit(run, { ...doer, deed: what, of, before: changed.before, after: changed.after }, at);
      return changed;
    });
    if (!changesNothing) onDone();
    return gives;
  };
}
