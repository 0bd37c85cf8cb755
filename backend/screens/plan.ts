import { MINUTE } from "#calendar/units.ts";
import { type PutScreen, SCREEN_NAME } from "#wire/screens.schema.ts";
import { DEFAULT_PLAN, type ScreenPlan, TAKEOVER_MINUTES, type Takeover } from "#wire/screens.ts";

const NAME = new RegExp(SCREEN_NAME.pattern!);
export const isScreenName = (name: unknown): name is string => typeof name === "string" && NAME.test(name);

/** The plan of a screen, with defaults for what was left out. */
export function planOf({ scene = null, rotation = null, version: _, ...settings }: PutScreen): ScreenPlan {
  return { ...DEFAULT_PLAN, ...settings, scene, rotation };
}

/** The rule that the schema of a plan cannot express. */
export function planRules({ scene = null, rotation = null }: Readonly<Record<string, unknown>>): string[] {
  return (scene === null) === (rotation === null) ? ["scene, rotation: one of the two, and not both"] : [];
}

/** A takeover: which scene replaces the plan, for how many minutes from `now`. */
export function takeoverOf(
  { scene, minutes = TAKEOVER_MINUTES.otherwise }: { scene: Takeover["scene"]; minutes?: number },
  now: number,
): Takeover {
  return { scene, until: now + minutes * MINUTE };
}
