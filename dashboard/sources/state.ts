import type { Look } from "../parts/look.ts";
import type { Source } from "./list.svelte.ts";

/** The state of a source, worst first. `rejected`: events of it were rejected within the last 24 hours. */
export const STATES = ["silent", "behind", "clock", "rejected", "well"] as const;
export type State = (typeof STATES)[number];

export const LOOKS: Record<State, Look> = {
  silent: "broken",
  behind: "watch",
  clock: "watch",
  rejected: "note",
  well: "good",
};

export function stateOf(source: Pick<Source, "silent" | "behind" | "clockOff" | "rejected">): State {
  if (source.silent) return "silent";
  if (source.behind) return "behind";
  if (source.clockOff) return "clock";
  return source.rejected > 0 ? "rejected" : "well";
}

/** The worst first, else in the order received. */
export const worstFirst = (sources: readonly Source[]): readonly Source[] =>
  [...sources].sort((a, b) => STATES.indexOf(stateOf(a)) - STATES.indexOf(stateOf(b)));

/** The keys that can be used. */
export const goodKeys = ({ keys }: Pick<Source, "keys">, now: number) =>
  keys.filter(({ endsAt, revokedAt }) => revokedAt === null && (endsAt === null || endsAt > now));
