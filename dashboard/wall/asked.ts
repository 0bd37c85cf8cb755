import { SCENES, type Scene } from "#wire/live.ts";
import type { Lang } from "./words.ts";

export interface Asked {
  scene: Scene;
  lang: Lang;
  theme: "dark" | "light";
}

/** What an address asks for: `/wall/SCENE?lang=en&theme=light`. What it does not say, or says wrongly, is the default. */
export function askedFor(url: URL): Asked {
  const last = url.pathname.split("/").filter(Boolean).at(-1);
  return {
    scene: SCENES.find((scene) => scene === last) ?? "overview",
    lang: url.searchParams.get("lang") === "en" ? "en" : "th",
    theme: url.searchParams.get("theme") === "light" ? "light" : "dark",
  };
}
