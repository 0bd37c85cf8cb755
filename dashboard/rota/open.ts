import { openPage } from "../shell/frame.ts";
import Rotas from "./Rotas.svelte";

/** Opens the page of who is on duty when. */
export function open(): Promise<void> {
  return openPage(Rotas, "rota", { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") });
}
