import { openPage } from "../shell/frame.ts";
import Pair from "./Pair.svelte";

/** Opens the page on which a screen is approved, mostly on a phone. */
export function open(): Promise<void> {
  return openPage(Pair, "screens", {
    th: () => import("./pairWords.th.ts"),
    en: () => import("./pairWords.en.ts"),
  });
}
