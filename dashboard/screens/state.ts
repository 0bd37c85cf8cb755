import type { Scene } from "#wire/live.ts";
import type { ScreensAnswer } from "#wire/screens.ts";

type Listed = ScreensAnswer["screens"][number];

/**
 * How a screen is, worst first: `frozen` has not said for long that it painted, `gone` is not connected.
 */
export const STATES = ["frozen", "gone", "well"] as const;
export type ScreenState = (typeof STATES)[number];

export function stateOf(screen: { connected: boolean; frozen: boolean }): ScreenState {
  if (!screen.connected) return "gone";
  return screen.frozen ? "frozen" : "well";
}

/** Frozen ones first, then those with an alarm to acknowledge; the others as they came, by name. */
export function worstFirst(screens: readonly Listed[]): readonly Listed[] {
  const rank = (screen: Listed) =>
    stateOf(screen) === "frozen" ? 0 : screen.assignment !== null && screen.assignment.alarm !== null ? 1 : 2;
  return [...screens].sort((a, b) => rank(a) - rank(b));
}

/** What its picture shows: the scene of now, or the one that it would begin with. */
export function sceneOf({ assignment, takeover, scene, rotation }: Listed): Scene {
  return assignment?.scene ?? takeover?.scene ?? scene ?? rotation?.[0]?.scene ?? "overview";
}
