import type { Lang } from "#wire/live.ts";
import type { Address } from "./address.svelte.ts";
import { type Catalogue, loadWords } from "./document.ts";

/** The words of a page that changes its language in place, so that nothing that was typed is lost. */
export class Speech<Words extends { title: string }> {
  words = $state.raw() as Words;
  readonly #address: Address;
  readonly #catalogue: Catalogue<Words>;

  constructor(address: Address, catalogue: Catalogue<Words>, words: Words) {
    this.#address = address;
    this.#catalogue = catalogue;
    this.words = words;
  }

  /** Loads the other language when it is asked for. */
  readonly speak = async (lang: Lang): Promise<void> => {
    this.words = await loadWords(this.#catalogue, lang);
    this.#address.set("lang", lang === "en" ? "en" : null);
  };
}

/** Sets out in the language of the address. */
export async function openSpeech<Words extends { title: string }>(
  address: Address,
  catalogue: Catalogue<Words>,
): Promise<Speech<Words>> {
  return new Speech(address, catalogue, await loadWords(catalogue, address.lang));
}
