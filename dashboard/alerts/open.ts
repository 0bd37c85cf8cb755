import type { Lang } from "#wire/live.ts";
import { openPage } from "../shell/frame.ts";
import Alerts from "./Alerts.svelte";
import Outbox from "./Outbox.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of alerts, and of who is told of them; in a demo also that of its messages. */
export function open(url: URL): Promise<void> {
  const isOutbox = url.pathname.split("/").filter(Boolean)[1] === "outbox";
  const of = (lang: Lang) => ({ words: { title: WORDS[lang][isOutbox ? "outbox" : "title"] } });
  return openPage(isOutbox ? Outbox : Alerts, "alerts", {
    th: async () => of("th"),
    en: async () => of("en"),
  });
}
