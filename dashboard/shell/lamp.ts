import type { Lang } from "#wire/live.ts";
import type { SourceState } from "./server.svelte.ts";
import type { Words } from "./words.ts";

/** The state of the sources in a few words: how many of how many report, and which one does not. */
export interface Lamp {
  isWell: boolean;
  count: string;
  /** Empty when all report. */
  worst: string;
}

export function lampOf(sources: readonly SourceState[], lang: Lang, words: Words): Lamp {
  if (sources.length === 0) return { isWell: false, count: words.noSources, worst: "" };
  const lacking = sources.filter(({ silent, behind }) => silent || behind);
  const count = words.sources(sources.length - lacking.length, sources.length);
  const [first, ...others] = lacking;
  if (!first) return { isWell: true, count, worst: "" };
  const name = lang === "th" ? first.nameTh : first.name;
  const what = first.silent ? words.silent(name) : words.behind(name);
  return { isWell: false, count, worst: others.length > 0 ? `${what} ${words.others(others.length)}` : what };
}
