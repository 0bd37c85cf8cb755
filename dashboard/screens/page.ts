import { mount } from "svelte";
import type { Lang } from "#wire/live.ts";
import "./page.css";
import { ScreenList } from "./list.svelte.ts";
import Screens from "./Screens.svelte";
import { WORDS } from "./words.ts";

/** The page of all screens, for people with a keyboard. */
export function openScreensPage(lang: Lang): void {
  document.documentElement.dataset.page = "screens";
  document.title = WORDS[lang].title;
  mount(Screens, { target: document.body, props: { list: new ScreenList(), lang } });
}
