import type { FreezeJudge, FreezeRisk } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { listPaces } from "./queries.ts";
import { FEWEST, isSlow, PACE_MS, type Pace, riskOf, TIMERS, turnsOf } from "./risk.ts";

/** What is said of an open freeze from this age on (ms), if nothing comes. */
interface Step {
  age: number;
  why: FreezeRisk;
}

const TIMER = TIMERS.freeze;
/** What has been over for longer than this is no deadline that alerts hear of. */
const LONG_OVER = TIMER.withinMs + TIMER.newsMs + 1;

/** The ages (ms) at which something else may be said of an open freeze, of any bank; in order. */
export const FREEZE_AGES: readonly number[] = [...turnsOf(TIMER), LONG_OVER].sort((a, b) => a - b);

/** What `riskOf` says from age to age, of a bank of this pace. */
function stepsOf(pace: Pace | undefined): Step[] {
  const steps: Step[] = [];
  for (const age of FREEZE_AGES) {
    const why = age < LONG_OVER ? riskOf(TIMER, 0, age, pace) : "long-over";
    if (why !== null && why !== steps.at(-1)?.why) steps.push({ age, why });
  }
  return steps;
}

const USUAL = stepsOf(undefined);
const SLOW = stepsOf({ inTime: 0, of: FEWEST });

/** @param paceOf how each bank has kept its time lately */
export function judgeBy(paceOf: ReadonlyMap<string, Pace>): FreezeJudge {
  const of = (bank: string) => (isSlow(paceOf.get(bank)) ? SLOW : USUAL);
  return {
    clockOf: ({ bank, requestedAt }) => ({
      dueAt: requestedAt + TIMER.withinMs,
      saidFrom: Object.fromEntries(of(bank).map(({ age, why }) => [why, requestedAt + age])),
    }),
    riskAt: (bank, age) => of(bank).findLast((step) => step.age <= age)?.why ?? null,
  };
}

/** Judges the open freezes as `deadlines` does, without a list of them: walls have theirs already. */
export const readFreezeJudge = async (run: Run, now: number): Promise<FreezeJudge> =>
  judgeBy(await listPaces(run, now, TIMER.withinMs, PACE_MS));
