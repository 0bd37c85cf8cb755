import { openPage } from "../shell/frame.ts";
import Audit from "./Audit.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of who did what. */
export function open(): Promise<void> {
  return openPage(Audit, "audit", (lang) => WORDS[lang].title);
}
