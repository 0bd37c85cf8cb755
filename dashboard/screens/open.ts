import { openPage } from "../shell/frame.ts";
import Screens from "./Screens.svelte";

/** Opens the page of all screens. */
export function open(): Promise<void> {
  return openPage(Screens, "screens", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
