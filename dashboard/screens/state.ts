import type { Scene } from "#wire/scenery.ts";
import type { ScreensAnswer } from "#wire/screens.ts";

type Listed = ScreensAnswer["screens"][number];

/**
 * The state of a screen, worst first. `frozen`: it has not reported a paint for too long. `failing`: it cannot show
 * parts of its picture. `gone`: it is not connected.
 */
export const STATES = ["frozen", "failing", "gone", "well"] as const;
export type ScreenState = (typeof STATES)[number];

export function stateOf(screen: Pick<Listed, "connected" | "frozen" | "connections">): ScreenState {
  if (!screen.connected) return "gone";
  if (screen.frozen) return "frozen";
  return screen.connections.some(({ failures }) => failures.length > 0) ? "failing" : "well";
}

/** Frozen screens first, then failing ones, then those with an unacknowledged alarm, then the others in the order received, by name. */
export function worstFirst(screens: readonly Listed[]): readonly Listed[] {
  const rank = (screen: Listed) => {
    const state = stateOf(screen);
    if (state === "frozen") return 0;
    if (state === "failing") return 1;
    return screen.assignment !== null && screen.assignment.alarm !== null ? 2 : 3;
  };
  return [...screens].sort((a, b) => rank(a) - rank(b));
}

/** The scene in its picture: the current one, or the first one of its assignment. */
export function sceneOf({ assignment, takeover, scene, rotation }: Listed): Scene {
  return assignment?.scene ?? takeover?.scene ?? scene ?? rotation?.[0]?.scene ?? "overview";
}
