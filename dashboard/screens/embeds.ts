import { openPage } from "../shell/frame.ts";
import Embeds from "./Embeds.svelte";
import { WORDS } from "./embedWords.ts";

/** Opens the page of what other pages show. */
export function open(): Promise<void> {
  return openPage(Embeds, "screens", (lang) => WORDS[lang].title);
}
