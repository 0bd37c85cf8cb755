import type { Lang } from "#wire/live.ts";
import { words as en } from "./words.en.ts";
import { words as th, type Words } from "./words.th.ts";

export type { Words };
export const WORDS: Record<Lang, Words> = { th, en };
