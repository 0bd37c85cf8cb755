import { openPage } from "../shell/frame.ts";
import Alerts from "./Alerts.svelte";
import Outbox from "./Outbox.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of alerts, and of who is told of them; in a demo also that of its messages. */
export function open(url: URL): Promise<void> {
  const isOutbox = url.pathname.split("/").filter(Boolean)[1] === "outbox";
  return openPage(isOutbox ? Outbox : Alerts, "alerts", (lang) => WORDS[lang][isOutbox ? "outbox" : "title"]);
}
