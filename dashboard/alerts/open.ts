import { openPage } from "../shell/frame.ts";
import Alerts from "./Alerts.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of alerts, and of who is told of them. */
export function open(): Promise<void> {
  return openPage(Alerts, "alerts", (lang) => WORDS[lang].title);
}
