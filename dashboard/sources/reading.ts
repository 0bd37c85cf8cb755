import type { ReadingKey } from "./reading.svelte.ts";

export const KEY_STATES = ["good", "ended", "revoked"] as const;
export type KeyState = (typeof KEY_STATES)[number];

export const KEY_LOOKS = { good: "good", ended: "closed", revoked: "closed" } as const;

export function keyStateOf({ revokedAt, endsAt }: ReadingKey, now: number): KeyState {
  if (revokedAt !== null) return "revoked";
  return endsAt !== null && endsAt <= now ? "ended" : "good";
}

/** A name for the key that is to replace one: `KBANK-reads`, then `KBANK-reads-2`, then the next that is free. */
export function nextName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/-\d+$/, "").slice(0, 90);
  for (let number = 2; ; number++) {
    const next = `${stem}-${number}`;
    if (!taken.includes(next)) return next;
  }
}
