import { MINUTE } from "#calendar/units.ts";

export const NEVER = Number.POSITIVE_INFINITY;

/** The first whole minute at which something has happened, as a number of minutes. */
export const since = (at: number) => Math.ceil(at / MINUTE);

/** The minute from which it is decided whether a case is kept: it has its answer, or its time is over. */
export const decidedOf = (began: number, answered: number, overMs: number | null) =>
  Math.max(
    since(began),
    Math.min(
      answered === 0 ? NEVER : since(answered),
      // At its last millisecond it may still be kept.
      overMs === null ? NEVER : since(began + overMs + 1),
    ),
  );
