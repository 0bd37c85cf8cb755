import { openPage } from "../shell/frame.ts";
import Reports from "./Reports.svelte";

/** Opens the page of reports. */
export function open(): Promise<void> {
  return openPage(Reports, "reports", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
