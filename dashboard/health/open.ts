import { openPage } from "../shell/frame.ts";
import Health from "./Health.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of the health. */
export function open(): void {
  openPage(Health, (lang) => WORDS[lang].title);
}
