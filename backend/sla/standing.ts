import type { Exclusion } from "#wire/sla.ts";

/** As they stood at a moment: one that was made later is none, one that was ended later still counts. */
export const standingAt = (exclusions: readonly Exclusion[], at: number): Exclusion[] =>
  exclusions
    .filter(({ madeAt }) => madeAt <= at)
    .map((each) =>
      each.endedAt === null || each.endedAt <= at
        ? each
        : { ...each, endedAt: null, endedBy: null, endedReason: null },
    );
