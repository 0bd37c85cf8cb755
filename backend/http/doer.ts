import type { Visitor } from "../access/visitor.ts";
import type { Doer } from "../audit/write.ts";

/** Whose deed a request is. */
export function doerOf(visitor: Visitor, address: string | null): Doer {
  const { kind, id, name } = visitor.kind === "key" ? { kind: visitor.kind, ...visitor.sender } : visitor;
  return { by: { kind, id: String(id), name }, address };
}
