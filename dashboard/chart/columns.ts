import type { Bar } from "#wire/sceneParts.ts";

/** What a chart shows, each as bars on one grid. */
export interface Shown {
  came: readonly Bar[];
  /** How much of what came in a bar was kept. */
  kept: readonly Bar[];
  /** What came at the same time a week ago. */
  before: readonly Bar[];
}

/** A bar as it is drawn, from zero. Heights are in the unit of the figures; null is not drawn. */
export interface Column {
  /** Its whole height; and is that final? A running bar, or one to which a source may still add, is not. */
  came: number | null;
  isCameFinal: boolean;
  /** The filled part at its foot; null also where it is not known, which is not the same as zero. */
  kept: number | null;
  isKeptFinal: boolean;
  /** Minutes of it are not known: what stands above it is not empty. */
  isOpenAbove: boolean;
  /** Something is missing from it: minutes, or the share of a source. */
  isMarked: boolean;
  before: number | null;
  /** No source's share is missing from `before`. */
  isBeforeWhole: boolean;
}

export function columnsOf({ came, kept, before }: Shown): Column[] {
  const [keptAt, beforeAt] = [byStart(kept), byStart(before)];
  return came.map((bar) => {
    const part = keptAt.get(bar.at);
    const week = beforeAt.get(bar.at);
    const isOpenAbove = bar.value === null || bar.unknown !== undefined;
    const isPartKnown = part !== undefined && part.value !== null;
    return {
      came: bar.value,
      isCameFinal: bar.state === "settled",
      kept: part?.value ?? null,
      isKeptFinal: part?.state === "settled",
      isOpenAbove,
      isMarked: isOpenAbove || !isPartKnown || part.unknown !== undefined || !!bar.missing || !!part.missing,
      // Half of a bar is no level to compare with.
      before: week?.unknown === undefined ? (week?.value ?? null) : null,
      isBeforeWhole: !week?.missing,
    };
  });
}

const byStart = (bars: readonly Bar[]) => new Map(bars.map((bar) => [bar.at, bar]));
