import { hasRight, isEverything } from "#wire/access.ts";
import type { Embed } from "./queries.ts";

/**
 * `lapsed`: whoever made it may make it no more: disabled, without the right, or limited, where it shows a scene, which
 * is of everything.
 */
export const EMBED_STATES = ["open", "ended", "revoked", "lapsed"] as const;
export type EmbedState = (typeof EMBED_STATES)[number];

type Judged = Pick<Embed, "scene" | "endsAt" | "revokedAt" | "maker">;

export function stateOf({ scene, endsAt, revokedAt, maker }: Judged, now: number): EmbedState {
  if (revokedAt !== null) return "revoked";
  if (now >= endsAt) return "ended";
  if (maker.isDisabled || !hasRight(maker.role, "command")) return "lapsed";
  return scene !== null && !isEverything(maker.scope) ? "lapsed" : "open";
}
