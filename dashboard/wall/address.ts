import { type Lang, SCENES, type Scene, type Theme } from "#wire/live.ts";

/** What a wall's address asks for. */
export interface WallAddress {
  /** The screen's name; null for a wall with its scene in the path. */
  screen: string | null;
  scene: Scene;
  lang: Lang;
  theme: Theme;
  thaiDigits: boolean;
  /** No drift and no dimming, for pictures that tests compare. */
  still: boolean;
}

/** The name of a screen without one. */
const NAMELESS = "wall";
/** Names that the server accepts. */
const NAME = /^[A-Za-z0-9._-]{1,60}$/;

/**
 * Reads an address: `/wall/SCENE?lang=en&theme=light&digits=thai`, or `/wall?screen=NAME` for a screen whose scene the
 * server assigns. A missing or invalid parameter has its default.
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
