import type { Lang, Theme } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import {
  MOST_TURNS,
  type Rotation,
  SCREEN_NAME_PATTERN,
  type ScreenPlan,
  TURN_SECONDS,
} from "#wire/screens.ts";

/** An assignment in a form: both a scene and a rotation; `shows` says which one counts. */
export interface Draft {
  shows: "scene" | "rotation";
  scene: Scene;
  rotation: Rotation;
  theme: Theme;
  lang: Lang;
  thaiDigits: boolean;
  sound: boolean;
}

/** The first turns of a new rotation. */
const TURNS: Rotation = [
  { scene: "overview", seconds: 60 },
  { scene: "freezes", seconds: 30 },
];

export function draftOf({ scene, rotation, ...rest }: ScreenPlan): Draft {
  return {
    shows: rotation ? "rotation" : "scene",
    scene: scene ?? "overview",
    rotation: (rotation ?? TURNS).map((turn) => ({ ...turn })),
    theme: rest.theme,
    lang: rest.lang,
    thaiDigits: rest.thaiDigits,
    sound: rest.sound,
  };
}

export function planOf({ shows, scene, rotation, ...rest }: Draft): ScreenPlan {
  return shows === "rotation" ? { scene: null, rotation, ...rest } : { scene, rotation: null, ...rest };
}

/** May it be saved? */
export function isWhole({ shows, rotation }: Draft): boolean {
  if (shows === "scene") return true;
  const { least, most } = TURN_SECONDS;
  return (
    rotation.length > 0 &&
    rotation.length <= MOST_TURNS &&
    rotation.every(({ seconds }) => Number.isInteger(seconds) && seconds >= least && seconds <= most)
  );
}

const NAME = new RegExp(SCREEN_NAME_PATTERN);
/** May it be the name of a new screen? The server's rule. */
export const isName = (name: string) => NAME.test(name);
