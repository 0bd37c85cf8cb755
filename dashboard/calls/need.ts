import type { Staffing } from "#wire/sceneParts.ts";

/**
 * Are there enough agents? `short`: fewer than the objective needs. `unstable`: fewer than the offered load, so the
 * queue grows until callers abandon.
 */
export interface Need {
  verdict: "enough" | "short" | "unstable";
  now: number;
  /** Agents for the objective, with abandonment; the largest need of the windows. */
  needed: number;
  missing: number;
}

/** Null while the load or the agents are not known. */
export function needOf(staffing: readonly Staffing[]): Need | null {
  const needs = staffing.flatMap(({ agentsErlangA: needed, agentsNow: now, erlangs }): Need[] => {
    if (needed === null || now === null) return [];
    const verdict = now >= needed ? "enough" : now >= erlangs ? "short" : "unstable";
    return [{ verdict, now, needed, missing: Math.max(0, needed - now) }];
  });
  return needs.reduce<Need | null>((most, need) => (most && most.needed >= need.needed ? most : need), null);
}

/** The largest share of callers who hear the engaged tone, as a figure; null while unknown. */
export function engagedOf(staffing: readonly Staffing[]): number | null {
  const shares = staffing.flatMap(({ blocked }) => (blocked === null ? [] : [blocked]));
  return shares.length > 0 ? Math.max(...shares) : null;
}
