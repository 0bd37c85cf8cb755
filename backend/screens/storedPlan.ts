import { Value } from "@sinclair/typebox/value";
import { LANGS, THEMES } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import { ROTATION } from "#wire/screens.schema.ts";
import { DEFAULT_PLAN, type Rotation, type ScreenPlan } from "#wire/screens.ts";

/** What is stored of a plan: another build may have written what this one does not know. */
export interface StoredPlan {
  scene: string | null;
  rotation: unknown;
  theme: string;
  lang: string;
  thaiDigits: boolean;
  sound: boolean;
}

export const isScene = (name: unknown): name is Scene => SCENES.some((scene) => scene === name);

/** The overview stands for a scene that this build does not know: every build has it. */
export const knownScene = (name: unknown): Scene => (isScene(name) ? name : "overview");

/** The plan as far as this build knows it. What is stored stays as it is, for the build that wrote it. */
export function knownPlan({ scene, rotation, theme, lang, thaiDigits, sound }: StoredPlan): ScreenPlan {
  const turns = knownTurns(rotation);
  return {
    scene: turns ? null : knownScene(scene),
    rotation: turns,
    theme: THEMES.find((each) => each === theme) ?? DEFAULT_PLAN.theme,
    lang: LANGS.find((each) => each === lang) ?? DEFAULT_PLAN.lang,
    thaiDigits,
    sound,
  };
}

/** The turns at known scenes; null: there are none. */
function knownTurns(rotation: unknown): Rotation | null {
  if (!Array.isArray(rotation)) return null;
  const turns = rotation.filter((turn) => isScene((turn as { scene?: unknown } | null)?.scene));
  return Value.Check(ROTATION, turns) ? turns : null;
}
