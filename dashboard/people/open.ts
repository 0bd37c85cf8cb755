import { openPage } from "../shell/frame.ts";
import People from "./People.svelte";

/** Opens the page of all people. */
export function open(): Promise<void> {
  return openPage(People, "people", { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") });
}
