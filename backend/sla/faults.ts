import { MINUTE } from "#calendar/units.ts";
import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { isFit, MOST_SHARE, shortestLong } from "./burn.ts";
import { FRESHNESS, PROMISABLE } from "./promisedFigures.ts";
import { minutesOf } from "./window.ts";

/** What is wrong with an objective that its schema cannot say: sentences, each beginning with the field's name. */
export function faultsOf(objective: Objective): string[] {
  const { metric, target, watch, window, by, burn } = objective;
  const known = PROMISABLE.find((each) => each.metric === metric);
  if (!known)
    return [
      `metric: ${metric} cannot be promised; must be one of ${PROMISABLE.map((each) => each.metric).join(", ")}`,
    ];
  const strange = by.filter((dimension) => !known.by.includes(dimension));
  const period = minutesOf(window);
  return [
    ...(strange.length > 0
      ? [`by: ${metric} is not counted by ${strange.join(", ")}; must be among ${known.by.join(", ")}`]
      : []),
    ...(target.p > target.q ? ["target: p must be at most q"] : []),
    ...(watch && watch.p * target.q > target.p * watch.q ? ["watch: must be at most the target"] : []),
    ...(metric === FRESHNESS && burn.length > 0 ? [`burn: ${FRESHNESS} has no budget`] : []),
    ...(target.p === target.q && burn.length > 0 ? ["burn: a target of all has no budget"] : []),
    ...burn.flatMap((rule, index) => {
      const { share, longMinutes, shortMinutes } = rule;
      const which = `burn[${index}]`;
      if (shortMinutes >= longMinutes) return [`${which}: shortMinutes must be less than longMinutes`];
      if (longMinutes > period) return [`${which}: longMinutes must be at most the window's ${period}`];
      if (target.p >= target.q || isFit(rule, target, period)) return [];
      const least = Math.ceil(shortestLong(share, period, target));
      const most = Math.ceil((share.p * period) / share.q) - 1;
      return [
        least > most
          ? `${which}: at this target no window can use up so small a share; use a larger share`
          : `${which}: longMinutes must be ${least} to ${most}: in less even ${MOST_SHARE * 100} % of misses do not use up the share, in more it is used up when nothing is wrong`,
      ];
    }),
  ];
}

/** Why something cannot be excluded; null: it can. `own`: what is excluded already. */
export function overlapOf(
  { objective, slice, from, until }: Pick<Exclusion, "objective" | "slice" | "from" | "until">,
  versions: readonly ObjectiveVersion[],
  own: readonly Exclusion[],
): string | null {
  const found = versions.find(({ id }) => id === objective);
  if (!found) return `objective: there is no ${objective}; GET /v1/sla/objectives lists them`;
  const { by } = found.objective;
  if (found.objective.metric === FRESHNESS) return `objective: ${objective} has no window to leave out`;
  if (slice.by !== "all" && !by.includes(slice.by))
    return `slice: ${objective} is judged by ${by.join(", ")}, not by ${slice.by}`;
  if ((slice.by === "all") !== (slice.of === null))
    return "slice: `of` must be null for all, and a value else";
  if (from % MINUTE !== 0 || until % MINUTE !== 0) return "from: both ends must be whole minutes";
  if (until <= from) return "until: must be after from";
  // A case can lie in a bank and a province at once: what is left out of both would be left out twice.
  const other = own.find(
    (each) =>
      each.objective === objective &&
      each.endedAt === null &&
      each.slice.by !== "all" &&
      slice.by !== "all" &&
      each.slice.by !== slice.by &&
      each.from < until &&
      each.until > from,
  );
  return other
    ? `slice: exclusion ${other.id} leaves out by ${other.slice.by} at that time; end it, or leave out by ${other.slice.by} too`
    : null;
}
