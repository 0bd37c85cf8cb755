import { getContext } from "svelte";
import type { Lang } from "#wire/live.ts";
import type { Catalogue } from "./document.ts";
import type { Words } from "./words.th.ts";

const KEY = Symbol("the words of the shell");
const CATALOGUE: Catalogue<Words> = {
  th: () => import("./words.th.ts"),
  en: () => import("./words.en.ts"),
};

/** The words of the shell, as the context that a page is mounted with. */
export async function loadShellWords(lang: Lang): Promise<Map<symbol, Words>> {
  const { words } = await CATALOGUE[lang]();
  return new Map([[KEY, words]]);
}

/** The words of the shell, for any component below a page. */
export const shellWords = (): Words => getContext<Words>(KEY);
