import type { Visitor } from "../access/visitor.ts";
import type { Doer } from "../audit/write.ts";

/** Whose deed a request is. Who may do it and has not signed in sits at the server's own machine (guard.ts). */
export function doerOf(visitor: Visitor | null, address: string | null): Doer {
  if (!visitor) return { by: { kind: "console", id: null, name: "console" }, address };
  const { kind, id, name } = visitor.kind === "key" ? { kind: visitor.kind, ...visitor.sender } : visitor;
  return { by: { kind, id: String(id), name }, address };
}
