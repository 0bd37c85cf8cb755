import type { Lang } from "#wire/live.ts";
import "./page.css";
import { Address } from "./address.svelte.ts";

/** The words of a page in each language: only those of the wanted one are loaded. */
export type Catalogue<Words> = Readonly<Record<Lang, () => Promise<{ words: Words }>>>;

/** Sets up the document for a page, whose address it gives. */
export function setUp(): Address {
  const address = new Address();
  document.documentElement.dataset.theme = address.theme;
  document.documentElement.dataset.page = "";
  document.documentElement.lang = address.lang;
  return address;
}

/** Loads the words of a page, and names the document in their language. */
export async function loadWords<Words extends { title: string }>(
  catalogue: Catalogue<Words>,
  lang: Lang,
): Promise<Words> {
  const { words } = await catalogue[lang]();
  document.documentElement.lang = lang;
  document.title = `${words.title} · AOC 1441`;
  return words;
}
