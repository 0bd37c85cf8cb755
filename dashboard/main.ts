import { mount } from "svelte";
import { ownBuild } from "./live/build.ts";
import { openConnection } from "./live/connection.svelte.ts";
import { addressOf, askedFor, isPage } from "./wall/asked.ts";
import Wall from "./wall/Wall.svelte";
import { WORDS } from "./wall/words.ts";

const url = new URL(location.href);
if (isPage(url)) openPage();
else openWall();

function openWall() {
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

/** Pages are for people with a keyboard: a wall does not load them. */
async function openPage() {
  const { lang } = askedFor(url);
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = url.searchParams.get("theme") === "dark" ? "dark" : "light";
  const { openScreensPage } = await import("./screens/page.ts");
  openScreensPage(lang);
}
