import { mount } from "svelte";
import { ownBuild } from "./live/build.ts";
import { openConnection } from "./live/connection.svelte.ts";
import { askedFor } from "./wall/asked.ts";
import Wall from "./wall/Wall.svelte";
import { WORDS } from "./wall/words.ts";

const { scene, lang, theme } = askedFor(new URL(location.href));
document.documentElement.lang = lang;
document.documentElement.dataset.theme = theme;
document.title = WORDS[lang].centre;

const connection = openConnection({ scene, build: ownBuild(document) });
mount(Wall, { target: document.body, props: { connection, scene, lang } });
