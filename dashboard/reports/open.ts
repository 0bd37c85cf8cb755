import { openPage } from "../shell/frame.ts";
import Reports from "./Reports.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of reports. */
export function open(): Promise<void> {
  return openPage(Reports, "reports", (lang) => WORDS[lang].title);
}
