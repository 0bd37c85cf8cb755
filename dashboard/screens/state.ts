import type { Scene } from "#wire/live.ts";
import type { ScreensAnswer } from "#wire/screens.ts";

type Listed = ScreensAnswer["screens"][number];

/**
 * The state of a screen, worst first. `frozen`: it has not reported a paint for too long. `gone`: it is not connected.
 */
export const STATES = ["frozen", "gone", "well"] as const;
export type ScreenState = (typeof STATES)[number];

export function stateOf(screen: { connected: boolean; frozen: boolean }): ScreenState {
  if (!screen.connected) return "gone";
  return screen.frozen ? "frozen" : "well";
}

/** Frozen screens first, then those with an unacknowledged alarm, then the others in the order received, by name. */
export function worstFirst(screens: readonly Listed[]): readonly Listed[] {
  const rank = (screen: Listed) =>
    stateOf(screen) === "frozen" ? 0 : screen.assignment !== null && screen.assignment.alarm !== null ? 1 : 2;
  return [...screens].sort((a, b) => rank(a) - rank(b));
}

/** The scene in its picture: the current one, or the first one of its assignment. */
export function sceneOf({ assignment, takeover, scene, rotation }: Listed): Scene {
  return assignment?.scene ?? takeover?.scene ?? scene ?? rotation?.[0]?.scene ?? "overview";
}
