import { openPage } from "../shell/frame.ts";
import Pair from "./Pair.svelte";
import { WORDS } from "./pairWords.ts";

/** Opens the page on which a screen is approved, mostly on a phone. */
export function open(): Promise<void> {
  return openPage(Pair, "screens", (lang) => WORDS[lang].title);
}
