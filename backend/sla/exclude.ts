import type { Dimension, Exclusion } from "#wire/sla.ts";
import type { Counted } from "./judge.ts";
import type { Promised } from "./promisedFigures.ts";
import type { Asked } from "./questions.ts";
import { clipped, joined, type Range, without } from "./window.ts";

/** Cases that are left out: of everything sliced by the dimension, or (`of`) of one value. */
export interface Out {
  asked: Asked;
  of?: string;
}

/**
 * What exclusions leave out of a window, nothing of it twice: what is left out of everything is not left out of one
 * bank again. What is left out of one bank is left out of the whole, too.
 */
export function leftOut(
  exclusions: readonly Exclusion[],
  promised: Promised,
  by: Dimension,
  window: Range,
): Out[] {
  const values = new Map<string, Exclusion[]>();
  for (const each of exclusions) {
    const key = JSON.stringify(each.slice);
    values.set(key, [...(values.get(key) ?? []), each]);
  }
  const rangesOf = (list: readonly Exclusion[]) => joined(clipped(list, window));
  const whole = rangesOf(exclusions.filter(({ slice }) => slice.by === "all"));
  const ofAll = whole.map((range): Out => ({ asked: { promised, by, ...range } }));
  const ofOne = [...values.values()].flatMap((list): Out[] => {
    const { slice } = list[0]!;
    if (slice.of === null || (by !== "all" && by !== slice.by)) return [];
    const only = { dimension: slice.by, value: slice.of };
    return without(rangesOf(list), whole).map((range) => ({
      asked: { promised, by: "all", only, ...range },
      of: slice.of!,
    }));
  });
  return [...ofAll, ...ofOne];
}

/** Cases without those that are left out; undefined: nothing came then. */
export function lessOut(all: Counted, out: readonly (Counted | undefined)[]): Counted {
  const sum = (part: "of" | "kept" | "pending") =>
    out.reduce((rest, less) => rest - (less?.[part] ?? 0n), all[part]);
  return { ...all, of: sum("of"), kept: sum("kept"), pending: sum("pending") };
}
