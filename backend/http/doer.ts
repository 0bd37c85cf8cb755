import type { Doer } from "../audit/write.ts";
import type { Sender } from "./route.ts";

/** Whose deed a request is. Until people can sign in, who has no key sits at the server's own machine (guard.ts). */
export function doerOf(client: string, sender: Sender | null): Doer {
  const address = client || null;
  if (sender) return { by: { kind: "key", id: String(sender.id), name: sender.name }, address };
  return { by: { kind: "console", id: null, name: "console" }, address };
}
