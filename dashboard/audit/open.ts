import { openPage } from "../shell/frame.ts";
import Audit from "./Audit.svelte";

/** Opens the page of who did what. */
export function open(): Promise<void> {
  return openPage(Audit, "audit", { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") });
}
