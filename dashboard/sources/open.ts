import { openPage } from "../shell/frame.ts";
import Sources from "./Sources.svelte";

/** Opens the page of sources and of what they sent wrongly. */
export function open(): Promise<void> {
  return openPage(Sources, "sources", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
