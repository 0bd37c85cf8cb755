import { openPage } from "../shell/frame.ts";
import People from "./People.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of all people. */
export function open(): Promise<void> {
  return openPage(People, "people", (lang) => WORDS[lang].title);
}
