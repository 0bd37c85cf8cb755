import type { Staffing } from "#wire/live.ts";

/**
 * Are there agents enough? `short`: fewer than the objective asks for. `unstable`: fewer than the load alone keeps
 * busy, so that the queue grows until callers give up.
 */
export interface Need {
  verdict: "enough" | "short" | "unstable";
  now: number;
  /** For the objective, with callers who give up; of several windows the one that asks for most. */
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

/** The greatest share of callers who hear engaged, as a figure that can be written; null while it is not known. */
export function engagedOf(staffing: readonly Staffing[]): number | null {
  const shares = staffing.flatMap(({ blocked }) => (blocked === null ? [] : [blocked]));
  return shares.length > 0 ? Math.max(...shares) : null;
}
