import { openPage } from "../shell/frame.ts";
import Sla from "./Sla.svelte";

/** Opens the page of the objectives: whether each is kept, how that is worked out, and what is left out. */
export function open(): Promise<void> {
  return openPage(Sla, "sla", { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") });
}
