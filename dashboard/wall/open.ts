import { mount } from "svelte";
import { ownBuild } from "../live/build.ts";
import { openConnection } from "../live/connection.svelte.ts";
import { addressOf, askedFor } from "./asked.ts";
import Wall from "./Wall.svelte";
import { WORDS } from "./words.ts";

/** Opens the wall that an address asks for. */
export function open(url: URL): void {
  const asked = askedFor(url);
  const { screen, scene, lang, theme } = asked;
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = WORDS[lang].centre;

  const connection = openConnection({
    scene,
    screen,
    build: ownBuild(document),
    onShow: (show) => {
      const address = addressOf(show, asked);
      if (address !== null) location.replace(address);
    },
  });
  mount(Wall, { target: document.body, props: { connection, asked } });
}
