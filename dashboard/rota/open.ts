import { openPage } from "../shell/frame.ts";
import Rotas from "./Rotas.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of who is on duty when. */
export function open(): Promise<void> {
  return openPage(Rotas, "rota", {
    th: async () => ({ words: WORDS.th }),
    en: async () => ({ words: WORDS.en }),
  });
}
