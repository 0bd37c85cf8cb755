import type { Staffing } from "#wire/sceneParts.ts";
import { erlangA, erlangB, fewestAgents, serviceLevelC } from "./erlang.ts";

/** The share of callers who shall be answered within so many seconds. */
export type Objective = Pick<Staffing["assumed"], "share" | "withinSeconds">;

/** Mean patience of callers. Assumed: events do not tell how long the answered callers would have waited. */
const PATIENCE_SECONDS = 180;

/** The load of the last minutes, and the agents and lines available. */
export interface Load {
  /** Calls offered in `minutes`. */
  offered: number;
  minutes: number;
  /** Calls handled, and their total handling time in `handleSeconds`. */
  handled: number;
  handleSeconds: number;
  handleOf: Staffing["assumed"]["handleOf"];
  /** Null: unknown. */
  lines: number | null;
  agents: number | null;
}

/** How many agents the load needs, and the share of calls blocked by the lines. Null without calls. */
export function staffingOf(
  { offered, minutes, handled, handleSeconds: all, ...given }: Load,
  { share, withinSeconds }: Objective,
): Staffing | null {
  if (offered <= 0 || handled <= 0 || all <= 0) return null;
  const callsPerHour = (offered * 60) / minutes;
  const handleSeconds = all / handled;
  const erlangs = (callsPerHour / 3600) * handleSeconds;
  const withA = (agents: number) =>
    erlangA({ agents, erlangs, handleSeconds, patienceSeconds: PATIENCE_SECONDS, withinSeconds });
  return {
    minutes,
    callsPerHour,
    handleSeconds,
    erlangs,
    agentsErlangA: fewestAgents((agents) => withA(agents).serviceLevel >= share),
    agentsErlangC: fewestAgents(
      (agents) => serviceLevelC(agents, erlangs, handleSeconds, withinSeconds) >= share,
    ),
    agentsNow: given.agents,
    blocked: given.lines === null ? null : erlangB(given.lines, erlangs),
    assumed: { share, withinSeconds, patienceSeconds: PATIENCE_SECONDS, handleOf: given.handleOf },
  };
}
