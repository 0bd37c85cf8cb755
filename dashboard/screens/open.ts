import { openPage } from "../shell/frame.ts";
import Screens from "./Screens.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of all screens. */
export function open(): Promise<void> {
  return openPage(Screens, "screens", (lang) => WORDS[lang].title);
}
