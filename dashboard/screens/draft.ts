import { type Lang, SCENES, type Scene, type Theme } from "#wire/live.ts";
import type { ScreenPlan } from "#wire/screens.ts";

/** A plan as a form holds it. */
export interface Draft {
  /** One scene, or `rotation`. */
  shows: Scene | "rotation";
  /** Seconds of each scene in the rotation; 0 leaves it out. */
  seconds: Record<Scene, number>;
  theme: Theme;
  lang: Lang;
  thaiDigits: boolean;
}

export const NEW_PLAN: ScreenPlan = {
  scene: "overview",
  rotation: null,
  theme: "dark",
  lang: "th",
  thaiDigits: false,
};
/** Seconds that a scene gets when a rotation is begun. */
const TURN = 30;

export function draftOf({ scene, rotation, theme, lang, thaiDigits }: ScreenPlan): Draft {
  const secondsOf = (wanted: Scene) =>
    rotation ? rotation.reduce((sum, turn) => sum + (turn.scene === wanted ? turn.seconds : 0), 0) : TURN;
  return {
    shows: scene ?? "rotation",
    seconds: Object.fromEntries(SCENES.map((each) => [each, secondsOf(each)])) as Draft["seconds"],
    theme,
    lang,
    thaiDigits,
  };
}

export function planOf({ shows, seconds, theme, lang, thaiDigits }: Draft): ScreenPlan {
  const rest = { theme, lang, thaiDigits };
  if (shows !== "rotation") return { scene: shows, rotation: null, ...rest };
  const rotation = SCENES.flatMap((scene) =>
    seconds[scene] > 0 ? [{ scene, seconds: seconds[scene] }] : [],
  );
  return { scene: null, rotation, ...rest };
}

/** May it be saved? A rotation has at least one scene, and no turn is so short that nobody can read it. */
export function isWhole({ shows, seconds }: Draft): boolean {
  if (shows !== "rotation") return true;
  const turns = Object.values(seconds);
  return (
    turns.some((turn) => turn > 0) &&
    turns.every((turn) => turn === 0 || (Number.isInteger(turn) && turn >= 5))
  );
}

/** How a screen is: `gone` is not connected, `frozen` has not said for long that it painted. */
export function stateOf({
  connected,
  frozen,
}: {
  connected: boolean;
  frozen: boolean;
}): "well" | "frozen" | "gone" {
  if (!connected) return "gone";
  return frozen ? "frozen" : "well";
}
