import type { Visitor } from "../access/visitor.ts";
import type { Doer } from "../audit/write.ts";
import { Fault } from "../kit/fault.ts";

/** The person or key that makes a request. Throws `forbidden` for an embed, which may change nothing. */
export function doerOf(visitor: Visitor, address: string | null): Doer {
  if (visitor.kind === "embed") throw new Fault("forbidden", "an embed only shows");
  const { kind, id, name } = visitor.kind === "key" ? { kind: visitor.kind, ...visitor.sender } : visitor;
  return { by: { kind, id: String(id), name }, address };
}
