import { openPage } from "../shell/frame.ts";
import Targets from "./Targets.svelte";

/** Opens the page of the trend targets: where each stands, where it will land, and what was said of it when. */
export function open(): Promise<void> {
  return openPage(Targets, "targets", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
