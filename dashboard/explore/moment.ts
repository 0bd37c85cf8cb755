import { openPage } from "../shell/frame.ts";
import Moment from "./Moment.svelte";

/** Opens the page that shows a scene's figures as they were known at a moment. */
export function open(): Promise<void> {
  return openPage(Moment, "moment", {
    th: () => import("./momentWords.th.ts"),
    en: () => import("./momentWords.en.ts"),
  });
}
