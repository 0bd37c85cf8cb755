import { type Lang, SCENES, type Scene, type Theme } from "#wire/live.ts";

/** What a wall is asked to be. */
export interface WallAddress {
  /** The name by which the server knows the screen; null for a wall that has its scene in its path. */
  screen: string | null;
  scene: Scene;
  lang: Lang;
  theme: Theme;
  thaiDigits: boolean;
  /** No drift and no dimming: for pictures that are compared. */
  still: boolean;
}

/** A screen that was given no name. */
const NAMELESS = "wall";
/** Names as the server takes them. */
const NAME = /^[A-Za-z0-9._-]{1,60}$/;

/**
 * What an address asks for: `/wall/SCENE?lang=en&theme=light&digits=thai`, or `/wall?screen=NAME` of a screen whose
 * scene the server holds. What it does not say, or says wrongly, is the default.
 */
export function readAddress(url: URL): WallAddress {
  const [, path] = url.pathname.split("/").filter(Boolean);
  const query = url.searchParams;
  const named = query.get("screen") ?? NAMELESS;
  const wanted = path ?? query.get("scene");
  return {
    screen: path ? null : NAME.test(named) ? named : NAMELESS,
    scene: SCENES.find((scene) => scene === wanted) ?? "overview",
    lang: query.get("lang") === "en" ? "en" : "th",
    theme: query.get("theme") === "light" ? "light" : "dark",
    thaiDigits: query.get("digits") === "thai",
    still: query.has("still"),
  };
}
