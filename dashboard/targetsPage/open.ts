import { openPage } from "../shell/frame.ts";
import Targets from "./Targets.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of the trend targets: where each stands, where it will land, and what was said of it when. */
export function open(): Promise<void> {
  return openPage(Targets, "targets", (lang) => WORDS[lang].title);
}
