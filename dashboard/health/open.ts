import { openPage } from "../shell/frame.ts";
import Health from "./Health.svelte";

/** Opens the page of the health. */
export function open(): Promise<void> {
  return openPage(Health, "health", { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") });
}
