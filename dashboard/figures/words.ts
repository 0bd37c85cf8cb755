import type { Lang } from "#wire/live.ts";
import { en } from "./words.en.ts";
import { th } from "./words.th.ts";

export type { Lang };
export type Words = typeof th;

/** A finding as the header says it: what it is, in the colour of its state, and where. */
export interface Sentence {
  what: string;
  where: string;
}

export const WORDS: Record<Lang, Words> = { th, en };

/** The order of names by the rules of their language: ชลบุรี, เชียงใหม่, นนทบุรี. */
export const compareNames: Record<Lang, (a: string, b: string) => number> = {
  th: new Intl.Collator("th").compare,
  en: new Intl.Collator("en").compare,
};
