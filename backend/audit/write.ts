import type { Deed } from "#wire/deeds.ts";
import type { Run } from "../store/store.ts";
import { canonicalOf } from "./chain.ts";
import { type Actor, type Doer, type Entry, SERVER } from "./entry.ts";
import { appendAudit } from "./queries.ts";

/** The one file of this room that other rooms import: like the store, it has no state of its own. */
export { type Actor, type Doer, SERVER };
/** An entry whose deed has words on the page. */
export type Told = Entry & { deed: Deed };

/**
 * Appends inside the caller's transaction: if that is rolled back, nothing was said. Other writers of the audit wait
 * until it ends, so it comes after the transaction's changes.
 * @param at epoch milliseconds
 */
export async function writeAudit(run: Run, entry: Told, at: number): Promise<void> {
  await appendAudit(run, entry, at, canonicalOf(entry, at));
}
