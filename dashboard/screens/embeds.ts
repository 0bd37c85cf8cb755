import { openPage } from "../shell/frame.ts";
import Embeds from "./Embeds.svelte";

/** Opens the page of what other pages show. */
export function open(): Promise<void> {
  return openPage(Embeds, "screens", {
    th: () => import("./embedWords.th.ts"),
    en: () => import("./embedWords.en.ts"),
  });
}
