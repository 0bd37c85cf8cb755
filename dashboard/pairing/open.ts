import { mount } from "svelte";
import type { Lang, Theme } from "#wire/live.ts";
import Pairing from "./Pairing.svelte";
import { WORDS } from "./words.ts";

/** Shows a code instead of a wall, until somebody approves this screen; then loads the page again. */
export function openPairing(lang: Lang, theme: Theme): void {
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = WORDS[lang].title;
  mount(Pairing, { target: document.body, props: { lang } });
}
