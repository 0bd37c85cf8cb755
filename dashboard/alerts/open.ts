import { openPage } from "../shell/frame.ts";
import Alerts from "./Alerts.svelte";
import Outbox from "./Outbox.svelte";

const CATALOGUE = { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") };
const titled = async (load: (typeof CATALOGUE)["th" | "en"]) => {
  const { words } = await load();
  return { words: { ...words, title: words.outbox } };
};

/** Opens the page of alerts, and of who is told of them; in a demo also that of its messages. */
export function open(url: URL): Promise<void> {
  const isOutbox = url.pathname.split("/").filter(Boolean)[1] === "outbox";
  if (!isOutbox) return openPage(Alerts, "alerts", CATALOGUE);
  return openPage(Outbox, "alerts", { th: () => titled(CATALOGUE.th), en: () => titled(CATALOGUE.en) });
}
