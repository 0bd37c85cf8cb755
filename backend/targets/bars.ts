/** Whole days, numbered; `until` is not part. */
export interface Days {
  from: number;
  until: number;
}

const MOST = 13;

/** A target's days in at most 13 bars of whole weeks, the last of which has the rest: a quarter by week, a year by four. */
export function barsOf({ from, until }: Days): Days[] {
  const weeks = Math.max(1, Math.round((until - from) / 7));
  const size = 7 * Math.ceil(weeks / MOST);
  const count = Math.max(1, Math.min(MOST, Math.round((until - from) / size)));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * size,
    until: index === count - 1 ? until : from + (index + 1) * size,
  }));
}
