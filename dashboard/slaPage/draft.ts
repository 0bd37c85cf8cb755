import type { Objective, Ratio } from "#wire/sla.ts";
import { percentOf } from "#writing/shares.ts";

/** What a person fills in to change an objective, as it was typed. */
export interface Draft extends Pick<Objective, "th" | "en" | "by" | "stretch" | "enabled"> {
  /** Percent: at least, or where misses are counted at most. */
  target: string;
  /** The same; empty: there is no band to watch. */
  watch: string;
  minimumSample: number;
  window: Objective["window"]["kind"];
  minutes: number;
  /** An ISO day; empty: at once. */
  from: string;
}

export type DraftFault = "names" | "target" | "watch" | "minimumSample" | "minutes" | "by";

const mirrored = ({ p, q }: Ratio, countsMisses: boolean): Ratio =>
  countsMisses ? { p: q - p, q } : { p, q };

/** How long a rolling window is if none was chosen: a day. */
const MINUTES = 1_440;

export function draftOf(objective: Objective, countsMisses: boolean): Draft {
  const { th, en, by, stretch, enabled, target, watch, minimumSample, window } = objective;
  return {
    th,
    en,
    by: [...by],
    stretch,
    enabled,
    minimumSample,
    from: "",
    target: percentOf(mirrored(target, countsMisses)),
    watch: watch ? percentOf(mirrored(watch, countsMisses)) : "",
    window: window.kind,
    minutes: window.kind === "rolling" ? window.minutes : MINUTES,
  };
}

/** 95 or 99.5 percent as a ratio of integers; null: it is none from 0 to 100 with at most four decimals. */
export function ratioOf(text: string): Ratio | null {
  const found = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(text.trim());
  if (!found) return null;
  const [, whole = "", decimals = ""] = found;
  const ratio = { p: Number(whole + decimals), q: 100 * 10 ** decimals.length };
  return ratio.p <= ratio.q ? ratio : null;
}

/** The objective that a draft makes of the one before, or what must be mended first. */
export function objectiveOf(
  draft: Draft,
  before: Objective,
  countsMisses: boolean,
): { objective: Objective; faults: [] } | { objective: null; faults: DraftFault[] } {
  const target = ratioOf(draft.target);
  const watch = draft.watch.trim() === "" ? null : ratioOf(draft.watch);
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const faults: DraftFault[] = [
    ...(draft.th.trim() === "" || draft.en.trim() === "" ? (["names"] as const) : []),
    ...(target ? [] : (["target"] as const)),
    ...(draft.watch.trim() !== "" && !watch ? (["watch"] as const) : []),
    ...(isWhole(draft.minimumSample, 1, 1_000_000) ? [] : (["minimumSample"] as const)),
    ...(draft.window === "rolling" && !isWhole(draft.minutes, 5, 129_600) ? (["minutes"] as const) : []),
    ...(draft.by.length === 0 ? (["by"] as const) : []),
  ];
  if (!target || faults.length > 0) return { objective: null, faults };
  const { stretch, enabled, minimumSample } = draft;
  return {
    objective: {
      ...before,
      th: draft.th.trim(),
      en: draft.en.trim(),
      by: draft.by,
      stretch,
      enabled,
      minimumSample,
      target: mirrored(target, countsMisses),
      watch: watch && mirrored(watch, countsMisses),
      window:
        draft.window === "rolling" ? { kind: "rolling", minutes: draft.minutes } : { kind: draft.window },
    },
    faults: [],
  };
}
