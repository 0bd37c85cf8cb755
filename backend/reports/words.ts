import type { Lang } from "#writing/lang.ts";
import { words as en } from "./words.en.ts";
import { words as th, type Words } from "./words.th.ts";

/** The words of a report. */
export const REPORT_WORDS: Readonly<Record<Lang, Words>> = { th, en };
export type ReportWords = Words;
