import { openPage } from "../shell/frame.ts";
import Explore from "./Explore.svelte";
import { WORDS } from "./words.ts";

/** Opens the page for the figure that no report has. */
export function open(): Promise<void> {
  return openPage(Explore, "explore", (lang) => WORDS[lang].title);
}
