import { MINUTE } from "#calendar/units.ts";
import type { UnansweredFreeze } from "#wire/figures.ts";
import type { FreezeJudge } from "#wire/sla.ts";

/** Of those that may still be held in time: the ones with up to so many minutes left are listed together, by baht. */
const LISTED_TOGETHER = [15, 30] as const;

/**
 * How the board ranks an open freeze: by what must be done first, and within that by baht. First those that will be missed or
 * are newly over, as they are judged; then 15 minutes left, 30, and the rest of the hour, so that an amount does not hide one
 * that is due before it; last those that have been over for long: a bank that never answers must not hide what can
 * still be saved.
 */
export function bandOf(freeze: UnansweredFreeze, now: number, judge: FreezeJudge): number {
  const said = judge.riskAt(freeze.bank, now - freeze.requestedAt);
  if (said === "will-miss" || said === "deadline-over") return 0;
  const rest = LISTED_TOGETHER.length + 1;
  if (said === "long-over") return rest + 1;
  const left = (judge.clockOf(freeze).dueAt - now) / MINUTE;
  const band = LISTED_TOGETHER.findIndex((limit) => left <= limit);
  return band === -1 ? rest : band + 1;
}

/** The most urgent first: by band, then the larger amount, then the sooner deadline, then the id. */
export function rank(
  unanswered: readonly UnansweredFreeze[],
  now: number,
  judge: FreezeJudge,
): UnansweredFreeze[] {
  const bands = new Map(unanswered.map((freeze) => [freeze, bandOf(freeze, now, judge)]));
  return [...unanswered].sort(
    (a, b) =>
      bands.get(a)! - bands.get(b)! ||
      Number(b.satang > a.satang) - Number(b.satang < a.satang) ||
      a.requestedAt - b.requestedAt ||
      Number(a.id > b.id) - Number(a.id < b.id),
  );
}
