import { openPage } from "../shell/frame.ts";
import Gallery from "./Gallery.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of all parts in all states, to view and to test them; in development only. */
export function open(): Promise<void> {
  return openPage(Gallery, "screens", (lang) => WORDS[lang].title);
}
