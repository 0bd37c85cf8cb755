import { mount } from "svelte";
import type { Lang, Theme } from "#wire/live.ts";
import Pairing from "./Pairing.svelte";

const CATALOGUE = { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") };

/** Shows a code instead of a wall, until somebody approves this screen; then loads the page again. */
export async function openPairing(lang: Lang, theme: Theme): Promise<void> {
  const { words } = await CATALOGUE[lang]();
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = words.title;
  mount(Pairing, { target: document.body, props: { lang, words } });
}
