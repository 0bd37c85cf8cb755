import { openPage } from "../shell/frame.ts";
import Explore from "./Explore.svelte";

/** Opens the page for the figure that no report has. */
export function open(): Promise<void> {
  return openPage(Explore, "explore", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
