import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { Deadline, DeadlineKind } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { listPaces, listRunning, nextTurn } from "./queries.ts";
import { PACE_MS, riskOf, TIMERS, turnsOf } from "./risk.ts";

/** So many of each kind are told, those that are due first: far more than a centre has open at once. */
const MOST = 5_000;
export const ANSWERED = "freezes.answered_share_60m";
const KINDS = Object.keys(TIMERS) as DeadlineKind[];

/**
 * The times that run, of which something is to be said: of freezes that no bank has answered, of holds that were found to be
 * wrong and are not released, and of cases without a complaint. They stand in the database, and what is said follows from
 * the time alone, so a restart or a pause of the process loses none. What has been over for long is no news, and left out.
 * Of each kind those that are due first.
 * @param scope what lies outside is left out
 */
export async function deadlines(run: Run, now: number, scope: Scope = EVERYTHING): Promise<Deadline[]> {
  const [paceOf, ...told] = await Promise.all([
    listPaces(run, now, TIMERS.freeze.withinMs, PACE_MS),
    ...KINDS.map(async (kind) => {
      const { withinMs, newsMs } = TIMERS[kind];
      const youngest = Math.min(...turnsOf(TIMERS[kind]));
      return {
        kind,
        running: await listRunning(run, kind, now - withinMs - newsMs, now - youngest, MOST),
      };
    }),
  ]);
  return told.flatMap(({ kind, running }) =>
    running
      .filter((each) => isWithin(each, scope))
      .flatMap((each) => {
        const timer = TIMERS[kind];
        const pace = each.bank === null ? undefined : paceOf.get(each.bank);
        const why = riskOf(timer, each.startedAt, now, pace);
        if (why === null) return [];
        const dueAt = each.startedAt + timer.withinMs;
        // With less time left it would be said of any bank.
        const isOfPace = why === "will-miss" && dueAt - now > timer.willMissMs;
        return [{ kind, ...each, dueAt, why, ...(isOfPace && pace ? { pace } : {}) }];
      }),
  );
}

/** When something else is to be said of one of them, if nothing comes; epoch ms; null: of none. A hint for a timer. */
export async function nextDue(run: Run, now: number): Promise<number | null> {
  const next = await Promise.all(KINDS.map((kind) => nextTurn(run, kind, now, turnsOf(TIMERS[kind]))));
  const known = next.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** What a scope limits must be known of it, and lie inside. */
const isWithin = ({ bank, agency, province }: Omit<Deadline, "kind" | "dueAt" | "why">, scope: Scope) =>
  [
    [scope.banks, bank],
    [scope.agencies, agency],
    [scope.provinces, province],
  ].every(([limit, of]) => limit === null || (of !== null && limit!.includes(of as string)));
