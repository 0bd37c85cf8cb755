import { mount } from "svelte";
import "./page.css";
import { ScreenList } from "./list.svelte.ts";
import Screens from "./Screens.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of all screens. */
export function open(url: URL): void {
  const lang = url.searchParams.get("lang") === "en" ? "en" : "th";
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = url.searchParams.get("theme") === "dark" ? "dark" : "light";
  document.documentElement.dataset.page = "screens";
  document.title = WORDS[lang].title;
  mount(Screens, { target: document.body, props: { list: new ScreenList(), lang } });
}
