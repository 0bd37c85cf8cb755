import { openPage } from "../shell/frame.ts";
import Health from "./Health.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of the health. */
export function open(): Promise<void> {
  return openPage(Health, "health", {
    th: async () => ({ words: WORDS.th }),
    en: async () => ({ words: WORDS.en }),
  });
}
