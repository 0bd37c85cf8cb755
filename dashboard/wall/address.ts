import type { Lang, Theme } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import { SCREEN_NAME_PATTERN } from "#wire/screens.ts";

/** What a wall's address asks for. */
export interface WallAddress {
  /** The screen's name; null for a wall with its scene in the path, and for a paired one. */
  screen: string | null;
  /** Neither scene nor name: the server knows which screen it is. */
  isDisplay: boolean;
  scene: Scene;
  lang: Lang;
  theme: Theme;
  thaiDigits: boolean;
  /** No drift and no dimming, for pictures that tests compare. */
  still: boolean;
}

/** Names that the server accepts. */
const NAME = new RegExp(SCREEN_NAME_PATTERN);

/**
 * Reads an address: `/wall/SCENE?lang=en&theme=light&digits=thai`, or `/wall?screen=NAME` for a screen whose scene the
 * server assigns; `/wall` for one that is paired. A missing or invalid parameter has its default.
 */
export function readAddress(url: URL): WallAddress {
  const [, path] = url.pathname.split("/").filter(Boolean);
  const query = url.searchParams;
  const name = query.get("screen") ?? "";
  const screen = !path && NAME.test(name) ? name : null;
  const wanted = path ?? query.get("scene");
  return {
    screen,
    isDisplay: !path && screen === null,
    scene: SCENES.find((scene) => scene === wanted) ?? "overview",
    lang: query.get("lang") === "en" ? "en" : "th",
    theme: query.get("theme") === "light" ? "light" : "dark",
    thaiDigits: query.get("digits") === "thai",
    still: query.has("still"),
  };
}
