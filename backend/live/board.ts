import { HOUR, MINUTE } from "#calendar/units.ts";
import type { UnansweredFreeze } from "#wire/figures.ts";
import { NEWS_MS } from "#wire/promises.ts";

/** Minutes left up to which a freeze is in each band but the last two. */
const BANDS = [5, 15, 30] as const;

/**
 * How the board ranks an open freeze: by what must be done first, and within that by baht. First those that have
 * five minutes left or are newly overdue; then 15 minutes left, 30, and the rest of the hour; last those
 * that are later still: a bank that never answers must not hide what can still be saved.
 */
export function bandOf(requestedAt: number, now: number): number {
  const left = (requestedAt + HOUR - now) / MINUTE;
  if (-left * MINUTE > NEWS_MS) return BANDS.length + 1;
  const band = BANDS.findIndex((limit) => left <= limit);
  return band === -1 ? BANDS.length : band;
}

/** The most urgent first: by band, then the larger amount, then the sooner deadline, then the id. */
export function rank(unanswered: readonly UnansweredFreeze[], now: number): UnansweredFreeze[] {
  const bands = new Map(unanswered.map((freeze) => [freeze, bandOf(freeze.requestedAt, now)]));
  return [...unanswered].sort(
    (a, b) =>
      bands.get(a)! - bands.get(b)! ||
      Number(b.satang > a.satang) - Number(b.satang < a.satang) ||
      a.requestedAt - b.requestedAt ||
      Number(a.id > b.id) - Number(a.id < b.id),
  );
}
