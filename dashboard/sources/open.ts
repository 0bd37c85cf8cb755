import { openPage } from "../shell/frame.ts";
import Sources from "./Sources.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of sources and of what they sent wrongly. */
export function open(): Promise<void> {
  return openPage(Sources, "sources", (lang) => WORDS[lang].title);
}
