import { SECOND } from "#calendar/units.ts";
import type { Lang } from "#wire/live.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Look } from "../parts/look.ts";
import type { SourceState } from "./server.svelte.ts";
import type { Words } from "./words.th.ts";

/** The state of the sources in a few words: how many of how many report, and which one does not, or by which clock. */
export interface Lamp {
  look: Extract<Look, "good" | "watch" | "no-data">;
  count: string;
  /** Empty when all report and all clocks are right. */
  worst: string;
}

export function lampOf(sources: readonly SourceState[], lang: Lang, words: Words): Lamp {
  if (sources.length === 0) return { look: "no-data", count: words.noSources, worst: "" };
  const lacking = sources.filter(({ silent, behind }) => silent || behind);
  const count = words.sources(sources.length - lacking.length, sources.length);
  const [first, ...others] = lacking.length > 0 ? lacking : sources.filter(({ clockOff }) => clockOff);
  if (!first) return { look: "good", count, worst: "" };
  const what = wordsOf(first, lang, words);
  return {
    look: lacking.length > 0 ? "no-data" : "watch",
    count,
    worst: others.length > 0 ? `${what} ${words.others(others.length)}` : what,
  };
}

function wordsOf(
  { name, nameTh, silent, behind, clockOffsetMs }: SourceState,
  lang: Lang,
  words: Words,
): string {
  const named = lang === "th" ? nameTh : name;
  if (silent) return words.silent(named);
  if (behind) return words.behind(named);
  const off = clockOffsetMs ?? 0;
  return words.clock(named, inLargestUnit(Math.round(Math.abs(off) / SECOND), lang), off > 0);
}
