import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { Deadline, DeadlineKind } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { listPaces, listRunning, nextTurn } from "./queries.ts";
import { PACE_MS, riskOf, TIMERS, type Timer, turnsOf } from "./risk.ts";

/** So many of each kind are told, those that are due first: far more than a centre has open at once. */
const MOST = 5_000;
export const ANSWERED = "freezes.answered_share_60m";

const ofKinds = <T>(of: (timer: Timer) => T): Record<DeadlineKind, T> => ({
  freeze: of(TIMERS.freeze),
  complaint: of(TIMERS.complaint),
  release: of(TIMERS.release),
});

/**
 * The times that run, of which something is to be said: of freezes that no bank has answered, of holds that were found to be
 * wrong and are not released, and of cases without a complaint. They stand in the database, and what is said follows from
 * the time alone, so a restart or a pause of the process loses none. What has been over for long is no news, and left out.
 * Of each kind those that are due first.
 * @param scope what lies outside is left out
 */
export async function deadlines(run: Run, now: number, scope: Scope = EVERYTHING): Promise<Deadline[]> {
  const [paceOf, running] = await Promise.all([
    listPaces(run, now, TIMERS.freeze.withinMs, PACE_MS),
    listRunning(
      run,
      ofKinds((timer) => ({
        since: now - timer.withinMs - timer.newsMs,
        until: now - Math.min(...turnsOf(timer)),
      })),
      MOST,
    ),
  ]);
  return running
    .filter((each) => isWithin(each, scope))
    .flatMap((each) => {
      const timer = TIMERS[each.kind];
      const pace = each.bank === null ? undefined : paceOf.get(each.bank);
      const why = riskOf(timer, each.startedAt, now, pace);
      if (why === null) return [];
      const dueAt = each.startedAt + timer.withinMs;
      // With less time left it would be said of any bank.
      const isOfPace = why === "will-miss" && dueAt - now > timer.willMissMs;
      return [{ ...each, dueAt, why, ...(isOfPace && pace ? { pace } : {}) }];
    });
}

/** When something else is to be said of one of them, if nothing comes; epoch ms; null: of none. A hint for a timer. */
export const nextDue = (run: Run, now: number): Promise<number | null> =>
  nextTurn(run, now, ofKinds(turnsOf));

/** What a scope limits must be known of it, and lie inside. */
const isWithin = ({ bank, agency, province }: Omit<Deadline, "dueAt" | "why">, scope: Scope) =>
  [
    [scope.banks, bank],
    [scope.agencies, agency],
    [scope.provinces, province],
  ].every(([limit, of]) => limit === null || (of !== null && limit!.includes(of as string)));
