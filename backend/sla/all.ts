import { startOfMinute } from "#calendar/days.ts";
import { SECOND } from "#calendar/units.ts";
import { EVERYTHING, isEverything, type Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import { WALL_OBJECTIVES } from "#wire/promises.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import type { Dimension, Exclusion, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { fresh } from "./fresh.ts";
import { inForce } from "./inForce.ts";
import { isWithin } from "./inScope.ts";
import { inOrder } from "./order.ts";
import { type Expected, type Plan, planOf } from "./plan.ts";
import { FRESHNESS, promisedOf } from "./promisedFigures.ts";
import { standingAt } from "./standing.ts";
import { minutesOf, type Range } from "./window.ts";

/** What is judged by: all versions of all objectives, and what is left out of them. */
export interface Rules {
  /** By id and version. */
  versions: readonly ObjectiveVersion[];
  exclusions: readonly Exclusion[];
}

/**
 * The verdicts on all objectives × slices, from one reading of the figures, and what stood as left out by then.
 * @param at judged as of; the past by the versions that were in force then
 * @param lamps the sources; absent: their freshness is not judged
 * @param scope objectives on what is not counted by a limited dimension are left out
 * @param versionsAt judged by the versions in force at this moment instead
 * @param period judged over it, as a whole, without burn and without what is still to come; absent: over the window of each
 * @param isDetailed with the month and the last hour
 * @param expected how many cases the day will have, where it is the running one; absent: as many came as a week ago
 */
export async function judgeAll(
  { versions, exclusions }: Rules,
  reading: Reading,
  at: number,
  {
    lamps,
    scope = EVERYTHING,
    versionsAt = at,
    period,
    isDetailed = false,
    expected,
  }: {
    lamps?: readonly SourceLamp[];
    scope?: Scope;
    versionsAt?: number;
    period?: Range;
    isDetailed?: boolean;
    expected?: () => Promise<Expected>;
  } = {},
): Promise<Verdict[]> {
  const forced = inOrder(inForce(versions, versionsAt));
  const told = forced.filter(({ objective: { metric } }) => isWithin(promisedOf(metric), scope));
  const ofPeriod = period && { by: ["all"] as const, window: period, isBare: true };
  const standing = standingAt(exclusions, Math.max(reading.asOf, reading.now));
  const plan = planOf({ versions: told, exclusions: standing }, at, { isDetailed, ...ofPeriod });
  const [known, ...answers] = await Promise.all([
    expected?.(),
    ...plan.questions.map((question) => reading.ask(question)),
  ]);
  const ofSources = forced.filter(({ objective: { metric } }) => metric === FRESHNESS);
  return [
    ...plan.judge(answers, known),
    ...(lamps && isEverything(scope) ? fresh(ofSources, lamps, at) : []),
  ];
}

/** An objective and what is said of a period by it. */
export interface OfPeriod
  extends Pick<ObjectiveVersion["objective"], "th" | "en" | "metric" | "by" | "stretch"> {
  /** The figure counts those that missed. */
  countsMisses: boolean;
  verdict: Verdict;
}

/**
 * The verdicts on a period as a whole, by the versions that were in force when it ended; of one that runs, now. It is the
 * judgement of `judgeAll` over another window.
 */
export async function judgePeriod(
  rules: Rules,
  reading: Reading,
  period: Range,
  scope: Scope,
): Promise<OfPeriod[]> {
  const versionsAt = Math.min(reading.now, period.until - 1);
  const verdicts = await judgeAll(rules, reading, Math.min(reading.now, period.until), {
    scope,
    versionsAt,
    period,
  });
  const found = new Map(inForce(rules.versions, versionsAt).map(({ id, objective }) => [id, objective]));
  return verdicts.map((verdict) => {
    const { th, en, metric, by, stretch } = found.get(verdict.objective)!;
    const countsMisses = promisedOf(metric)?.countsMisses ?? false;
    return { th, en, metric, by, stretch, countsMisses, verdict };
  });
}

/** Longer windows are judged once a minute: they read many more cells, and one case moves them little. */
const LONG_MINUTES = 1_440;

/** Judges everything on every beat; takes over what need not be judged again. */
export function openJudging() {
  let kept = { key: "", verdicts: [] as Verdict[] };
  return async (
    { versions, exclusions }: Rules,
    reading: Reading,
    at: number,
    lamps: readonly SourceLamp[],
    expected: () => Promise<Expected>,
  ): Promise<Verdict[]> => {
    const forced = inForce(versions, at);
    const isLong = ({ objective }: ObjectiveVersion) => minutesOf(objective.window) > LONG_MINUTES;
    const long = forced.filter(isLong);
    const said = exclusions.map(({ id, endedAt }) => [id, endedAt]);
    const key = JSON.stringify([startOfMinute(at), long.map(({ id, version }) => [id, version]), said]);
    const short = { versions: forced.filter((version) => !isLong(version)), exclusions };
    const [verdicts, rest] = await Promise.all([
      judgeAll(short, reading, at, { lamps, expected }),
      key === kept.key ? kept.verdicts : judgeAll({ versions: long, exclusions }, reading, at),
    ]);
    kept = { key, verdicts: rest };
    return [...verdicts, ...rest];
  };
}

/** What the walls show of it: their objectives by these dimensions, without burn. @param isBudget with what may still miss */
export function planWalls(
  { versions, exclusions }: Rules,
  at: number,
  by: readonly Dimension[],
  isBudget: boolean,
): Plan {
  const shown: readonly string[] = WALL_OBJECTIVES;
  const forced = inForce(versions, at).filter(({ id }) => shown.includes(id));
  return planOf({ versions: forced, exclusions }, at, { by, isBare: true, isBudget });
}

/** What a wall shows of an objective as a whole, beside its verdict. */
export interface Shown extends Pick<ObjectiveVersion["objective"], "metric" | "window" | "stretch"> {
  countsMisses: boolean;
  verdict: Verdict;
}

/** What the scene of the service level shows: all that is counted, as a whole, with budget and burn, in order. */
export function planShown({ versions, exclusions }: Rules, at: number): Plan<Shown> {
  const forced = inOrder(inForce(versions, at));
  const found = new Map(forced.map(({ id, objective }) => [id, objective]));
  const { questions, judge } = planOf({ versions: forced, exclusions }, at, {
    by: ["all"],
    isDetailed: true,
  });
  return {
    questions,
    judge: (answers, expected) =>
      judge(answers, expected).map((verdict) => {
        const { metric, window, stretch } = found.get(verdict.objective)!;
        return { metric, window, stretch, countsMisses: promisedOf(metric)?.countsMisses ?? false, verdict };
      }),
  };
}

/** The share of calls that shall be answered, and within how many seconds; null: nothing is promised. */
export function answeringOf(
  { versions }: Rules,
  at: number,
): { share: number; withinSeconds: number } | null {
  const found = inForce(versions, at).find(
    ({ id }) => id === ("calls-20s" satisfies (typeof WALL_OBJECTIVES)[number]),
  );
  const promised = found?.objective.enabled ? promisedOf(found.objective.metric) : undefined;
  if (!found || !promised || promised.withinMs === 0) return null;
  const { p, q } = found.objective.target;
  return { share: p / q, withinSeconds: promised.withinMs / SECOND };
}
