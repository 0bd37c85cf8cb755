import type { Lang } from "#wire/live.ts";
import "./page.css";
import { Address } from "./address.svelte.ts";

/** Sets up the document for a page, whose address it gives. */
export function setUp(titleOf: (lang: Lang) => string): Address {
  const address = new Address();
  document.documentElement.dataset.theme = address.theme;
  document.documentElement.dataset.page = "";
  nameIn(address.lang, titleOf);
  return address;
}

/** The document's language and title. */
export function nameIn(lang: Lang, titleOf: (lang: Lang) => string): void {
  document.documentElement.lang = lang;
  document.title = `${titleOf(lang)} · AOC 1441`;
}
