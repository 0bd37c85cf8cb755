import { mount } from "svelte";
import { WORDS } from "../figures/words.ts";
import { ownBuild } from "../live/build.ts";
import { openConnection } from "../live/connection.svelte.ts";
import { addressOf, readAddress } from "./address.ts";
import Wall from "./Wall.svelte";

/** Opens the wall that an address asks for. */
export function open(url: URL): void {
  const address = readAddress(url);
  const { screen, scene, lang, theme } = address;
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = WORDS[lang].centre;

  const connection = openConnection({
    scene,
    screen,
    build: ownBuild(document),
    onAssignment: (assignment) => {
      const next = addressOf(assignment, address);
      if (next !== null) location.replace(next);
    },
  });
  mount(Wall, { target: document.body, props: { connection, address } });
}
