import type { Scope } from "#wire/access.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import { mayKnow } from "./plan.ts";
import { findDocument, type Kept } from "./queries.ts";

/** A document as it is kept. Throws `not-found`, also for what the scope does not cover. */
export async function keptFor(run: Run, id: string, scope: Scope): Promise<Kept> {
  const kept = await findDocument(run, id);
  if (!kept || !mayKnow(scope, kept.signed.document))
    throw new Fault("not-found", `there is no report ${id}; GET /v1/reports lists them`);
  return kept;
}
